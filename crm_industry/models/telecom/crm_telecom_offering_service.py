from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection


class CrmTelecomOfferingService(models.Model):
    """A service that a subscription to an offering begins with."""

    _name = "crm.telecom.offering.service"
    _description = "Service of a Telecom Offering"
    _order = "sequence, id"

    offering_id = fields.Many2one("crm.telecom.offering", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    kind = CheckedSelection("_selection_kind", required=True, default="voice")
    name = fields.Char(translate=True, help="Which one, where the kind does not say it: Caller ID, Roaming …")

    @api.model
    def _selection_kind(self):
        return self.env["crm.telecom.service"]._selection_kind()
