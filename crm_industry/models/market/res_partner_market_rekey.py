from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Campaigns of a customer that another one absorbs: the one that stays keeps its own part in each, and takes over those that
    only the other had."""

    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        result = super()._rekey_customer(old, new)
        self.env.flush_all()
        self._leave_out_of_both_arms(old, new)
        self._take_over_contact(old, new)
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM crm_campaign_member row USING crm_campaign_member own
                 WHERE row.partner_id = %(old)s AND own.partner_id = %(new)s AND row.campaign_id = own.campaign_id
                """,
                old=old.id,
                new=new.id,
            )
        )
        self.env.cr.execute(SQL("UPDATE crm_campaign_member SET partner_id = %s WHERE partner_id = %s", new.id, old.id))
        self.env["crm.campaign.member"].invalidate_model()
        return result

    @api.model
    def _leave_out_of_both_arms(self, old, new):
        """Where the lot put the two into different groups the customer belongs to none of them from now on: it is left out, and
        the campaign says why."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_campaign_member own
                   SET arm = 'excluded', contact_state = 'planned', next_contact = NULL, left_out_reason = %(reason)s
                  FROM crm_campaign_member row
                 WHERE row.partner_id = %(old)s AND own.partner_id = %(new)s AND row.campaign_id = own.campaign_id
                   AND row.arm <> own.arm
                """,
                reason=self.env._("Merged with %(customer)s, who was in another group", customer=old.name or old.id),
                old=old.id,
                new=new.id,
            )
        )

    @api.model
    def _take_over_contact(self, old, new):
        """Whom the campaign has contacted is not contacted again."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_campaign_member own
                   SET contact_state = row.contact_state, contacted_on = row.contacted_on, contacted_by = row.contacted_by,
                       next_contact = row.next_contact, contact_note = row.contact_note,
                       lead_id = coalesce(row.lead_id, own.lead_id), response = coalesce(row.response, own.response),
                       response_note = coalesce(row.response_note, own.response_note)
                  FROM crm_campaign_member row
                 WHERE row.partner_id = %(old)s AND own.partner_id = %(new)s AND row.campaign_id = own.campaign_id
                   AND row.arm = 'treated' AND own.arm = 'treated'
                   AND row.contact_state = 'contacted' AND own.contact_state <> 'contacted'
                """,
                old=old.id,
                new=new.id,
            )
        )
