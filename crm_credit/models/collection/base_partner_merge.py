from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Dunning letters of customers who are merged: one for each run, with the items and amounts of all."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self._join_dunning_letters(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _join_dunning_letters(self, src_partners, dst_partner):
        """Let one letter of each run stay, one that went out if there is any."""
        letters = self.env["crm.credit.dunning.letter"]
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT array_agg(id ORDER BY state NOT IN ('sent', 'called'), state <> 'proposed', partner_id <> %(stays)s, id)
                  FROM crm_credit_dunning_letter WHERE partner_id = ANY(%(both)s) GROUP BY run_id HAVING count(*) > 1
                """,
                stays=dst_partner.id,
                both=[*src_partners.ids, dst_partner.id],
            )
        )
        for ((kept, *dropped),) in rows:
            self.env.cr.execute(SQL("UPDATE crm_credit_dunning_item SET letter_id = %s WHERE letter_id = ANY(%s)", kept, dropped))
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE crm_credit_dunning_letter letter
                       SET amount = letter.amount + other.amount, credits = letter.credits + other.credits
                      FROM (SELECT coalesce(sum(amount), 0) AS amount, coalesce(sum(credits), 0) AS credits
                              FROM crm_credit_dunning_letter WHERE id = ANY(%s)) other
                     WHERE letter.id = %s
                    """,
                    dropped,
                    kept,
                )
            )
            self.env.cr.execute(SQL("DELETE FROM crm_credit_dunning_letter WHERE id = ANY(%s)", dropped))
        letters.invalidate_model(flush=False)
        letters.item_ids.invalidate_model(flush=False)
