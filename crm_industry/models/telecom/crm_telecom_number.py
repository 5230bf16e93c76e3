from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection
from odoo.addons.phone_validation.tools.phone_validation import phone_format

from ...tools.e164 import plain_e164
from .crm_telecom_lifecycle_mixin import MANAGER

# The accesses that have a telephone number.
NUMBERED = ("mobile", "fixed")
BEGIN = {
    "reserved_partner_id": False,
    "reserved_lead_id": False,
    "reserved_by_id": False,
    "reserved_until": False,
    "service_id": False,
    "port_id": False,
    "reason_id": False,
    "quarantine_until": False,
    "ported_in": False,
    "operator": False,
}
SETUP = {"e164", "company_id", "access_type", "grade_id", "grade_manual", "region_id"}


class CrmTelecomNumber(models.Model):
    """A telephone number of the pool: free, kept for somebody, in use, resting, blocked, or with another operator."""

    _name = "crm.telecom.number"
    _description = "Telephone Number"
    _inherit = ["crm.telecom.lifecycle.mixin"]
    _order = "e164, id"
    _rec_name = "e164"
    _check_company_auto = True

    e164 = fields.Char(
        string="Number", required=True, copy=False, index="trigram", help="With the code of the country: +8613812345678."
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    access_type = CheckedSelection("_selection_access_type", string="Access", required=True, default="mobile")
    grade_id = fields.Many2one("crm.telecom.number.grade", index="btree_not_null", ondelete="restrict", check_company=True)
    grade_manual = fields.Boolean(string="Grade by Hand", help="The grade stays as it is, whatever the patterns say.")
    region_id = fields.Many2one("crm.region", index="btree_not_null", ondelete="restrict")
    state = fields.Selection(
        [
            ("free", "Free"),
            ("reserved", "Reserved"),
            ("assigned", "In Use"),
            ("quarantined", "In Quarantine"),
            ("blocked", "Blocked"),
            ("ported_out", "Ported Out"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="free",
    )
    reserved_partner_id = fields.Many2one(
        "res.partner", string="Reserved for", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    reserved_lead_id = fields.Many2one(
        "crm.lead", string="Reserved for Lead", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    reserved_by_id = fields.Many2one("res.users", string="Reserved by", readonly=True, copy=False, ondelete="set null")
    reserved_until = fields.Datetime(readonly=True, copy=False)
    service_id = fields.Many2one(
        "crm.telecom.service", readonly=True, copy=False, index="btree_not_null", ondelete="restrict", help="That has it now."
    )
    subscription_id = fields.Many2one(related="service_id.subscription_id", store=True, index="btree_not_null")
    partner_id = fields.Many2one(related="subscription_id.partner_id", string="Customer")
    assignment_ids = fields.One2many("crm.telecom.number.assignment", "number_id", string="Who Had It", readonly=True)
    quarantine_until = fields.Date(readonly=True, copy=False, help="On this day it is free again.")
    reason_id = fields.Many2one("crm.telecom.reason", readonly=True, copy=False, ondelete="restrict", help="Why it is blocked.")
    ported_in = fields.Boolean(
        readonly=True, copy=False, help="It belongs to another operator, and goes back when it is given up."
    )
    operator = fields.Char(string="Other Operator", readonly=True, copy=False, help="To whom it belongs, or to whom it has gone.")
    port_id = fields.Many2one("crm.telecom.port", string="Porting", readonly=True, copy=False, ondelete="set null")
    port_ids = fields.One2many("crm.telecom.port", "number_id", string="Portings", readonly=True)
    note = fields.Text()

    _e164_uniq = models.UniqueIndex("(e164, company_id)", "The company has this number already.")
    _free_ones = models.Index("(company_id, access_type, grade_id, region_id) WHERE state = 'free'")
    _expiring = models.Index("(reserved_until) WHERE state = 'reserved'")
    _resting = models.Index("(quarantine_until) WHERE state = 'quarantined'")
    _state_idx = models.Index("(company_id, state) WHERE state <> 'free'")
    _assigned_has_service = models.Constraint(
        "CHECK (state <> 'assigned' OR service_id IS NOT NULL)", "An assigned number belongs to a service."
    )

    @api.model
    def _selection_access_type(self):
        labels = dict(self.env["crm.telecom.offering"]._selection_access_type())
        return [(access, labels[access]) for access in NUMBERED]

    # -- how it is written ---------------------------------------------------------------------------------------------

    @api.model
    def _to_e164(self, text, company):
        """Return a number in the international form, checked by Odoo's phone validation.

        :param str text: the number; without the code of a country it is one of the company's country
        :param company: res.company
        :raise UserError: it is no number
        """
        # sudo: the country of a company that the user works for
        country = company.sudo().country_id
        try:
            given = plain_e164(str(text), country.phone_code)
            return plain_e164(phone_format(given, country.code, country.phone_code, force_format="E164"))
        except (ValueError, UserError):
            raise UserError(
                self.env._(
                    "“%(text)s” is no telephone number: give it with the code of the country, like +8613812345678.",
                    text=str(text)[:40],
                )
            ) from None

    @api.model
    def _national_query(self, company, e164):
        """Return SQL for a number without the code of the company's country, or of any + at least."""
        # sudo: the country of a company that the user works for
        code = company.sudo().country_id.phone_code
        return SQL("regexp_replace(%s, %s, '')", e164, rf"^\+({code})?" if code else r"^\+")

    # -- grades --------------------------------------------------------------------------------------------------------

    def _grade_by_pattern(self):
        """Give these numbers the grade that their pattern has, unless it was given by hand."""
        for company, numbers in self.filtered(lambda number: not number.grade_manual).grouped("company_id").items():
            numbers._grade_where(company, SQL("n.id = ANY(%s)", numbers.ids))

    @api.model
    def _grade_all(self, company):
        """Grade the numbers of a company anew; return how many have another grade."""
        return self._grade_where(company, SQL("n.company_id = %s AND n.grade_manual IS NOT TRUE", company.id))

    @api.model
    def _grade_where(self, company, condition):
        self.env["crm.telecom.number.grade"].flush_model()
        self.flush_model(["e164", "grade_id", "grade_manual", "company_id", "access_type"])
        grade = self.env["crm.telecom.number.grade"]._grade_of_query(company, SQL("n.e164"), SQL("n.access_type"))
        self.env.cr.execute(
            SQL(
                "UPDATE crm_telecom_number n SET grade_id = g.id FROM (SELECT n.id AS number_id, %(grade)s AS id"
                " FROM crm_telecom_number n WHERE %(condition)s) g"
                " WHERE g.number_id = n.id AND n.grade_id IS DISTINCT FROM g.id",
                grade=grade,
                condition=condition,
            )
        )
        self.invalidate_model(["grade_id"])
        return self.env.cr.rowcount

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | BEGIN

    @api.model_create_multi
    def create(self, vals_list):
        """Take numbers into the pool; they are free, and graded by their patterns.

        :raise UserError: one is no telephone number
        """
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            vals["e164"] = self._to_e164(vals.get("e164") or "", company)
            if vals.get("grade_id"):
                vals["grade_manual"] = True
        numbers = super().create(vals_list)
        numbers._begin()
        numbers._grade_by_pattern()
        return numbers

    def write(self, vals):
        if vals.get("e164"):
            vals = vals | {"e164": self._to_e164(vals["e164"], self.company_id[:1])}
        if "grade_id" in vals:
            vals = {"grade_manual": bool(vals["grade_id"])} | vals
        result = super().write(vals)
        if vals.keys() & {"e164", "grade_manual", "access_type"}:
            self._grade_by_pattern()
        return result

    def _check_direct_write(self, vals):
        """Managers keep the pool; a number stays as it is while somebody has it."""
        result = super()._check_direct_write(vals)
        if not vals.keys() & SETUP or self.env.su:
            return result
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only telecom managers change numbers: agents reserve and assign them."))
        kept = vals.keys() & {"e164", "company_id", "access_type"}
        if kept and (used := self.filtered(lambda number: number.state != "free" or number.assignment_ids)):
            raise UserError(self.env._("%(number)s is or was in use: it stays as it is.", number=used[0].e164))
        return result
