from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_telecom_number import NUMBERED

REGISTERED_VERBS = ("submit", "activate")


class CrmTelecomSubscription(models.Model):
    """Nothing is activated for an owner who has not shown who they are, or who has too many numbers."""

    _inherit = "crm.telecom.subscription"

    identity_id = fields.Many2one(
        "crm.telecom.identity", string="Identity of the Owner", compute="_compute_identity_id", compute_sudo=True
    )
    identity_missing = fields.Boolean(
        string="Owner Not Identified", compute="_compute_identity_id", compute_sudo=True, help="No valid identity of the owner."
    )

    @api.depends("partner_id", "company_id")
    def _compute_identity_id(self):
        identities = self._owner_identities()
        valid = identities.grouped(lambda identity: (identity.partner_id, identity.company_id))
        for subscription in self:
            owner = subscription.partner_id, subscription.company_id
            subscription.identity_id = valid.get(owner, identities.browse())[:1]
            subscription.identity_missing = not subscription.identity_id

    def _owner_identities(self):
        """Return the valid identities of the owners, of each the last one first."""
        identities = self.env["crm.telecom.identity"].sudo()
        for company, subscriptions in self.grouped("company_id").items():
            identities |= identities._valid_of(subscriptions.partner_id, company)
        return identities

    def _transition_locks(self, verb):
        """The numbers on a document are counted over all who have shown it."""
        locks = super()._transition_locks(verb)
        if verb in REGISTERED_VERBS:
            locks |= self._owner_identities()._document_keys()
        return locks

    def _transition_reasons(self, verb):
        reasons = super()._transition_reasons(verb)
        return [*reasons, *self._identity_reasons(verb)] if verb in REGISTERED_VERBS else reasons

    def _identity_reasons(self, verb):
        """Return why the owner's identity stands against an activation."""
        further = int(verb == "submit") if self.access_type in NUMBERED else None
        return self.env["crm.telecom.identity"]._registration_reasons(self.partner_id, self.company_id, further)

    def _transitioned(self, verb):
        """Several subscriptions at once may be too many together."""
        result = super()._transitioned(verb)
        if verb == "submit" and len(self) > 1:
            for identity in self.filtered(lambda each: each.access_type in NUMBERED)._owner_identities():
                if reasons := identity._limit_reasons():
                    raise UserError(" ".join(reasons))
        return result

    def action_identify(self):
        """Open the identities of the owner, or a new one (button). Telecom agents."""
        check_one(self)
        self._check_telecom_agent()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_telecom_identity_action")
        company_kind = "business_licence" if self.partner_id.is_company else "resident_id"
        context = {
            "default_partner_id": self.partner_id.id,
            "default_company_id": self.company_id.id,
            "default_kind": company_kind,
        }
        known = self.env["crm.telecom.identity"].search_count([("partner_id", "=", self.partner_id.id)])
        views = {} if known else {"views": [(False, "form")], "view_mode": "form"}
        return action | {"domain": [("partner_id", "=", self.partner_id.id)], "context": context} | views
