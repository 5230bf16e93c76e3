from markupsafe import Markup

from odoo import api, models

LOGGED = {"tier_id", "parent_dealer_id", "date_from", "date_to", "reason"}


class CrmDealerPosition(models.Model):
    """What happened to a dealer's places, in the dealer's chatter."""

    _inherit = "crm.dealer.position"

    @api.model_create_multi
    def create(self, vals_list):
        places = super().create(vals_list)
        places._log(
            (place.partner_id, self.env._("Place in the dealer tree: %(place)s", place=place._text())) for place in places
        )
        return places

    def write(self, vals):
        before = {} if LOGGED.isdisjoint(vals) else {place: place._text() for place in self}
        result = super().write(vals)
        self._log(
            (
                place.partner_id,
                self.env._("Place in the dealer tree: %(before)s → %(after)s", before=text, after=place._text()),
            )
            for place, text in before.items()
            if text != place._text()
        )
        return result

    def unlink(self):
        self._log(
            (place.partner_id, self.env._("Place in the dealer tree deleted: %(place)s", place=place._text()))
            for place in self
        )
        return super().unlink()

    @api.model
    def _log(self, lines):
        """Write into the chatter of dealers, one message each.

        :param lines: (dealer, text) pairs
        """
        texts = {}
        for dealer, text in lines:
            texts.setdefault(dealer.id, []).append(text)
        if texts:
            bodies = {dealer: Markup("<br/>").join(of_dealer) for dealer, of_dealer in texts.items()}
            # sudo: who keeps the tree may not be allowed to edit the dealer
            self.env["res.partner"].sudo().browse(bodies)._message_log_batch(bodies=bodies)

    def _text(self):
        """Return the place in a few words."""
        self.ensure_one()
        return self.env._(
            "%(first)s to %(last)s, %(tier)s, buys from %(above)s. %(reason)s",
            first=self.date_from,
            last=self.date_to or self.env._("further notice"),
            tier=self.tier_id.name or self.env._("no tier"),
            above=self.parent_dealer_id.display_name or self.company_id.name,
            reason=self.reason or "",
        )
