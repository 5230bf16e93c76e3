from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_telecom_subscription_steps import ENDING

BOUND = ("active", "suspended")


class CrmTelecomSubscription(models.Model):
    """Moves of a subscription; those whose commitment ends soon are to be renewed."""

    _inherit = "crm.telecom.subscription"

    move_ids = fields.One2many("crm.telecom.move", "subscription_id", string="Changes", readonly=True)
    move_count = fields.Integer(string="Number of Moves", compute="_compute_move_count")
    commitment_ending = fields.Boolean(
        compute="_compute_commitment_ending",
        search="_search_commitment_ending",
        help="Within so many days as the settings say, and no renewal is planned.",
    )

    @api.depends("move_ids")
    def _compute_move_count(self):
        counts = dict(
            self.env["crm.telecom.move"]._read_group([("subscription_id", "in", self.ids)], ["subscription_id"], ["__count"])
        )
        for subscription in self:
            subscription.move_count = counts.get(subscription, 0)

    @api.depends("commitment_to", "state")
    @api.depends_context("allowed_company_ids")
    def _compute_commitment_ending(self):
        ending = self._origin.filtered_domain([("state", "in", BOUND)])
        ending = self.search(self._commitment_ending_domain() & Domain("id", "in", ending.ids))
        for subscription in self:
            subscription.commitment_ending = subscription._origin in ending

    @api.model
    def _search_commitment_ending(self, operator, value):
        if operator != "in":
            return NotImplemented
        ending = self._commitment_ending_domain()
        return Domain.OR(ending if flag else ~ending for flag in value)

    @api.model
    def _commitment_ending_domain(self):
        """Return the domain of the subscriptions whose commitment ends soon, by the settings of each company."""
        renewals = Domain("kind", "=", "renewal") & Domain("state", "=", "planned")
        soon = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("commitment_to", ">=", company._business_today())
            & Domain("commitment_to", "<=", company._telecom_renewal_until())
            for company in self.env.companies
        )
        return Domain("state", "in", BOUND) & soon & Domain("move_ids", "not any", renewals)

    def _transitioned(self, verb):
        """Moves of subscriptions that are over are cancelled."""
        result = super()._transitioned(verb)
        # sudo: whoever may end the subscription
        if verb in ENDING and (open_moves := self.sudo().move_ids.filtered(lambda move: move.state in ("draft", "planned"))):
            open_moves._transition("cancel", source="cascade")
        return result

    def action_open_moves(self):
        """Open the moves of the subscription (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_telecom_move_action")
        return action | {"domain": [("subscription_id", "=", self.id)], "context": {"default_subscription_id": self.id}}

    # -- quotations ----------------------------------------------------------------------------------------------------

    def action_upgrade(self):
        """Open the window that offers another offering by a quotation.

        :raise AccessError: the user may not make quotations
        """
        return self._ask_quotation("offering", self.env._("Upgrade"))

    def action_renew(self):
        """Open the window that offers a new commitment by a quotation. Errors as of `action_upgrade`."""
        return self._ask_quotation("renewal", self.env._("Renew"))

    def _ask_quotation(self, kind, name):
        check_one(self)
        self.check_access("read")
        if not self.env["sale.order"].has_access("create"):
            raise AccessError(self.env._("Only salespeople make quotations: plan a move instead."))
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "crm.telecom.upgrade",
            "view_mode": "form",
            "target": "new",
            "context": {"default_subscription_id": self.id, "default_kind": kind},
        }
