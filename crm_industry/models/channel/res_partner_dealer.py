from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_one

from .res_partner import READERS


class ResPartner(models.Model):
    """What a dealer has below it, and that a dealer in the tree stays one."""

    _inherit = "res.partner"

    channel_sub_dealer_count = fields.Integer(
        string="Sub-dealers",
        compute="_compute_channel_sub_dealer_count",
        compute_sudo=True,
        groups=READERS,
        help="All dealers below, today and with the current company.",
    )

    @api.depends_context("company")
    def _compute_channel_sub_dealer_count(self):
        """One query for all; each dealer counts all levels below it."""
        company = self.env.company
        tree = self.env["crm.dealer.position"]._ancestors_query(company._business_today(), company)
        rows = self.env.execute_query(
            SQL(
                "SELECT ancestor_id, count(*) FROM (%s) AS tree WHERE distance > 0 AND ancestor_id = ANY(%s) GROUP BY 1",
                tree,
                self.ids,
            )
        )
        numbers = dict(rows)
        for partner in self:
            partner.channel_sub_dealer_count = numbers.get(partner._origin.id, 0)

    @api.constrains("channel_type_id")
    def _check_dealer_type(self):
        """Keep a dealer in the tree a dealer: agreements, targets and rebates of it go by its place."""
        self.filtered(lambda partner: not partner.channel_type_id.is_dealer)._check_no_place()

    def _check_no_place(self):
        """Refuse these customers a place in the dealer tree, now or later.

        :raise ValidationError: one of them has a place
        """
        today = self.env.company._business_today()
        valid = Domain("partner_id", "in", self.ids) & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        # sudo: places with other companies count as well
        for place in self.env["crm.dealer.position"].sudo().search(valid, limit=1):
            raise ValidationError(
                self.env._(
                    "%(dealer)s has a place in the dealer tree of %(company)s: end it before it ceases to be a dealer.",
                    dealer=place.partner_id.display_name,
                    company=place.company_id.name,
                )
            )

    @api.model
    def _rekey_customer(self, old, new):
        """The places of a dealer are joined with those of the one that absorbs it."""
        result = super()._rekey_customer(old, new)
        self.env["crm.dealer.position"]._rekey_places(old, new)
        return result

    def action_channel_place(self):
        """Open the wizard that gives these dealers another place in the tree."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_dealer_place_change_action")
        return action | {"context": {"active_model": "res.partner", "active_ids": self.ids}}

    def action_channel_sub_dealers(self):
        """Open the dealer tree at this dealer."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_dealer_node_action")
        return action | {"context": {"hierarchy_res_id": self.commercial_partner_id.id}}
