from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedSelection

from ...tools.identity_documents import document_number, masked

AGENT = "crm_industry.group_telecom_agent"
DOCUMENT = {
    "company_id",
    "partner_id",
    "kind",
    "number",
    "issued_by",
    "valid_to",
    "agent_name",
    "agent_kind",
    "agent_number",
    "agent_valid_to",
}


class CrmTelecomIdentity(models.Model):
    """By which document a customer has shown who they are; without a verified one nothing is activated for them.

    A company is registered by its licence, and by the agent (经办人) who acts for it with a document of their own.
    """

    _name = "crm.telecom.identity"
    _description = "Identity of a Telecom Customer"
    _inherit = ["crm.telecom.lifecycle.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _initial_state = "draft"

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="restrict", check_company=True
    )
    kind = CheckedSelection("_selection_kind", string="Kind of Document", required=True, default="resident_id")
    number = fields.Char(string="Document Number", required=True, copy=False, index=True, groups=AGENT)
    masked_number = fields.Char(string="Number on the Document", compute="_compute_masked_number", compute_sudo=True)
    issued_by = fields.Char(string="Issued by")
    valid_to = CheckedDate(string="Valid until", help="Last day. Empty: for ever.")
    agent_name = fields.Char(string="Acting Person", help="The person who acts for the company.")
    agent_kind = CheckedSelection("_selection_kind", string="Document of the Acting Person")
    agent_number = fields.Char(string="Document Number of the Acting Person", copy=False, groups=AGENT)
    masked_agent_number = fields.Char(
        string="Number on the Document of the Acting Person", compute="_compute_masked_number", compute_sudo=True
    )
    agent_valid_to = CheckedDate(string="Agent's Document Valid until")
    state = fields.Selection(
        [("draft", "To Verify"), ("verified", "Verified"), ("revoked", "Revoked")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
    )
    valid = fields.Boolean(compute="_compute_valid", search="_search_valid", help="Verified, and not expired today.")
    verified_by_id = fields.Many2one("res.users", string="Verified by", readonly=True, copy=False, ondelete="restrict")
    verified_on = fields.Date(readonly=True, copy=False)
    evidence_ids = fields.One2many("crm.telecom.identity.evidence", "identity_id", groups=AGENT, copy=False)
    note = fields.Text(groups=AGENT)

    _verified_uniq = models.UniqueIndex(
        "(company_id, partner_id, kind, number) WHERE state = 'verified'", "The customer is verified by this document already."
    )

    @api.model
    def _selection_kind(self):
        """The kinds of documents; what their numbers are like: `tools.identity_documents`. Extend by super."""
        labels = {
            "resident_id": self.env._("Resident identity card"),
            "passport": self.env._("Passport"),
            "hk_mo_permit": self.env._("Travel permit, Hong Kong and Macao"),
            "tw_permit": self.env._("Travel permit, Taiwan"),
            "residence_permit": self.env._("Residence permit, Hong Kong, Macao and Taiwan"),
            "permanent_residence": self.env._("Permanent residence card of a foreigner"),
            "military": self.env._("Military identity card"),
            "business_licence": self.env._("Business licence"),
            "organisation": self.env._("Certificate of an organisation"),
        }
        return list(labels.items())

    @api.depends("number", "agent_number")
    def _compute_masked_number(self):
        for identity in self:
            identity.masked_number = masked(identity.number or "")
            identity.masked_agent_number = masked(identity.agent_number or "")

    @api.depends("kind", "masked_number", "partner_id")
    def _compute_display_name(self):
        labels = dict(self._selection_kind())
        for identity in self:
            words = (identity.partner_id.name, labels.get(identity.kind), identity.masked_number)
            identity.display_name = " · ".join(filter(None, words))

    @api.depends("state", "valid_to", "company_id")
    def _compute_valid(self):
        for identity in self:
            today = identity.company_id.sudo()._business_today() if identity.company_id else fields.Date.today()
            identity.valid = identity.state == "verified" and (not identity.valid_to or identity.valid_to >= today)

    @api.model
    def _search_valid(self, operator, value):
        if operator != "in":
            return NotImplemented
        alive = Domain.OR(
            Domain("company_id", "=", company.id)
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", company.sudo()._business_today()))
            # sudo: whose day it is
            for company in self.env["res.company"].sudo().search([("id", "in", self.env.companies.ids)])
        )
        valid = Domain("state", "=", "verified") & alive
        return Domain.OR(valid if flag else ~valid for flag in value)

    @api.constrains("partner_id")
    def _check_customer(self):
        self.partner_id._check_customers()

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"verified_by_id": False, "verified_on": False}

    @api.model_create_multi
    def create(self, vals_list):
        """Take documents down, to be verified.

        :raise ValidationError: a document can't have such a number
        """
        for vals in vals_list:
            self._clean_numbers(vals, vals.get("kind") or self._fields["kind"].default(self), vals.get("agent_kind"))
        identities = super().create(vals_list)
        identities._begin()
        return identities

    def write(self, vals):
        """Correct documents; a number is looked at as one of the kind that each document has.

        :raise ValidationError: a document can't have such a number
        """
        if not vals.keys() & {"kind", "number", "agent_kind", "agent_number"}:
            return super().write(vals)
        result = True
        for identity in self:
            result = super(CrmTelecomIdentity, identity).write(identity._cleaned(vals)) and result
        return result

    def _cleaned(self, vals):
        """Return the values for this identity, its own numbers as those of another kind where the kind alone changes."""
        # sudo: compared, not shown
        known = self.sudo()
        vals = ({"number": known.number} if "kind" in vals else {}) | vals
        vals = ({"agent_number": known.agent_number} if "agent_kind" in vals else {}) | vals
        self._clean_numbers(vals, vals.get("kind", known.kind), vals.get("agent_kind", known.agent_kind))
        return vals

    @api.model
    def _clean_numbers(self, vals, kind, agent_kind):
        """Write the numbers as they are compared, without spaces, in capitals."""
        for name, of_kind in {"number": kind, "agent_number": agent_kind}.items():
            if not vals.get(name):
                continue
            try:
                vals[name] = document_number(of_kind or "", str(vals[name]))
            except ValueError:
                label = dict(self._selection_kind()).get(of_kind, of_kind)
                raise ValidationError(
                    self.env._("“%(number)s” is no number of a document “%(kind)s”.", number=str(vals[name])[:40], kind=label)
                ) from None

    def _check_direct_write(self, vals):
        """What has been verified stays as it was."""
        result = super()._check_direct_write(vals)
        if vals.keys() & DOCUMENT and (fixed := self.filtered(lambda identity: identity.state != "draft")):
            raise UserError(
                self.env._("%(identity)s has been verified: revoke it and take another one down.", identity=fixed[0].display_name)
            )
        return result
