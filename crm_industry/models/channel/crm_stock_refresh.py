from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

MANAGER = "crm_industry.group_channel_manager"
# Products of a piece of work: with some hundred moves each, a few seconds.
PRODUCTS_AT_ONCE = 1_000
# With more moves than this the button starts a job instead of having the user wait.
MOVES_AT_ONCE = 50_000


class CrmStockRefresh(models.Model):
    """The stock figures of a company with its branches, worked out in steps: every night and by the button.

    One row for each company at the root of a branch tree.
    """

    _name = "crm.stock.refresh"
    _inherit = ["crm.job.mixin"]
    _description = "Refresh of Stock Figures"
    _rec_name = "company_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    business_day = fields.Date(readonly=True, help="The day of the company on which the figures were worked out.")

    _company_uniq = models.UniqueIndex("(company_id)", "A company has one refresh of its stock figures.")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(("company_id", "business_day"), False)

    # -- starting -------------------------------------------------------------------------------------------------------

    @api.model
    def _for_company(self, company):
        """The refresh of a company (its root), made when there is none yet."""
        company = company.root_id
        # sudo: made for whoever may start it; its fields are written by code alone
        refresh = self.sudo().search([("company_id", "=", company.id)])
        return refresh or self.sudo()._guarded_create([{"company_id": company.id}])

    def _begin(self, now=False):
        """Start from the first step, as of today.

        :param now: in this transaction, for few moves, instead of by the worker
        :raise UserError: it is waiting or running already
        """
        for refresh in self.sudo():
            refresh._job_refuse_pending()
            refresh._guarded_write({"business_day": refresh.company_id._business_today()})
            if now:
                refresh._job_run_now()
            else:
                refresh._job_start()

    @api.model
    def _cron_refresh(self):
        """Queue the refresh of every company; one that is still being worked on goes on."""
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            refresh = self._for_company(company)
            if refresh.job_state not in ("queued", "running"):
                refresh._begin()

    @api.model
    def action_refresh_company(self):
        """Work out the stock figures of the current company: at once with few moves, else by the worker (button).

        :raise AccessError: the user is no channel manager
        """
        self._check_manager()
        refresh = self._for_company(self.env.company)
        if refresh.job_state not in ("queued", "running"):
            refresh._begin(now=self._is_small())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refresh of Stock Figures"),
            "res_model": self._name,
            "res_id": refresh.id,
            "view_mode": "form",
        }

    def action_job_stop(self):
        self._check_manager()
        return super().action_job_stop()

    def action_job_resume(self):
        self._check_manager()
        return super().action_job_resume()

    @api.model
    def _check_manager(self):
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only channel managers refresh the stock figures."))

    @api.model
    def _is_small(self):
        query = SQL("SELECT count(*) FROM (SELECT FROM stock_move_line LIMIT %s) line", MOVES_AT_ONCE + 1)
        return self.env.execute_query(query)[0][0] <= MOVES_AT_ONCE

    # -- steps ----------------------------------------------------------------------------------------------------------

    def _job_steps(self):
        steps = {
            "layers": self.env._("Age and sales of the stock"),
            "classes": self.env._("ABC classes of the products"),
            "alerts": self.env._("Alerts of aged stock"),
            "closing": self.env._("Alerts that are settled"),
        }
        return list(steps.items())

    def _job_run_step(self, key, cursor):
        self.env.flush_all()
        self.env["crm.customer.metrics"]._tune()
        return getattr(self, f"_step_{key}")(cursor)

    def _step_layers(self, cursor):
        """The next products by id."""
        products = self._next_products(cursor or 0)
        if not products:
            self._remove_others()
            return None
        self.env["crm.stock.layer"]._refresh_products(self.company_id, products)
        self.env["crm.stock.mover"]._refresh_products(self.company_id, products, self.business_day)
        self._job_count(self.job_done + len(products), self.job_total or self._count_products())
        return products[-1]

    def _step_classes(self, _cursor):
        self.env["crm.stock.mover"]._refresh_classes(self.company_id, self.business_day)

    def _step_alerts(self, cursor):
        return self.env["crm.aged.stock.alert"]._raise_alerts(self.company_id, self.business_day, cursor or 0)

    def _step_closing(self, _cursor):
        self.env["crm.aged.stock.alert"]._close_settled(self.company_id, self.business_day)

    @api.model
    def _next_products(self, after):
        query = SQL(
            """
            SELECT product.id FROM product_product product
              JOIN product_template template ON template.id = product.product_tmpl_id AND template.is_storable
             WHERE product.id > %s ORDER BY product.id LIMIT %s
            """,
            after,
            PRODUCTS_AT_ONCE,
        )
        return [product for (product,) in self.env.execute_query(query)]

    @api.model
    def _count_products(self):
        query = SQL(
            "SELECT count(*) FROM product_product product"
            " JOIN product_template template ON template.id = product.product_tmpl_id AND template.is_storable"
        )
        return self.env.execute_query(query)[0][0]

    def _remove_others(self):
        """Rows of products that are no longer kept in stock."""
        for table in ("crm_stock_layer", "crm_stock_mover"):
            self.env.cr.execute(
                SQL(
                    """
                    DELETE FROM %(table)s USING product_product product, product_template template
                     WHERE product.id = %(table)s.product_id AND template.id = product.product_tmpl_id
                       AND NOT template.is_storable
                    """,
                    table=SQL.identifier(table),
                )
            )
        self.env["crm.stock.layer"].invalidate_model()
        self.env["crm.stock.mover"].invalidate_model()
