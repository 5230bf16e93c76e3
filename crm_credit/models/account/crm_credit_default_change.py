from odoo import api, fields, models
from odoo.tools import SQL

from .crm_credit_account import LIMIT_MODES


class CrmCreditDefaultChange(models.Model):
    """A change of the company's default credit, with the customers whose credit it moved; never changed, never deleted.

    These are the customers, archived ones included, that have bought from the company and have neither a limit of their own
    nor a group's.
    """

    _name = "crm.credit.default.change"
    _inherit = ["crm.append.only.mixin"]
    _description = "Change of the Default Credit"
    _order = "id desc"
    _rec_name = "date"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="Changed By", required=True, readonly=True)
    date = fields.Datetime(string="Changed On", required=True, readonly=True, default=fields.Datetime.now)
    old_mode = fields.Selection(LIMIT_MODES, string="Old Credit", required=True, readonly=True)
    old_limit = fields.Monetary(readonly=True)
    new_mode = fields.Selection(LIMIT_MODES, string="New Credit", required=True, readonly=True)
    new_limit = fields.Monetary(readonly=True)
    customer_count = fields.Integer(string="Customers Moved", readonly=True)
    partner_ids = fields.Many2many(
        "res.partner",
        "crm_credit_default_change_partner_rel",
        "change_id",
        "partner_id",
        string="Customers",
        readonly=True,
        context={"active_test": False},
    )

    @api.model
    def _why_unchanged(self):
        return self.env._("Changes of the default credit are a log: they cannot be changed.")

    @api.model
    def _why_kept(self):
        return self.env._("Changes of the default credit are a log: they cannot be deleted.")

    @api.model
    def _log(self, company, old, new):
        """Record a change by the current user.

        :param company: root company
        :param tuple old: mode and amount as of `res.company._credit_default`
        :param tuple new: likewise
        """
        # Settings are saved by administrators, who need not be credit managers.
        change = self.sudo().create(
            {
                "company_id": company.id,
                "user_id": self.env.uid,
                "old_mode": old[0],
                "old_limit": old[1],
                "new_mode": new[0],
                "new_limit": new[1],
            }
        )
        change._fill_customers()
        return change.sudo(self.env.su)

    def _fill_customers(self):
        """Link the customers that have the default, by one statement however many they are."""
        self.ensure_one()
        self.env["sale.order"].flush_model(["partner_invoice_id", "company_id"])
        self.env["account.move"].flush_model(["partner_id", "company_id", "move_type"])
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.env["crm.credit.account"].flush_model(["partner_id", "company_id", "limit_mode", "group_account_id"])
        self.env.cr.execute(
            SQL(
                """
                WITH moved AS (
                    INSERT INTO crm_credit_default_change_partner_rel (change_id, partner_id)
                    SELECT %(change)s, customer.partner_id FROM (%(customers)s) customer
                     WHERE NOT EXISTS (SELECT FROM crm_credit_account account
                                        WHERE account.partner_id = customer.partner_id
                                          AND account.company_id = %(company)s
                                          AND (account.limit_mode != 'default' OR account.group_account_id IS NOT NULL))
                    RETURNING partner_id
                )
                UPDATE crm_credit_default_change
                   SET customer_count = (SELECT count(*) FROM moved) WHERE id = %(change)s
                """,
                change=self.id,
                company=self.company_id.id,
                customers=self._customers_query(),
            )
        )
        self.invalidate_recordset()

    def _customers_query(self):
        """Commercial partners with an order, an invoice or a credit account in the company or a branch."""
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id FROM res_partner partner
              JOIN sale_order sale ON sale.partner_invoice_id = partner.id
             WHERE sale.company_id = ANY(%(companies)s)
             UNION
            SELECT partner.commercial_partner_id FROM res_partner partner
              JOIN account_move move ON move.partner_id = partner.id
             WHERE move.company_id = ANY(%(companies)s) AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
             UNION
            SELECT partner_id FROM crm_credit_account WHERE company_id = %(company)s
            """,
            companies=list(self.company_id._credit_branches().ids),
            company=self.company_id.id,
        )
