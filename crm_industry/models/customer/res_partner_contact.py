from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import as_text, check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat

from ...tools.quiet_hours import next_moment
from .crm_contact_consent import CHANNELS, PURPOSES

# What the company owes its customers to say: about orders, payments, goods. Nobody can object to it.
CONTRACT = "contract"
ASKED_FOR = ("marketing", "survey")
DISTURBING = ("sms", "phone")
ADDRESSES = {"email": "email_normalized", "sms": "phone_sanitized", "phone": "phone_sanitized"}


class ContactVerdict(NamedTuple):
    """Whether somebody may be contacted: ``allowed``, from the ``moment`` (UTC) on; else None and the code of the ``reason``."""

    allowed: bool
    reason: str
    moment: object


class ResPartner(models.Model):
    """How, when and for what a contact wants to be contacted: the only place where that is decided."""

    _inherit = "res.partner"

    contact_channel = fields.Selection(
        CHANNELS,
        string="Preferred Channel",
        tracking=True,
        groups="base.group_user",
        help="Advertising and surveys come this way only, unless the contact agreed to another way as well.",
    )
    contact_quiet_own = fields.Boolean(string="Own Quiet Hours", groups="base.group_user")
    contact_quiet_from = CheckedFloat(string="Contact Quiet From", groups="base.group_user")
    contact_quiet_to = CheckedFloat(string="Contact Quiet Until", groups="base.group_user")
    contact_consent_ids = fields.One2many(
        "crm.contact.consent", "partner_id", string="Consents", readonly=True, groups="base.group_user"
    )

    _contact_quiet_hours = models.Constraint(
        "CHECK (contact_quiet_from BETWEEN 0 AND 24 AND contact_quiet_to BETWEEN 0 AND 24)",
        "Hours of the day lie between 0:00 and 24:00.",
    )

    # -- the verdict ---------------------------------------------------------------------------------------------------

    def _may_contact(self, channel, purpose, at=None):
        """Say of each of these contacts whether the current company may contact them, and from when on.

        :param str channel: email, sms, phone or post
        :param str purpose: contract (nobody can object), service (unless withdrawn), survey and marketing (where the settings
            ask for it, only with consent)
        :param datetime at: the moment meant, UTC; now by default
        :return: {id: ContactVerdict}; reasons: no_address, withdrawn, no_consent, blacklisted, other_channel
        :rtype: dict[int, ContactVerdict]
        """
        self = self.sudo()
        at = at or fields.Datetime.now()
        answers = self._contact_answers(channel, purpose)
        blacklisted = self._contact_blacklisted(channel) if purpose in ASKED_FOR else self.browse()
        verdicts = {}
        for partner in self:
            reason = partner._contact_refusal(channel, purpose, answers.get(partner.id), partner in blacklisted)
            moment = None if reason else partner._contact_moment(channel, purpose, at)
            verdicts[partner.id] = ContactVerdict(not reason, reason, moment)
        return verdicts

    def _contact_answers(self, channel, purpose):
        """{id: the latest word of the contact, else of its customer}. A withdrawal holds for other contacts with the same address
        or number, too, who said nothing later: they are the same person."""
        if purpose == CONTRACT:
            return {}
        consents = self.env["crm.contact.consent"]
        said = consents._latest(self | self.commercial_partner_id, channel, purpose)
        field = ADDRESSES.get(channel)
        owners = {partner.id: partner[field] for partner in self if partner[field]} if field else {}
        heard = consents._latest_of_addresses(field, list(set(owners.values())), channel, purpose) if owners else {}
        found = {partner.id: said.get(partner.id) or said.get(partner.commercial_partner_id.id) for partner in self}
        found |= {partner_id: "withdrawn" for partner_id, address in owners.items() if heard.get(address) == "withdrawn"}
        return {partner_id: answer for partner_id, answer in found.items() if answer}

    def _contact_refusal(self, channel, purpose, answer, blacklisted):
        """Code of the reason why the contact may not be contacted, empty when it may."""
        # Whoever wants no calls wants none at another number either.
        if answer == "withdrawn":
            return "withdrawn"
        if not self._contact_address(channel):
            return "no_address"
        if purpose == CONTRACT:
            return ""
        if blacklisted:
            return "blacklisted"
        if purpose in ASKED_FOR and not answer:
            company = self.env.company.sudo().root_id
            if company[f"contact_{purpose}_consent"]:
                return "no_consent"
            preferred = self.contact_channel or self.commercial_partner_id.contact_channel
            if preferred and preferred != channel:
                return "other_channel"
        return ""

    def _contact_address(self, channel):
        if channel == "email":
            return self.email_normalized
        return self.phone if channel in DISTURBING else self.street or self.city or self.zip

    def _contact_blacklisted(self, channel):
        """Those whom Odoo's own lists exclude from mass messages."""
        if channel == "email":
            emails = set(self.mapped("email_normalized")) - {False}
            found = self.env["mail.blacklist"].sudo().search([("email", "in", list(emails))]).mapped("email")
            return self.filtered(lambda partner: partner.email_normalized in found)
        if channel in DISTURBING:
            numbers = set(self.mapped("phone_sanitized")) - {False}
            found = self.env["phone.blacklist"].sudo().search([("number", "in", list(numbers))]).mapped("number")
            return self.filtered(lambda partner: partner.phone_sanitized in found)
        return self.browse()

    def _contact_moment(self, channel, purpose, at):
        """The first moment outside the quiet hours that hold for the contact."""
        if channel not in DISTURBING and (channel != "email" or purpose not in ASKED_FOR):
            return at
        start, end, zone = self._contact_quiet_hours()
        return next_moment(at, zone, start, end)

    def _contact_quiet_hours(self):
        """Return the first and the last of the quiet hours that hold for the contact, and the time zone of its clock."""
        company = self.env.company.sudo().root_id
        customer = self.commercial_partner_id
        owner = next((one for one in (self, customer) if one.contact_quiet_own), company)
        zone = self.tz or customer.tz or company.business_tz or "UTC"
        return owner.contact_quiet_from, owner.contact_quiet_to, zone

    @api.model
    def _contact_reason_texts(self):
        """{code of a reason: its text}."""
        return {
            "no_address": self.env._("There is no address or number for this channel."),
            "withdrawn": self.env._("The consent was withdrawn."),
            "no_consent": self.env._("There is no consent."),
            "blacklisted": self.env._("The address or number is on the exclusion list."),
            "other_channel": self.env._("Another channel is preferred."),
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_consents(self):
        # sudo: what was said stays, whoever may read it
        if said := self.env["crm.contact.consent"].sudo().search([("partner_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "%(contact)s said whether to be contacted, which stays on record: archive the contact instead.",
                    contact=said.partner_id.display_name,
                )
            )

    # -- for people ----------------------------------------------------------------------------------------------------

    @api.readonly
    def may_contact(self, channel, purpose):
        """Return whether one contact may be contacted now: {"allowed", "reason": text, "moment": ISO moment in UTC or False}.

        :param str channel: email, sms, phone or post
        :param str purpose: contract, service, survey or marketing
        :raise AccessError: the user may not read the contact
        :raise UserError: there is no such channel or purpose
        """
        check_one(self)
        self.check_access("read")
        channel, purpose = as_text(self.env, channel), as_text(self.env, purpose)
        if channel not in dict(CHANNELS) or purpose not in (*dict(PURPOSES), CONTRACT):
            raise UserError(self.env._("Choose a channel and a purpose that there are."))
        verdict = self._may_contact(channel, purpose)[self.id]
        return {
            "allowed": verdict.allowed,
            "reason": self._contact_reason_texts().get(verdict.reason, ""),
            "moment": verdict.moment.isoformat() if verdict.moment else False,
        }

    def action_add_consent(self):
        """Write down what the contact said about being contacted (button)."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Consent"),
            "res_model": "crm.contact.consent",
            "views": [[False, "form"]],
            "target": "new",
            "context": {"default_partner_id": self.id},
        }
