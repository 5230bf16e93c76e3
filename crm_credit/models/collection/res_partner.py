from odoo import api, fields, models

from .crm_credit_collection_mixin import READERS


class ResPartner(models.Model):
    """The letters that a customer has got."""

    _inherit = "res.partner"

    credit_letter_count = fields.Integer(string="Dunning Letters", compute="_compute_credit_letter_count", groups=READERS)

    def _compute_credit_letter_count(self):
        rows = self.env["crm.credit.dunning.letter"]._read_group(
            [("partner_id", "in", self.commercial_partner_id.ids), ("state", "in", ("sent", "called"))],
            ["partner_id"],
            ["__count"],
        )
        counts = {partner.id: count for partner, count in rows}
        for partner in self:
            partner.credit_letter_count = counts.get(partner.commercial_partner_id.id, 0)

    def action_view_credit_letters(self):
        """What the customer was reminded of."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("crm_credit.crm_credit_dunning_letter_action"),
            "domain": [("partner_id", "=", self.commercial_partner_id.id), ("state", "in", ("sent", "called"))],
            "context": {},
        }

    @api.model
    def _rekey_customer(self, old, new):
        result = super()._rekey_customer(old, new)
        old.env["crm.credit.case"]._rekey_collection(old, new)
        return result
