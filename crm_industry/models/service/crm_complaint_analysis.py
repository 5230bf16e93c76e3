from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.ratios import ratio

PART = "A complaint about several products counts with an equal part for each."


class CrmComplaintAnalysis(models.Model):
    """Complaints by product, cause, agent and whatever else they have: how many, how quickly, how well, at what cost.

    A row is a complaint and one of its products. Everything that is summed up carries the product's part of the complaint, so
    that totals come out right in any group; hours are working hours of the clocks, by the complaint's events. Amounts are in
    the currency of the current company.
    """

    _name = "crm.complaint.analysis"
    _inherit = ["crm.ratio.mixin"]
    _description = "Complaint Analysis"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "complaint_id"

    complaint_id = fields.Many2one("crm.complaint", string="Complaints", readonly=True, aggregator="count_distinct")
    date = fields.Date(string="Received on", readonly=True, help="In the company's time zone.")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    type_id = fields.Many2one("crm.complaint.type", string="Service Type", readonly=True)
    category_id = fields.Many2one("crm.complaint.category", readonly=True)
    cause_id = fields.Many2one("crm.complaint.cause", string="Root Cause", readonly=True)
    cause_area = fields.Selection(
        lambda self: self.env["crm.complaint.cause"]._fields["area"]._description_selection(self.env),
        string="Where It Arose",
        readonly=True,
    )
    user_id = fields.Many2one("res.users", string="Agent", readonly=True)
    grade_id = fields.Many2one("crm.grading.grade", readonly=True, help="Of the customer when the complaint was accepted.")
    channel = fields.Selection(
        lambda self: self.env["crm.complaint"]._fields["channel"]._description_selection(self.env), readonly=True
    )
    state = fields.Selection(
        lambda self: self.env["crm.complaint"]._fields["state"]._description_selection(self.env), readonly=True
    )
    closed_as = fields.Selection(
        lambda self: self.env["crm.complaint"]._fields["closed_as"]._description_selection(self.env), readonly=True
    )

    part = fields.Float(string="Share", readonly=True, help=PART)
    open_part = fields.Float(string="Open", readonly=True, help=PART)
    closed_part = fields.Float(string="Closed", readonly=True, help=PART)
    reopened_part = fields.Float(string="Reopened", readonly=True, help="The customer was not satisfied once at least. " + PART)
    unreachable_part = fields.Float(string="Not Reachable", readonly=True, help="Closed without the customer's word. " + PART)
    late_part = fields.Float(string="Overdue", readonly=True, help="A deadline was missed. " + PART)
    replied_part = fields.Float(string="Answered", readonly=True)
    replied_hours = fields.Float(string="Hours to All Answers", readonly=True)
    solved_part = fields.Float(string="Solved", readonly=True)
    solved_hours = fields.Float(string="Hours to All Solutions", readonly=True, help="All rounds together.")
    deadlines = fields.Float(readonly=True, help="Those that were met or missed.")
    kept = fields.Float(string="Deadlines Kept", readonly=True)
    scores = fields.Float(string="Answers of Customers", readonly=True)
    score_sum = fields.Float(string="Sum of Scores", readonly=True)
    calls = fields.Float(string="Callbacks Due", readonly=True, help="Made, or due until yesterday.")
    calls_on_time = fields.Float(
        string="Callbacks in Time", readonly=True, help="First tried on the day they were due, at latest."
    )
    cost = fields.Monetary(
        readonly=True,
        help="Of the approved resolutions: what was approved, or what the goods sent were worth and was credited where that is"
        " more.",
    )

    reply_hours = fields.Float(
        string="Hours to the Answer", digits=(16, 2), compute="_compute_ratios", help="Working hours, on average."
    )
    solution_hours = fields.Float(
        string="Hours to the Solution",
        digits=(16, 2),
        compute="_compute_ratios",
        help="Working hours without pauses, all rounds together, on average.",
    )
    kept_rate = fields.Float(string="Deadlines Kept (%)", digits=(16, 2), compute="_compute_ratios", help="Kept ÷ all deadlines.")
    reopened_rate = fields.Float(string="Reopened (%)", digits=(16, 2), compute="_compute_ratios", help="Reopened ÷ all.")
    unreachable_rate = fields.Float(
        string="Not Reachable (%)", digits=(16, 2), compute="_compute_ratios", help="Without the customer's word ÷ closed."
    )
    score = fields.Float(
        string="Satisfaction", digits=(16, 2), compute="_compute_ratios", help="1 to 5, average of the customers' answers."
    )
    punctuality = fields.Float(string="Callbacks in Time (%)", digits=(16, 2), compute="_compute_ratios", help="In time ÷ due.")
    cost_each = fields.Float(digits=(16, 2), compute="_compute_ratios", help="Cost ÷ complaints.")

    @api.model
    def _ratios(self):
        return super()._ratios() | {
            "reply_hours": ratio("replied_hours", "replied_part", 1),
            "solution_hours": ratio("solved_hours", "solved_part", 1),
            "kept_rate": ratio("kept", "deadlines"),
            "reopened_rate": ratio("reopened_part", "part"),
            "unreachable_rate": ratio("unreachable_part", "closed_part"),
            "score": ratio("score_sum", "scores", 1),
            "punctuality": ratio("calls_on_time", "calls"),
            "cost_each": ratio("cost", "part", 1),
        }

    @api.readonly
    def action_open_complaint(self):
        """The complaint of the row."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.complaint",
            "res_id": self.complaint_id.id,
            "views": [(False, "form")],
        }
