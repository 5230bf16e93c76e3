from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger, CheckedSelection
from odoo.addons.crm_grading.tools.period import months_until

from ..customer.crm_touchpoint import CHANNELS, DIRECTIONS
from .managers import check_managers

SHOWN_MONTHS = 13
UNITS = [("percent", "%"), ("score", "of 5"), ("minutes", "minutes"), ("hours", "working hours")]


class CrmMoment(models.Model):
    """A moment of truth: one of the few in which a customer decides whether to come back. It has an owner, a standard that
    everybody knows, and a measure from what was recorded, month by month."""

    _name = "crm.moment"
    _description = "Moment of Truth"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.guarded.mixin", "crm.owner.mixin"]
    _order = "company_id, sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    sequence = fields.Integer(default=10, help="In the order in which a customer comes to them.")
    description = fields.Text(string="What the Customer Goes through", translate=True)
    standard = fields.Text(required=True, translate=True, help="What everybody does at this moment, so that it can be checked.")
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    measure = CheckedSelection(selection="_selection_measure", required=True, default="touch_positive", tracking=True)
    unit = fields.Selection(UNITS, compute="_compute_unit")
    of_touchpoints = fields.Boolean(compute="_compute_unit")
    touch_channel = fields.Selection(CHANNELS, string="Channel", help="Of the touchpoints; empty: all.")
    touch_direction = fields.Selection(DIRECTIONS, string="Direction", help="Of the touchpoints; empty: both.")
    type_id = fields.Many2one("crm.complaint.type", string="Service Type", ondelete="restrict", help="Of the cases; empty: all.")
    category_id = fields.Many2one(
        "crm.complaint.category", ondelete="restrict", help="Of the cases, with all categories below it; empty: all."
    )
    target = CheckedFloat(required=True, digits=(16, 2), aggregator=None, tracking=True, help="In the unit of the measure.")
    least_number = CheckedInteger(
        string="At Least", default=5, aggregator=None, help="With fewer contacts or ratings in a month nothing is concluded."
    )
    active = fields.Boolean(default=True)
    month_ids = fields.One2many("crm.moment.month", "moment_id", string="Months", readonly=True)
    latest_month = fields.Date(string="Month Measured", compute="_compute_latest")
    latest_value = fields.Float(string="Measured Value", compute="_compute_latest", digits=(16, 2))
    latest_number = fields.Integer(string="Count", compute="_compute_latest")
    status = fields.Selection(
        [("none", "Not Measured"), ("few", "Too Few"), ("missed", "Missed"), ("met", "Met")], compute="_compute_latest"
    )

    _in_range = models.Constraint("CHECK (target >= 0 AND least_number >= 0)", "Targets and numbers are not below 0.")

    # -- measures ------------------------------------------------------------------------------------------------------

    @api.model
    def _measures(self):
        """Return {code: label, unit (percent, score, minutes), low (whether less is better), source}. Extend by super.

        The source is the name of a method that gets the code, and returns SQL: the moment in UTC, the value of one contact,
        rating or case (100 or 0 for shares), of all in the company that count.
        """
        touch, rating = "_touchpoint_values", "_rating_values"
        return {
            "touch_positive": {"label": self.env._("Contacts that went well (%)"), "unit": "percent", "source": touch},
            "touch_reached": {"label": self.env._("Customers reached (%)"), "unit": "percent", "source": touch},
            "touch_minutes": {"label": self.env._("Duration of contacts"), "unit": "minutes", "low": True, "source": touch},
            "rating_score": {"label": self.env._("Mean rating of cases"), "unit": "score", "source": rating},
            "rating_satisfied": {"label": self.env._("Ratings of 4 and 5 (%)"), "unit": "percent", "source": rating},
        }

    @api.model
    def _selection_measure(self):
        return [(code, measure["label"]) for code, measure in self._measures().items()]

    @api.depends("measure")
    def _compute_unit(self):
        measures = self._measures()
        for moment in self:
            measure = measures.get(moment.measure, {})
            moment.unit = measure.get("unit", False)
            moment.of_touchpoints = measure.get("source") == "_touchpoint_values"

    @api.depends("month_ids.number", "month_ids.total", "month_ids.month", "measure", "least_number")
    def _compute_latest(self):
        for moment in self:
            latest = moment.month_ids[:1]
            moment.latest_month = latest.month
            moment.latest_value = latest.value
            moment.latest_number = latest.number
            moment.status = latest.status or "none"

    def write(self, vals):
        """Change moments; what was measured in another way is measured anew."""
        result = super().write(vals)
        if vals.keys() & {"measure", "touch_channel", "touch_direction", "type_id", "category_id", "company_id"}:
            # sudo: figures of the former measure
            self.sudo().month_ids.unlink()
        return result

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def action_measure(self):
        """Measure the last thirteen months again (button).

        :raise AccessError: the user is no manager
        """
        check_managers(self, self.env._("Only sales, service and channel managers measure moments of truth."))
        for moment in self:
            moment._measure_months(SHOWN_MONTHS)
        return True

    @api.readonly
    def trend_data(self):
        """Return the last thirteen months with the standard, for the chart.

        :return: {"labels": [ISO first days], "lines": [{"name", "values"}]}; values are None where nothing was measured
        :rtype: dict
        :raise AccessError: the user may not read the moment
        :raise UserError: it is not one moment
        """
        check_one(self)
        self.check_access("read")
        rows = {row.month: row for row in self.month_ids}
        months = months_until(self.company_id._business_today(), SHOWN_MONTHS)
        measured = [rows[month].value if month in rows else None for month in months]
        standard = [rows[month].target if month in rows else self.target for month in months]
        return {
            "labels": [month.isoformat() for month in months],
            "lines": [
                {"name": self.env._("Measured"), "values": measured},
                {"name": self.env._("Standard"), "values": standard},
            ],
        }

    @api.model
    def _cron_measure(self):
        """Measure this month and the two before it, moment by moment: ratings come late."""
        moments = self.search([("active", "=", True)])
        self.env["ir.cron"]._commit_progress(remaining=len(moments))
        for moment in moments:
            moment._measure_months(3)
            if not self.env["ir.cron"]._commit_progress(1):
                break
