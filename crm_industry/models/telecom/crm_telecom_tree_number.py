from odoo import api, models


class CrmTelecomTree(models.AbstractModel):
    """Telephone numbers are shown beside what has them, and found."""

    _inherit = "crm.telecom.tree"

    @api.model
    def _tree_text_fields(self):
        return [*super()._tree_text_fields(), "service_ids.number_id.e164"]

    @api.model
    def _tree_details(self, records):
        details = super()._tree_details(records)
        if "number_id" in records._fields:
            for record in records:
                # sudo: whoever sees the service may know its number
                details[record].append(record.sudo().number_id.e164)
        return details
