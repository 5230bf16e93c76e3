from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class ResPartner(models.Model):
    """The agreements of a dealer."""

    _inherit = "res.partner"

    channel_agreement_ids = fields.One2many(
        "crm.dealer.agreement",
        "dealer_id",
        string="Dealer Agreements",
        groups="base.group_user",
    )
    channel_agreement_count = fields.Integer(
        compute="_compute_channel_agreement_count",
        groups="sales_team.group_sale_salesman,crm_industry.group_channel_manager",
    )

    @api.depends("commercial_partner_id.channel_agreement_ids")
    def _compute_channel_agreement_count(self):
        """Contacts count those of their company, which the button opens."""
        domain = [("dealer_id", "in", self.commercial_partner_id.ids)]
        counts = dict(self.env["crm.dealer.agreement"]._read_group(domain, ["dealer_id"], ["__count"]))
        for partner in self:
            partner.channel_agreement_count = counts.get(partner.commercial_partner_id._origin, 0)

    @api.constrains("channel_type_id")
    def _check_agreement_type(self):
        """Keep a dealer with an agreement in force a dealer: its orders are compared with that."""
        if others := self.filtered(lambda partner: not partner.channel_type_id.is_dealer):
            in_force = [("dealer_id", "in", others.ids), ("state", "in", ("active", "suspended"))]
            # sudo: agreements with other companies count as well
            for agreement in self.env["crm.dealer.agreement"].sudo().search(in_force, limit=1):
                raise ValidationError(
                    self.env._(
                        "%(agreement)s is in force: end it before %(dealer)s ceases to be a dealer.",
                        agreement=agreement.name,
                        dealer=agreement.dealer_id.display_name,
                    )
                )

    def action_channel_agreements(self):
        """Open the agreements of this dealer."""
        return self._open_channel("crm_dealer_agreement_action", {}, "dealer_id")

    @api.model
    def _rekey_customer(self, old, new):
        """Agreements, their coverage and exceptions go to the dealer that takes over.

        Two dealers were never covered exclusively at the same time and place, so that nothing can overlap now.
        """
        result = super()._rekey_customer(old, new)
        self.env.flush_all()
        for model in ("crm.dealer.agreement", "crm.dealer.coverage", "crm.dealer.exception"):
            table = SQL.identifier(self.env[model]._table)
            self.env.cr.execute(SQL("UPDATE %s SET dealer_id = %s WHERE dealer_id = %s", table, new.id, old.id))
            self.env[model].invalidate_model(["dealer_id"])
        return result
