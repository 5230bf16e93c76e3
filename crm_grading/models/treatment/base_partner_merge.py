from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Drop the results of partners that vanish where another one of them has a result of the same run.

        Odoo would move them and run into the unique index. They were written into the chatter before.
        """
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM crm_grading_result dropped
                 USING crm_grading_result kept
                 WHERE dropped.partner_id = ANY(%(gone)s) AND kept.run_id = dropped.run_id
                   AND (kept.partner_id = %(stays)s OR kept.partner_id = ANY(%(gone)s) AND kept.id < dropped.id)
                """,
                gone=list(src_partners.ids),
                stays=dst_partner.id,
            )
        )
        self.env["crm.grading.result"].invalidate_model()
        return super()._update_foreign_keys(src_partners, dst_partner)
