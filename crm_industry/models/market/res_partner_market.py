from odoo import fields, models
from odoo.fields import Domain

# A salesperson who visits or calls a customer of his sends no advertising: only those are left alone who said so.
OBJECTIONS = ("withdrawn", "blacklisted")


class ResPartner(models.Model):
    """Customers by segment, and whether a campaign may turn to them."""

    _inherit = "res.partner"

    market_segment_id = fields.Many2one(
        "crm.market.segment",
        store=False,
        search="_search_market_segment_id",
        groups="sales_team.group_sale_salesman",
        help="To search by: the customers of a segment.",
    )

    def _search_market_segment_id(self, operator, value):
        # Odoo leaves the groups of a field unchecked when it has a search method.
        self._check_field_access(self._fields["market_segment_id"], "read")
        if operator != "in":
            return NotImplemented
        numbers = [number for number in value if type(number) is int]
        segments = self.env["crm.market.segment"].search([("id", "in", numbers)])
        return Domain.OR(Domain("id", "in", segment._customers_query().subselect()) for segment in segments)

    def _market_may_contact(self, channel):
        """Return whether a campaign of the current company may turn to these customers now.

        :param channel: email or sms, for which consent and quiet hours count, or phone for salespeople, who are kept from
            customers that objected
        :return: {customer id: (allowed, reason or False, next allowed moment or False)}; without a next moment it is no for good
        """
        now, texts = fields.Datetime.now(), self._contact_reason_texts()
        answers = {}
        for number, verdict in self._may_contact(channel, "marketing", now).items():
            if channel == "phone":
                allowed, later = verdict.reason not in OBJECTIONS, False
            else:
                later = verdict.allowed and verdict.moment > now and verdict.moment
                allowed = verdict.allowed and not later
            reason = False if allowed else texts.get(verdict.reason) or self.env._("Quiet hours")
            answers[number] = (allowed, reason, later)
        return answers
