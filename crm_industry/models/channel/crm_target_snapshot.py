from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.ratios import ratio

from .crm_target import DIMENSIONS

# Invoices and returns are booked late: targets that are over are looked at for so many days more.
DAYS_AFTER = 31
COPIED = ("company_id", "root_id", "currency_id", "uom_id", "measure", "basis", "period", "date_from", "date_to")


class CrmTargetSnapshot(models.Model):
    """How a target in force stood at the end of a day; taken every night, for pivots and graphs. Written by code alone.

    A target and its parts have a row each: narrow down to whole targets, to the lowest parts or to one kind of period before
    adding up. Ratios are those of the sums, never averages.
    """

    _name = "crm.target.snapshot"
    _inherit = ["crm.ratio.mixin"]
    _description = "Attainment of a Target on a Day"
    _log_access = False
    _order = "day desc, target_id, id"
    _rec_name = "target_id"

    target_id = fields.Many2one("crm.target", required=True, readonly=True, ondelete="cascade")
    root_id = fields.Many2one("crm.target", string="Tree", readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True, ondelete="cascade")
    day = fields.Date(required=True, readonly=True, index=True)
    latest = fields.Boolean(readonly=True, help="The last row of its target.")
    level = fields.Selection(
        [("whole", "Whole"), ("between", "In Between"), ("leaf", "Lowest Part")], readonly=True, required=True
    )
    measure = fields.Selection([("amount", "Sales Amount"), ("quantity", "Quantity")], readonly=True, required=True)
    basis = fields.Selection(
        [("invoiced", "Posted Invoices"), ("delivered", "Done Deliveries")], string="Counted", readonly=True, required=True
    )
    period = fields.Selection(
        [("year", "Year"), ("half", "Half-year"), ("quarter", "Quarter"), ("month", "Month")], readonly=True, required=True
    )
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="Until", readonly=True)
    dealer_id = fields.Many2one("res.partner", readonly=True, ondelete="set null", index="btree_not_null")
    customer_type_id = fields.Many2one("crm.customer.type", readonly=True, ondelete="set null")
    grade_id = fields.Many2one("crm.grading.grade", readonly=True, ondelete="set null")
    user_id = fields.Many2one(
        "res.users", string="Salesperson", readonly=True, ondelete="set null", index="btree_not_null"
    )
    region_id = fields.Many2one("crm.region", readonly=True, ondelete="set null")
    categ_id = fields.Many2one("product.category", string="Product Category", readonly=True, ondelete="set null")
    brand_id = fields.Many2one("crm.brand", readonly=True, ondelete="set null")

    amount = fields.Monetary(string="Goal", readonly=True)
    actual = fields.Monetary(string="Sold", readonly=True)
    expected = fields.Monetary(string="Expected to Date", readonly=True)
    forecast = fields.Monetary(string="Forecast at the End", readonly=True)
    attainment = fields.Float(string="Attained (%)", digits=(16, 1), compute="_compute_ratios", help="Sold ÷ target.")
    pace = fields.Float(string="Pace (%)", digits=(16, 1), compute="_compute_ratios", help="Sold ÷ expected to date.")

    _target_day_uniq = models.UniqueIndex("(target_id, day)", "The target has a row of this day already.")

    @api.model
    def _ratios(self):
        return super()._ratios() | {"attainment": ratio("actual", "amount"), "pace": ratio("actual", "expected")}

    # -- taking --------------------------------------------------------------------------------------------------------

    @api.model
    def _cron_take(self):
        """Take the rows of today, company by company."""
        companies = self.env["res.company"].search([("parent_id", "=", False)])
        for number, company in enumerate(companies, 1):
            self._take(company)
            self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - number)

    @api.model
    def _take(self, company):
        """Take the rows of today of a company (root of its branches); safe to repeat."""
        today = company._business_today()
        running = Domain("date_from", "<=", today) & Domain("date_to", ">=", today - timedelta(days=DAYS_AFTER))
        targets = self.env["crm.target"].search(
            Domain("company_id", "=", company.id) & Domain("in_force", "=", True) & Domain("reserve", "=", False) & running
        )
        figures = targets._figures()
        if figures:
            self.env.cr.execute(self._insert_query(figures, today))
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_target_snapshot SET latest = FALSE WHERE latest AND day < %s AND target_id = ANY(%s)",
                    today,
                    list(figures),
                )
            )
        self.env.cr.execute(
            SQL(
                "UPDATE crm_target_snapshot row SET latest = FALSE FROM crm_target target"
                " WHERE target.id = row.target_id AND row.latest AND NOT target.in_force AND row.company_id = %s",
                company.id,
            )
        )
        self.invalidate_model()

    @api.model
    def _insert_query(self, figures, today):
        names = [*COPIED, *DIMENSIONS.values()]
        columns = SQL(", ").join(map(SQL.identifier, names))
        copied = SQL(", ").join(SQL.identifier("target", name) for name in names)
        figure_names = ("amount", "actual", "expected", "forecast")
        return SQL(
            """
            INSERT INTO crm_target_snapshot (target_id, day, latest, level, %(columns)s, amount, actual, expected, forecast)
            SELECT target.id, %(today)s, TRUE,
                   CASE WHEN target.split_by IS NULL THEN 'leaf' WHEN target.parent_id IS NULL THEN 'whole' ELSE 'between' END,
                   %(copied)s, given.amount, given.actual, given.expected, given.forecast
              FROM unnest(%(ids)s::int[], %(figures)s) AS given (id, amount, actual, expected, forecast)
              JOIN crm_target target ON target.id = given.id
                ON CONFLICT (target_id, day) DO UPDATE SET latest = TRUE, amount = excluded.amount, actual = excluded.actual,
                   expected = excluded.expected, forecast = excluded.forecast
            """,
            columns=columns,
            today=today,
            copied=copied,
            ids=list(figures),
            figures=SQL(", ").join(
                SQL("%s::numeric[]", [getattr(found, name) for found in figures.values()]) for name in figure_names
            ),
        )
