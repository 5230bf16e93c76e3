from datetime import timedelta

from odoo import api, models


class CrmDealerPosition(models.Model):
    """Changes of a dealer's place from a day on; what was before stays as the history."""

    _inherit = "crm.dealer.position"

    @api.model
    def _place_from(self, dealer, company, day, vals):
        """Give a dealer another place from a day on, until the day its present one would have ended.

        A place planned for later stays. A place that begins on that very day is changed itself.

        :param dealer: res.partner
        :param company: res.company, the root
        :param day: first day of the new place
        :param vals: tier_id, parent_dealer_id, reason
        :return: the position that is valid from that day on
        """
        self._lock_tree()
        own = self.search([("partner_id", "=", dealer.id), ("company_id", "=", company.id)])
        present = own.filtered(lambda place: place._is_valid(day))
        if present.date_from == day:
            present.write(vals)
            return present
        later = min((place.date_from for place in own if place.date_from > day), default=None)
        until = present.date_to if present else later and later - timedelta(days=1)
        present._end_before(day)
        place = {"partner_id": dealer.id, "company_id": company.id, "date_from": day, "date_to": until}
        return self.create(place | vals)

    @api.model
    def _leave_from(self, dealer, company, day, reason):
        """Take a dealer out of the tree from a day on; a place planned for later stays.

        :param reason: text, for the chatter of the dealer
        """
        self._lock_tree()
        own = self.search([("partner_id", "=", dealer.id), ("company_id", "=", company.id)])
        present = own.filtered(lambda place: place._is_valid(day))
        begun = present.filtered(lambda place: place.date_from < day)
        begun._end_before(day)
        (present - begun).unlink()
        self._log([(dealer, self.env._("Out of the dealer tree from %(day)s on: %(reason)s", day=day, reason=reason))])

    def _is_valid(self, day):
        """Return whether this place is valid on a day."""
        self.ensure_one()
        return self.date_from <= day and (not self.date_to or self.date_to >= day)

    def _end_before(self, day):
        if self:
            self.date_to = day - timedelta(days=1)
            # PostgreSQL looks at overlaps row by row: the old place has to end before the new one is there.
            self.flush_recordset(["date_to"])
