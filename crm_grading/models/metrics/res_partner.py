from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.arguments import check_one
from ..foundation.readers import READERS
from ..foundation.sale_order import ORDER_SOURCES
from .selections import ABC_CLASSES, CHURN_RISKS, PRICE_BANDS, SPEND_TIERS, STAGES, WEEKDAYS


class ResPartner(models.Model):
    """The customer's metrics with the current company, on the customer and on its contacts."""

    _inherit = "res.partner"

    grading_metrics_id = fields.Many2one("crm.customer.metrics", compute="_compute_grading_metrics", groups=READERS)
    grading_currency_id = fields.Many2one("res.currency", compute="_compute_grading_metrics", groups=READERS)
    grading_stage = fields.Selection(
        STAGES, string="Lifecycle Stage", compute="_compute_grading_metrics", search="_search_grading_stage", groups=READERS
    )
    grading_stage_since = fields.Date(string="In Stage Since", compute="_compute_grading_metrics", groups=READERS)
    grading_segment_id = fields.Many2one(
        "crm.customer.segment",
        string="RFM Segment",
        compute="_compute_grading_metrics",
        search="_search_grading_segment_id",
        groups=READERS,
    )
    grading_rfm = fields.Char(string="RFM", compute="_compute_grading_metrics", groups=READERS)
    grading_abc = fields.Selection(
        ABC_CLASSES,
        string="ABC Class",
        compute="_compute_grading_metrics",
        search="_search_grading_abc",
        groups=READERS,
    )
    grading_spend_tier = fields.Selection(
        SPEND_TIERS,
        string="Spend Tier",
        compute="_compute_grading_metrics",
        search="_search_grading_spend_tier",
        groups=READERS,
    )
    grading_churn_risk = fields.Selection(
        CHURN_RISKS,
        string="Churn Risk",
        compute="_compute_grading_metrics",
        search="_search_grading_churn_risk",
        groups=READERS,
    )
    grading_churn_text = fields.Char(string="Why at Risk", compute="_compute_grading_texts", groups=READERS)
    grading_orders = fields.Integer(string="Orders in All", compute="_compute_grading_metrics", groups=READERS)
    grading_last_order = fields.Date(string="Last Order", compute="_compute_grading_metrics", groups=READERS)
    grading_next_order_date = fields.Date(
        string="Next Order Expected",
        compute="_compute_grading_metrics",
        search="_search_grading_next_order_date",
        groups=READERS,
    )
    grading_cycle_days = fields.Float(string="Purchase Cycle (Days)", compute="_compute_grading_metrics", groups=READERS)
    grading_net_sales_12m = fields.Monetary(
        string="Net Sales (12 Months)",
        compute="_compute_grading_metrics",
        currency_field="grading_currency_id",
        groups=READERS,
    )
    grading_margin_12m = fields.Monetary(
        string="Margin (12 Months)",
        compute="_compute_grading_metrics",
        currency_field="grading_currency_id",
        groups=READERS,
    )
    grading_returns_12m = fields.Monetary(
        string="Returns (12 Months)",
        compute="_compute_grading_metrics",
        currency_field="grading_currency_id",
        groups=READERS,
    )
    grading_preferred_text = fields.Char(string="Prefers", compute="_compute_grading_texts", groups=READERS)
    grading_cross_sell_text = fields.Char(string="Not Bought Yet", compute="_compute_grading_texts", groups=READERS)
    grading_price_band = fields.Selection(PRICE_BANDS, string="Price Band", compute="_compute_grading_metrics", groups=READERS)
    grading_usual_weekday = fields.Selection(WEEKDAYS, string="Usual Weekday", compute="_compute_grading_metrics", groups=READERS)
    grading_usual_channel = fields.Selection(
        ORDER_SOURCES, string="Usual Channel", compute="_compute_grading_metrics", groups=READERS
    )
    grading_has_history = fields.Boolean(string="With Imported Sales", compute="_compute_grading_metrics", groups=READERS)

    @api.model
    def _metrics_columns(self):
        """Field of the metrics for each field that shows it; extend by super with a field of an addon."""
        names = (
            "stage", "stage_since", "segment_id", "rfm", "abc", "spend_tier", "churn_risk", "orders",
            "last_order", "next_order_date", "cycle_days", "net_sales_12m", "margin_12m", "returns_12m", "price_band",
            "usual_weekday", "usual_channel", "has_history", "currency_id",
        )  # fmt: skip
        return {f"grading_{name}": name for name in names}

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "uid", "lang")
    def _compute_grading_metrics(self):
        """All figures from one query, with the rights of the user: who may not see the row sees nothing."""
        columns = self._metrics_columns()
        rows = self.env["crm.customer.metrics"].search_fetch(
            [("partner_id", "in", self.commercial_partner_id.ids), ("company_id", "=", self.env.company.root_id.id)],
            ["partner_id", "churn_reasons", "preferred_categories", "cross_sell", *columns.values()],
        )
        found = {row.partner_id.id: row for row in rows}
        for partner in self:
            row = found.get(partner.commercial_partner_id._origin.id, rows.browse())
            partner.grading_metrics_id = row
            for name, column in columns.items():
                partner[name] = row[column]

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "uid", "lang")
    def _compute_grading_texts(self):
        for partner in self:
            row = partner.grading_metrics_id
            partner.grading_churn_text = row.churn_text
            partner.grading_preferred_text = row.preferred_text
            partner.grading_cross_sell_text = row.cross_sell_text

    @api.model
    def _forget_metrics(self):
        """Have the figures read again after a refresh."""
        texts = ["grading_churn_text", "grading_preferred_text", "grading_cross_sell_text"]
        self.invalidate_model(["grading_metrics_id", *self._metrics_columns(), *texts], flush=False)

    @api.model
    def _search_metrics(self, column, operator, value):
        """Domain of customers, with their contacts, by a column of the metrics with the current company.

        Figures of customers whose metrics the user may not read find nobody.
        """
        if operator not in ("in", "<", "<=", ">", ">="):
            return NotImplemented
        metrics = self.env["crm.customer.metrics"]
        here = Domain("company_id", "=", self.env.company.root_id.id)
        if operator == "in" and False in value:
            given = metrics._search(here & Domain(column, "!=", False))
            domain = Domain("commercial_partner_id", "not in", given.subselect(SQL.identifier(given.table, "partner_id")))
            if value := [item for item in value if item]:
                domain |= self._search_metrics(column, operator, value)
            return domain
        query = metrics._search(here & Domain(column, operator, value))
        return Domain("commercial_partner_id", "in", query.subselect(SQL.identifier(query.table, "partner_id")))

    def _search_grading_stage(self, operator, value):
        """Customers without any business are to be acquired, too."""
        domain = self._search_metrics("stage", operator, value)
        if operator == "in" and "acquire" in value:
            domain |= self._search_metrics("stage", "in", [False])
        return domain

    def _search_grading_segment_id(self, operator, value):
        return self._search_metrics("segment_id", operator, value)

    def _search_grading_abc(self, operator, value):
        return self._search_metrics("abc", operator, value)

    def _search_grading_spend_tier(self, operator, value):
        return self._search_metrics("spend_tier", operator, value)

    def _search_grading_churn_risk(self, operator, value):
        return self._search_metrics("churn_risk", operator, value)

    def _search_grading_next_order_date(self, operator, value):
        return self._search_metrics("next_order_date", operator, value)

    def action_open_metrics(self):
        """Show all metrics of the customer with the current company."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer Metrics"),
            "res_model": "crm.customer.metrics",
            "res_id": self.grading_metrics_id.id,
            "view_mode": "form",
        }
