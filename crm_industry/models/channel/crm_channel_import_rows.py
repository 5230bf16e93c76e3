from odoo import models
from odoo.tools import SQL

from .crm_channel_report import MANAGER
from .crm_channel_report_line import FIGURES, STOCK

COMPARE_REPORTS = 300
SAME = ("sell_in", "sell_through", "returned", "adjustment", "opening", "closing")


class CrmChannelImport(models.Model):
    """What is wrong with rows."""

    _inherit = "crm.channel.import"

    def _import_check(self, stage):
        self._import_find_customer(stage)
        self._import_check_dealer(stage)
        self._import_check_period(stage)
        self._import_find_product(stage)
        self._import_find_unit(stage)
        self._import_find_retailer(stage)
        self._import_check_figures(stage)
        stage.fail_repeated(
            ["partner_id", "date_from", "product_id", "retailer_id"],
            self.env._("Dealer, period, product and retailer are those of row %(first)s.", first="{first}"),
        )
        key = SQL("concat_ws(':', s.partner_id, s.period, s.date_from, s.product_id, nullif(s.retailer_id, 0))")
        stage.set("external_id", key, SQL("(SELECT 1) one"), SQL("s.external_id IS NULL"))
        self._import_find_report(stage)

    def _company(self):
        return self.company_id.root_id

    def _import_check_dealer(self, stage):
        self.env["res.partner"].flush_model(["channel_type_id", "user_id"])
        self.env["crm.customer.type"].flush_model(["is_dealer"])
        stage.fail(
            SQL(
                "NOT EXISTS (SELECT FROM res_partner p JOIN crm_customer_type t ON t.id = p.channel_type_id"
                " WHERE p.id = s.partner_id AND t.is_dealer)"
            ),
            self.env._("The customer of this row is no dealer: choose another type on the customer's form."),
        )

        user = self.job_user_id
        if not user.has_groups(f"sales_team.group_sale_salesman_all_leads,{MANAGER}"):
            stage.fail(
                SQL("EXISTS (SELECT FROM res_partner p WHERE p.id = s.partner_id AND p.user_id <> %s)", user.id),
                self.env._("This dealer is looked after by somebody else."),
            )

    def _import_check_period(self, stage):
        """Fill ``period``, week or month as the dealer has to report, and ``date_from``, its first day."""
        one = SQL("(SELECT 1) one")
        stage.set("period", SQL("%s", self._company().sudo().channel_report_period), one, SQL("TRUE"))
        agreed = SQL("(%s) a", self.env["crm.channel.report"]._agreed_query(self._company()))
        stage.set("period", SQL("a.period"), agreed, SQL("a.partner_id = s.partner_id AND a.period <> 'none'"))
        stage.set("date_from", SQL("date_trunc(s.period, s.date::timestamp)::date"), one, SQL("TRUE"))
        today = self._company()._business_today()
        stage.fail(SQL("s.date_from > %s", today), self.env._("%(day)s lies in the future.", day="{day}"), day="date")
        stage.fail(SQL("s.date < '1900-01-01'"), self.env._("%(day)s is no day to work with.", day="{day}"), day="date")

    def _import_find_unit(self, stage):
        """Fill ``factor``: how many of the product's units the row's unit is."""
        self.env["uom.uom"].flush_model(["name", "factor", "parent_path"])
        self._import_join(
            stage, "unit_id", SQL("unit"), SQL("n.value"), SQL("u.id"), SQL("uom_uom u CROSS JOIN jsonb_each_text(u.name) n")
        )
        stage.fail(SQL("s.unit_id = 0"), self.env._("Several units are called “%(name)s”.", name="{name}"), name="unit")
        stage.fail(
            SQL("s.unit_id IS NULL AND s.unit IS NOT NULL"),
            self.env._("No unit is found for “%(name)s”.", name="{name}"),
            name="unit",
        )
        product = SQL(
            "product_product p JOIN product_template t ON t.id = p.product_tmpl_id JOIN uom_uom o ON o.id = t.uom_id"
            " LEFT JOIN uom_uom u ON TRUE"
        )
        stage.set("factor", SQL("1"), SQL("(SELECT 1) one"), SQL("s.unit_id IS NULL"))
        stage.set(
            "factor",
            SQL("u.factor::numeric / o.factor::numeric"),
            product,
            SQL(
                "p.id = s.product_id AND u.id = s.unit_id"
                " AND split_part(u.parent_path, '/', 1) = split_part(o.parent_path, '/', 1)"
            ),
        )
        text = self.env._("“%(unit)s” cannot be converted to the unit of %(product)s.", unit="{unit}", product="{product}")
        stage.fail(SQL("s.factor IS NULL"), text, unit="unit", product="product")

    def _import_find_retailer(self, stage):
        """Fill ``retailer_id`` by reference, else by name; 0 where the row names none."""
        self.env["res.partner"].flush_model(["ref", "name", "commercial_partner_id"])
        customers = SQL("%s AND p.id = p.commercial_partner_id", self._import_customers())
        # 0 means several here, until the rows without a retailer are filled
        for key in (SQL("p.ref"), SQL("btrim(p.name)")):
            table = SQL("(SELECT * FROM res_partner p WHERE %s) p", customers)
            self._import_join(stage, "retailer_id", SQL("retailer"), key, SQL("p.id"), table)
        name = {"name": "retailer"}
        stage.fail(SQL("s.retailer_id = 0"), self.env._("Several retailers are found for “%(name)s”.", name="{name}"), **name)
        stage.fail(
            SQL("s.retailer_id IS NULL AND s.retailer IS NOT NULL"),
            self.env._("No retailer is found for “%(name)s”.", name="{name}"),
            **name,
        )
        stage.set("retailer_id", SQL("0"), SQL("(SELECT 1) one"), SQL("s.retailer_id IS NULL"))

    def _import_check_figures(self, stage):
        """Refuse impossible figures; work out the opening and the closing stock that are not given."""
        labels = self._figure_labels()
        for name in FIGURES:
            column = SQL.identifier("s", name)
            stage.fail(
                SQL("abs(%s * s.factor) >= 1e11", column),
                self.env._("%(figure)s: %(value)s is too large.", figure=labels[name], value="{value}"),
                value=name,
            )
            if name not in ("sell_through", "adjustment"):
                stage.fail(
                    SQL("%s < 0", column),
                    self.env._("%(figure)s: %(value)s is negative.", figure=labels[name], value="{value}"),
                    value=name,
                )
        given = SQL(", ").join(SQL.identifier("s", name) for name in FIGURES)
        stage.fail(SQL("coalesce(%s) IS NULL", given), self.env._("The row has no figures."))
        stock = SQL(", ").join(SQL.identifier("s", name) for name in STOCK)
        stage.fail(
            SQL("s.retailer_id > 0 AND EXISTS (SELECT FROM unnest(ARRAY[%s]) AS f (figure) WHERE f.figure <> 0)", stock),
            self.env._("A row with a retailer tells the sell-through only: stock figures stand in a row without retailer."),
        )
        self._import_fill_stock(stage)
        stage.fail(SQL("s.retailer_id = 0 AND s.closing < 0"), self.env._("The closing stock comes to less than nothing."))

    def _import_fill_stock(self, stage):
        """Quantities become those of the product's unit; what is not given of the stock follows from the rest."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        one = SQL("(SELECT 1) one")
        for name in FIGURES:
            column = SQL.identifier("s", name)
            stage.set(name, SQL("trim_scale(round(%s * s.factor, %s))", column, digits), one, SQL("%s IS NOT NULL", column))
        before = SQL(
            "(SELECT r.partner_id, r.date_to, l.product_id, l.closing FROM crm_channel_report r"
            " JOIN crm_channel_report_line l ON l.report_id = r.id AND l.retailer_id IS NULL"
            " WHERE r.company_id = %s AND r.state = 'accepted') b",
            self._company().id,
        )
        joined = SQL("s.opening IS NULL AND s.retailer_id = 0 AND b.partner_id = s.partner_id AND b.product_id = s.product_id"
                     " AND b.date_to = s.date_from - 1")
        stage.set("opening", SQL("trim_scale(b.closing)"), before, joined)
        # What went to retailers stands in rows of their own.
        sold = SQL("(SELECT partner_id, date_from, product_id, sum(coalesce(sell_through, 0)) AS sold FROM %s"
                   " WHERE error IS NULL GROUP BY 1, 2, 3) t", stage.table)
        total = SQL(
            "coalesce(s.opening, 0) + coalesce(s.sell_in, 0) - t.sold - coalesce(s.returned, 0) + coalesce(s.adjustment, 0)"
        )
        same = SQL("s.closing IS NULL AND s.retailer_id = 0 AND t.partner_id = s.partner_id AND t.date_from = s.date_from"
                   " AND t.product_id = s.product_id")
        stage.set("closing", total, sold, same)

    def _import_find_report(self, stage):
        """Fill ``report_id``: the one being worked on, else the decided one whose rows say the same."""
        self.env["crm.channel.report"].flush_model()
        self.env["crm.channel.report.line"].flush_model()
        reports = SQL("(SELECT DISTINCT ON (partner_id, period, date_from) * FROM crm_channel_report WHERE company_id = %s"
                      " ORDER BY partner_id, period, date_from, revision DESC) r", self._company().id)
        own = SQL("r.partner_id = s.partner_id AND r.period = s.period AND r.date_from = s.date_from")
        stage.set("report_id", SQL("r.id"), reports, own)
        same = SQL(" AND ").join(
            SQL("l.%s = coalesce(%s, 0)", SQL.identifier(name), SQL.identifier("s", name)) for name in SAME
        )
        stage.fail(
            SQL(
                "EXISTS (SELECT FROM crm_channel_report r WHERE r.id = s.report_id AND r.state NOT IN ('draft', 'submitted'))"
                " AND NOT EXISTS (SELECT FROM crm_channel_report_line l WHERE l.report_id = s.report_id"
                " AND l.product_id = s.product_id AND coalesce(l.retailer_id, 0) = s.retailer_id AND %s)",
                same,
            ),
            self.env._("The report of this dealer and period has been decided and says something else: make a correction first."),
        )
