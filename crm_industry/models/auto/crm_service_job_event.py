from odoo import fields, models


class CrmServiceJobEvent(models.Model):
    """A step of a workshop job, kept for good."""

    _name = "crm.service.job.event"
    _description = "Step of a Workshop Job"
    _inherit = ["crm.transition.event.mixin"]

    _transition_model = "crm.service.job"

    record_id = fields.Many2one("crm.service.job", string="Job", required=True, readonly=True, index=True, ondelete="cascade")
