from odoo import fields, models


class CrmTobaccoLicenceEvent(models.Model):
    """A step of a licence, kept for good."""

    _name = "crm.tobacco.licence.event"
    _description = "Step of a Tobacco Licence"
    _inherit = ["crm.transition.event.mixin"]

    _transition_model = "crm.tobacco.licence"

    record_id = fields.Many2one(
        "crm.tobacco.licence", string="Licence", required=True, readonly=True, index=True, ondelete="cascade"
    )
