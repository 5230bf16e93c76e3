from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedInteger

from .crm_tobacco_licence_steps import INSPECTOR

CONTENT = {"retailer_id", "company_id", "date", "description", "deduction_id", "points", "evidence"}
COUNTING = ("confirmed", "appealed", "upheld")


class CrmTobaccoComplianceEvent(models.Model):
    """An offence of a retailer: reported by anybody, weighed and confirmed by inspectors alone.

    reported → confirmed → appealed → upheld or revoked. From the confirmation on its points count for twelve months, while an
    appeal is open as well; revoked, they never did. Who decides on an appeal has neither reported nor confirmed the event.
    """

    _name = "crm.tobacco.compliance.event"
    _description = "Compliance Event"
    _inherit = ["crm.transition.mixin", "crm.credit.root.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    _transition_log = "crm.tobacco.compliance.step"
    _transition_begin = "reported"

    retailer_id = fields.Many2one(
        "crm.tobacco.retailer", required=True, index=True, ondelete="restrict", check_company=True, tracking=True
    )
    partner_id = fields.Many2one(related="retailer_id.partner_id", string="Customer")
    region_id = fields.Many2one(related="retailer_id.region_id")
    date = CheckedDate(
        string="Happened on", required=True, default=lambda self: self.env.company.root_id._business_today(), tracking=True
    )
    description = fields.Text(required=True, help="What was seen. Confirmed, the retailer reads it on the portal.")
    deduction_id = fields.Many2one("crm.tobacco.deduction", string="Offence", ondelete="restrict", index=True, tracking=True)
    points = CheckedInteger(
        compute="_compute_points",
        store=True,
        readonly=False,
        tracking=True,
        help="Those of the offence, unless an inspector says less or more.",
    )
    evidence = fields.Text(
        help="What proves it; pictures and documents are attached to the discussion, which the retailer does not see."
    )
    state = fields.Selection(
        [
            ("reported", "Reported"),
            ("confirmed", "Confirmed"),
            ("appealed", "Appealed"),
            ("upheld", "Upheld"),
            ("revoked", "Revoked"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="reported",
        index=True,
        group_expand=True,
    )
    confirmed_on = fields.Date(readonly=True, copy=False, index=True)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    step_ids = fields.One2many("crm.tobacco.compliance.step", "record_id", string="Steps", readonly=True, copy=False)

    _points_range = models.Constraint("CHECK (points BETWEEN 0 AND 100)", "An offence costs 0 to 100 points.")

    @api.depends("deduction_id")
    def _compute_points(self):
        for event in self:
            event.points = event.deduction_id.points

    @api.depends("deduction_id", "retailer_id.partner_id.display_name", "date")
    def _compute_display_name(self):
        for event in self:
            parts = (event.retailer_id.partner_id.display_name, event.deduction_id.name or self.env._("Report"))
            event.display_name = " · ".join(filter(None, parts))

    # -- who writes what -------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"confirmed_on": False, "confirmed_by_id": False}

    @api.model_create_multi
    def create(self, vals_list):
        """Report what was seen. Offence and points are the inspectors' to say.

        :raise AccessError: somebody else says them
        """
        for vals in vals_list:
            if vals.get("deduction_id") or vals.get("points"):
                self._check_weighing()
        return super().create(vals_list)

    def _check_direct_write(self, vals):
        result = super()._check_direct_write(vals)
        if not CONTENT.isdisjoint(vals):
            self._check_weighing()
            for event in self.filtered(lambda event: event.state != "reported"):
                raise UserError(self.env._("%(event)s has been decided on: it stays as it is.", event=event.display_name))
        return result

    @api.model
    def _check_weighing(self):
        if not self.env.su and not self.env.user.has_group(INSPECTOR):
            raise AccessError(self.env._("Only tobacco inspectors say what an event is and what it costs."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Compliance events are kept: revoke them."))
