from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Join what is kept by customer before Odoo moves, or deletes, the rows one by one."""
        survivor = dst_partner.commercial_partner_id
        for partner in src_partners:
            if partner.commercial_partner_id == partner:
                self.env["res.partner"]._rekey_if_absorbed(partner, survivor)
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)
