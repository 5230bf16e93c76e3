from hashlib import sha256

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...tools.identity_documents import COMPANY_KINDS
from .crm_telecom_number import NUMBERED

TRANSITIONS = {
    "verify": (("draft",), "verified"),
    "revoke": (("draft", "verified"), "revoked"),
}
# Not yet submitted, and over.
NOT_LIVE = ("created", "terminated", "cancelled", "aborted")


class CrmTelecomIdentity(models.Model):
    """Steps of an identity, and how many numbers its document may have."""

    _inherit = "crm.telecom.identity"

    @api.model
    def _transitions(self):
        return super()._transitions() | TRANSITIONS

    def _transition_values(self, verb, reason, day):
        values = super()._transition_values(verb, reason, day)
        return values | ({"verified_by_id": self.env.uid, "verified_on": day} if verb == "verify" else {})

    def _transition_locks(self, verb):
        return super()._transition_locks(verb) | self._document_keys()

    def _transition_reasons(self, verb):
        reasons = super()._transition_reasons(verb)
        return [*reasons, *self._verify_reasons()] if verb == "verify" else reasons

    def _verify_reasons(self):
        """Return why this document does not show who the customer is. Extend by super."""
        identity, today = self.sudo(), self._lifecycle_today()
        reasons = []
        for day in filter(None, (identity.valid_to, identity.agent_valid_to)):
            if day < today:
                reasons.append(self.env._("The document expired on %(day)s.", day=format_date(self.env, day)))
        if (identity.kind in COMPANY_KINDS) != identity.partner_id.is_company:
            reasons.append(
                self.env._(
                    "Persons show a document of their own, companies their licence: %(name)s.", name=identity.partner_id.name
                )
            )
        if identity.kind in COMPANY_KINDS and not (
            identity.agent_name and identity.agent_number and identity.agent_kind not in (False, *COMPANY_KINDS)
        ):
            reasons.append(self.env._("Name the agent who acts for the company, with a document of their own."))
        if identity.company_id.telecom_identity_evidence and not identity.evidence_ids:
            reasons.append(self.env._("A picture of the document is missing."))
        return reasons

    def action_verify(self, date=False, note=False):
        """The documents have been seen and are those of the customers; for telecom agents.

        :raise AccessError: the user is no telecom agent
        :raise UserError: a document has expired, or something is missing
        """
        return self._step_by_user("verify", date=date, note=note)

    def action_revoke(self, date=False, note=False):
        """The documents show nothing any more; what has been activated by them stays. Telecom agents."""
        return self._step_by_user("revoke", date=date, note=note)

    # -- who is registered ---------------------------------------------------------------------------------------------

    @api.model
    def _valid_of(self, partners, company):
        """Return the identities by which customers are registered with a company today, the last one first."""
        # sudo: what identifies the customers, whoever asks
        identities = self.sudo()
        if not partners or not company:
            return identities
        domain = [("partner_id", "in", partners.ids), ("company_id", "=", company.id), ("state", "=", "verified")]
        today = company.sudo()._business_today()
        return identities.search(Domain(domain) & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", today)))

    @api.model
    def _registration_reasons(self, partner, company, numbers):
        """Return why a customer can't have a subscription for want of an identity.

        :param int numbers: that the customer would have in addition; None where the access has none
        """
        identities = self._valid_of(partner, company)
        if not identities:
            return [self.env._("The owner %(owner)s has no valid identity: verify one.", owner=partner.name)]
        if numbers is None:
            return []
        return next((found for identity in identities if (found := identity._limit_reasons(numbers))), [])

    # -- numbers on a document -----------------------------------------------------------------------------------------

    def _document_keys(self):
        """Return the keys under which the numbers on these documents are counted; they don't tell the documents' numbers."""
        texts = (f"{each.company_id.id}:{each.kind}:{each.number}" for each in self.sudo())
        return {f"telecom.identity:{sha256(text.encode()).hexdigest()[:32]}" for text in texts}

    def _numbers_in_use(self):
        """Return how many live mobile and fixed subscriptions there are on this document, whoever has shown it.

        What was activated by a document that was revoked later counts until its owner has shown another one.
        """
        self.ensure_one()
        self.env["crm.telecom.subscription"].flush_model(["partner_id", "company_id", "state", "access_type"])
        self.flush_model(["company_id", "partner_id", "kind", "number", "state", "verified_on"])
        [(count,)] = self.env.execute_query(
            SQL(
                """
                SELECT count(DISTINCT s.id)
                  FROM crm_telecom_identity i
                  JOIN crm_telecom_subscription s ON s.partner_id = i.partner_id AND s.company_id = i.company_id
                 WHERE i.company_id = %(company)s AND i.kind = %(kind)s AND i.number = %(number)s
                   AND (i.state = 'verified' OR i.verified_on IS NOT NULL AND NOT EXISTS (
                        SELECT FROM crm_telecom_identity o
                         WHERE o.partner_id = i.partner_id AND o.company_id = i.company_id AND o.state = 'verified'))
                   AND s.state <> ALL(%(not_live)s) AND s.access_type = ANY(%(numbered)s)
                """,
                company=self.company_id.id,
                kind=self.kind,
                number=self.sudo().number,
                not_live=list(NOT_LIVE),
                numbered=list(NUMBERED),
            )
        )
        return count

    def _numbers_limit(self):
        """Return how many numbers this document may have, 0 for any."""
        company = self.company_id.sudo()
        in_company = self.kind in COMPANY_KINDS
        return company.telecom_numbers_per_organisation if in_company else company.telecom_numbers_per_person

    def _limit_reasons(self, further=0):
        """Return why this document can't have so many numbers more than it has."""
        limit = self._numbers_limit()
        count = limit and self._numbers_in_use()
        if not limit or count + further <= limit:
            return []
        return [
            self.env._(
                "The document %(number)s has %(count)s numbers already, %(limit)s are allowed.",
                number=self.masked_number,
                count=min(count, limit),
                limit=limit,
            )
        ]
