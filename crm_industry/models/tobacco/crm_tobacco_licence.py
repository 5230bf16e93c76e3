import re

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate

DIGITS = re.compile(r"\d{12}")
KIND_DIGITS = {"individual": "1", "company": "2"}
LONGEST_YEARS = 5
CONTENT = {"retailer_id", "company_id", "number", "kind", "applied_on", "valid_from", "valid_to"}
HOLDING = ("valid", "suspended")


class CrmTobaccoLicence(models.Model):
    """The licence by which a retailer may sell tobacco, from one day to another, both included.

    applied → valid → suspended and back; it expires, or is cancelled or revoked. What was applied for may be corrected until it
    is granted. One retailer has one licence at a time, in the database. Number, years and days are those of the published rules.
    """

    _name = "crm.tobacco.licence"
    _description = "Tobacco Licence"
    _inherit = ["crm.transition.mixin", "crm.credit.root.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "valid_from desc, id desc"
    _rec_names_search = ["number", "retailer_id.partner_id.name"]
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    _transition_log = "crm.tobacco.licence.event"
    _transition_begin = "applied"

    retailer_id = fields.Many2one(
        "crm.tobacco.retailer", required=True, index=True, ondelete="restrict", check_company=True, tracking=True
    )
    partner_id = fields.Many2one(related="retailer_id.partner_id", string="Customer")
    region_id = fields.Many2one(related="retailer_id.region_id")
    user_id = fields.Many2one(related="retailer_id.user_id")
    number = fields.Char(
        index="trigram",
        copy=False,
        tracking=True,
        help="Twelve digits: six of the district, one of the kind of holder, five in series.",
    )
    kind = fields.Selection(
        [("individual", "Self-employed"), ("company", "Company or other")], required=True, default="individual", tracking=True
    )
    number_warning = fields.Char(compute="_compute_number_warning")
    applied_on = CheckedDate(
        required=True, copy=False, default=lambda self: self.env.company.root_id._business_today(), tracking=True
    )
    valid_from = CheckedDate(string="From", required=True, copy=False, tracking=True)
    valid_to = CheckedDate(
        string="Until",
        compute="_compute_valid_to",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        copy=False,
        tracking=True,
        help="The last day; five years at most.",
    )
    state = fields.Selection(
        [
            ("applied", "Applied for"),
            ("valid", "Valid"),
            ("suspended", "Suspended"),
            ("expired", "Expired"),
            ("cancelled", "Cancelled"),
            ("revoked", "Revoked"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="applied",
        index=True,
        group_expand=True,
    )
    event_ids = fields.One2many("crm.tobacco.licence.event", "record_id", string="Steps", readonly=True, copy=False)

    _number_digits = models.Constraint(
        "CHECK (number IS NULL OR number ~ '^[0-9]{12}$')",
        "A tobacco licence number has 12 digits: six of the district, one of the kind of holder, five in series.",
    )
    _number_given = models.Constraint(
        "CHECK (number IS NOT NULL OR state IN ('applied', 'cancelled'))", "A licence in force has a number."
    )
    _days_in_order = models.Constraint("CHECK (valid_from <= valid_to)", "A licence ends after it begins.")
    _five_years = models.Constraint(
        "CHECK (valid_to < valid_from + interval '5 years')", "A tobacco licence is valid for five years at most."
    )
    _one_at_a_time = models.Constraint(
        "EXCLUDE USING gist (int4range(retailer_id, retailer_id, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&)"
        " WHERE (state IN ('valid', 'suspended'))",
        "A retailer has one tobacco licence at a time.",
    )

    # -- computes and constraints ----------------------------------------------------------------------------------

    @api.depends("number", "kind")
    def _compute_number_warning(self):
        for licence in self:
            licence.number_warning = licence._number_warning()

    def _number_warning(self):
        """Return what is unusual about the number, though it may be right; False if nothing is."""
        number = self.number or ""
        if not DIGITS.fullmatch(number) or number[6] == KIND_DIGITS[self.kind]:
            return False
        if number[6] in KIND_DIGITS.values():
            return self.env._("The seventh digit is %(digit)s, which says another kind of holder.", digit=number[6])
        return self.env._(
            "The seventh digit is %(digit)s: usually it is 1 for the self-employed or 2 for companies.", digit=number[6]
        )

    @api.depends("valid_from")
    def _compute_valid_to(self):
        for licence in self:
            if licence.valid_from and not licence.valid_to:
                licence.valid_to = licence.valid_from + relativedelta(years=LONGEST_YEARS, days=-1)

    @api.depends("number", "retailer_id.display_name")
    def _compute_display_name(self):
        for licence in self:
            licence.display_name = " · ".join(filter(None, (licence.number, licence.retailer_id.partner_id.display_name)))

    @api.constrains("number", "retailer_id", "state")
    def _check_number_free(self):
        """:raise ValidationError: another retailer has the number"""
        numbered = self.filtered(lambda licence: licence.number and licence.state in ("applied", *HOLDING))
        self.env["crm.capacity.lock"]._lock_capacity(f"tobacco.number:{licence.number}" for licence in numbered)
        for licence in numbered:
            # sudo: a number is given once, whoever may see the other licence
            other = self.sudo().search(
                [
                    ("company_id", "=", licence.company_id.id),
                    ("number", "=", licence.number),
                    ("retailer_id", "!=", licence.retailer_id.id),
                    ("state", "in", ("applied", *HOLDING)),
                ],
                limit=1,
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "%(retailer)s has the licence number %(number)s already.",
                        retailer=other.retailer_id.partner_id.display_name,
                        number=licence.number,
                    )
                )

    # -- who writes what -------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Record applications; each begins as applied for."""
        for vals in vals_list:
            self._clean_number(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Correct what was applied for.

        :raise UserError: it has been granted or refused
        """
        self._clean_number(vals)
        return super().write(vals)

    @api.model
    def _clean_number(self, vals):
        if "number" in vals:
            vals["number"] = "".join(str(vals["number"] or "").split()) or False

    def _check_direct_write(self, vals):
        result = super()._check_direct_write(vals)
        if CONTENT.intersection(vals):
            for licence in self.filtered(lambda licence: licence.state != "applied"):
                raise UserError(
                    self.env._("%(licence)s has been decided on: renew it, or cancel it.", licence=licence.display_name)
                )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        for licence in self.filtered(lambda licence: licence.state != "applied" or licence.event_ids[1:]):
            raise UserError(self.env._("%(licence)s is kept: cancel it.", licence=licence.display_name))
