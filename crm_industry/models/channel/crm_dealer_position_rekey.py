from odoo import api, models
from odoo.tools import SQL


class CrmDealerPosition(models.Model):
    """What becomes of the dealer tree when one dealer absorbs another."""

    _inherit = "crm.dealer.position"

    @api.model
    def _rekey_places(self, old, new):
        """Join the places of two dealers, who are one from now on and in all their history.

        Places of the remaining dealer stay; those of the other move where they overlap none of these. Who bought from the other
        buys from the remaining one. Where that dealer would buy from itself, it buys from the company.

        :param old: the dealer that goes
        :param new: the dealer that stays
        """
        self._lock_tree()
        self.env.flush_all()
        ids = {"old": old.id, "new": new.id}
        for statement in (
            """
            DELETE FROM crm_dealer_position gone USING crm_dealer_position kept
             WHERE gone.partner_id = %(old)s AND kept.partner_id = %(new)s AND kept.company_id = gone.company_id
               AND daterange(kept.date_from, kept.date_to, '[]') && daterange(gone.date_from, gone.date_to, '[]')
            """,
            """
            UPDATE crm_dealer_position SET parent_dealer_id = NULL
             WHERE (partner_id = %(old)s AND parent_dealer_id = %(new)s) OR (partner_id = %(new)s AND parent_dealer_id = %(old)s)
            """,
            "UPDATE crm_dealer_position SET partner_id = %(new)s WHERE partner_id = %(old)s",
            "UPDATE crm_dealer_position SET parent_dealer_id = %(new)s WHERE parent_dealer_id = %(old)s",
        ):
            self.env.cr.execute(SQL(statement, **ids))
        self.env.invalidate_all(flush=False)
        places = self.search([("partner_id", "=", new.id), ("parent_dealer_id", "!=", False)])
        for place in places:
            if place._cycles():
                place.parent_dealer_id = False
