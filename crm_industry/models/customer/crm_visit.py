from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate
from odoo.addons.crm_grading.tools.ratios import ratio

BEGIN = {
    "state": "planned",
    "plan_id": False,
    "number": 0,
    "grade_code": False,
    "counts_planned": 0,
    "counts_done": 0,
    "checklist_id": False,
    "checked_in_at": False,
    "checked_out_at": False,
    "latitude": False,
    "longitude": False,
    "accuracy": False,
    "has_position": False,
    "minutes": 0,
    "score": False,
    "deviation_count": 0,
    "reason": False,
}
CONTENT = {"company_id", "partner_id", "user_id", "planned_date", "kind"}


class CrmVisit(models.Model):
    """A visit to a customer, or a call in place of one: planned → checked in → done; missed or cancelled.

    Checking in keeps the time and, where the browser tells it, the position. Only who visits checks in and answers.
    """

    _name = "crm.visit"
    _description = "Visit"
    _inherit = [
        "crm.guarded.mixin",
        "crm.credit.root.mixin",
        "crm.owner.mixin",
        "crm.ratio.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "planned_date desc, id desc"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id.name"]

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        domain=lambda self: self.env["res.partner"]._customer_domain(),
    )
    address = fields.Char(compute="_compute_address")
    phone = fields.Char(related="partner_id.phone")
    region_id = fields.Many2one(related="partner_id.channel_region_id")
    user_id = fields.Many2one(
        "res.users",
        string="Visited by",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    planned_date = CheckedDate(
        string="Planned for",
        required=True,
        index=True,
        default=lambda self: self.env.company.root_id._business_today(),
        tracking=True,
    )
    kind = fields.Selection([("visit", "Visit"), ("call", "Call")], required=True, default="visit")
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("checked_in", "Under Way"),
            ("done", "Done"),
            ("missed", "Missed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="planned",
        index=True,
        group_expand=True,
        tracking=True,
    )
    plan_id = fields.Many2one("crm.visit.plan", readonly=True, copy=False, index="btree_not_null", ondelete="restrict")
    number = fields.Integer(readonly=True, copy=False, aggregator=None, help="Which one of the customer's visits in the plan.")
    grade_code = fields.Char(string="Grade", readonly=True, copy=False, help="Of the customer, when the visit was planned.")
    counts_planned = fields.Integer(string="Planned Visits", readonly=True, copy=False)
    counts_done = fields.Integer(string="Done of the Planned", readonly=True, copy=False)
    attainment = fields.Float(
        string="Attainment (%)", digits=(16, 2), compute="_compute_ratios", help="Done of the planned visits ÷ planned visits."
    )
    checked_in_at = fields.Datetime(string="Checked in", readonly=True, copy=False)
    checked_out_at = fields.Datetime(string="Checked out", readonly=True, copy=False)
    minutes = fields.Integer(readonly=True, copy=False, aggregator="avg")
    has_position = fields.Boolean(string="Position Known", readonly=True, copy=False)
    latitude = fields.Float(digits=(10, 6), readonly=True, copy=False, aggregator=None)
    longitude = fields.Float(digits=(10, 6), readonly=True, copy=False, aggregator=None)
    accuracy = fields.Float(string="Accuracy (m)", digits=(16, 0), readonly=True, copy=False, aggregator=None)
    checklist_id = fields.Many2one("crm.visit.checklist", readonly=True, copy=False, ondelete="restrict")
    answer_ids = fields.One2many("crm.visit.answer", "visit_id", string="Answers", copy=False)
    score = fields.Float(
        digits=(16, 2), readonly=True, copy=False, aggregator="avg", help="Weighed mean of the answers, 0 to 100."
    )
    deviation_count = fields.Integer(string="Deviations", readonly=True, copy=False)
    note = fields.Text(string="Report")
    reason = fields.Text(readonly=True, copy=False, help="Why it was cancelled.")

    _number_uniq = models.UniqueIndex(
        "(plan_id, partner_id, kind, number) WHERE plan_id IS NOT NULL", "This visit has been planned already."
    )
    _one_at_a_time = models.UniqueIndex("(user_id) WHERE state = 'checked_in'", "Somebody is at one customer at a time.")
    _due_idx = models.Index("(company_id, planned_date) WHERE state = 'planned'")

    @api.depends("partner_id")
    def _compute_address(self):
        for visit in self:
            partner = visit.partner_id
            visit.address = ", ".join(filter(None, (partner.street, partner.street2, partner.city)))

    @api.depends("partner_id", "planned_date")
    def _compute_display_name(self):
        for visit in self:
            visit.display_name = visit.partner_id.display_name or ""

    @api.model
    def _ratios(self):
        return super()._ratios() | {"attainment": ratio("counts_done", "counts_planned")}

    @api.constrains("partner_id")
    def _check_customer(self):
        self.partner_id._check_customers()

    # -- who writes what -------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | BEGIN

    def _check_direct_write(self, vals):
        """Whom, when and by whom may be changed as long as the visit has not begun; the report by who visits."""
        result = super()._check_direct_write(vals)
        if not CONTENT.isdisjoint(vals):
            for visit in self:
                visit._expect_value("state", "planned")
                visit._check_visitor_or_planner()
        if "note" in vals:
            self._check_visitor()
            for visit in self:
                visit._expect_value("state", "planned", "checked_in")
        return result

    @api.model_create_multi
    def create(self, vals_list):
        """Plan visits: own ones, and planners those of everybody.

        :raise AccessError: a visit is somebody else's, and the user plans no visits
        """
        visits = super().create(vals_list)
        for visit in visits:
            visit._check_visitor_or_planner()
        return visits

    def write(self, vals):
        """Change visits; only planners give one to somebody else.

        :raise AccessError: the user neither visits nor plans
        """
        result = super().write(vals)
        if "user_id" in vals:
            for visit in self:
                visit._check_visitor_or_planner()
        return result

    def _check_visitor(self):
        """:raise AccessError: the user is not the one who visits"""
        for visit in self.filtered(lambda visit: visit.user_id != self.env.user):
            if not self.env.su:
                raise AccessError(
                    self.env._(
                        "%(visit)s: only %(user)s writes about this visit.", visit=visit.display_name, user=visit.user_id.name
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        for visit in self:
            visit._check_visitor_or_planner()
        for visit in self.filtered(lambda visit: visit.state != "planned" or visit.plan_id):
            raise UserError(self.env._("%(visit)s is kept: cancel it.", visit=visit.display_name))
