from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmTelecomSuspension(models.Model):
    """For which cause a subscription is or was suspended, how far and how long.

    Several may hold at one time: a lost phone whose bill is overdue as well. Each is lifted for itself, and the subscription is
    active again when none is left. Written by the steps, a new row for each level; never deleted.
    """

    _name = "crm.telecom.suspension"
    _description = "Telecom Suspension"
    _inherit = ["crm.guarded.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "cause"

    subscription_id = fields.Many2one("crm.telecom.subscription", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="subscription_id.company_id", store=True, index=True, precompute=True)
    cause = fields.Selection("_selection_cause", required=True, readonly=True)
    level = fields.Selection("_selection_level", string="Suspension", required=True, readonly=True)
    reason_id = fields.Many2one("crm.telecom.reason", readonly=True, ondelete="restrict")
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", readonly=True, help="The day as of which it was lifted, eased or raised. Empty: in force.")

    _in_force_uniq = models.UniqueIndex(
        "(subscription_id, cause) WHERE date_to IS NULL", "A subscription is suspended once for a cause."
    )
    _dates_order = models.Constraint("CHECK (date_from <= date_to)", "A suspension ends after it begins.")

    @api.model
    def _selection_level(self):
        labels = {"one_way": self.env._("One-way"), "two_way": self.env._("Two-way")}
        return list(labels.items())

    @api.model
    def _selection_cause(self):
        return self.env["crm.telecom.reason"]._selection_cause()

    @api.model
    def _guarded_fields(self):
        names = ("subscription_id", "cause", "level", "reason_id", "date_from", "date_to")
        return super()._guarded_fields() | dict.fromkeys(names, False)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Suspensions are kept: resume the subscription."))
