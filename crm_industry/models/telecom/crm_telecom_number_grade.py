from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_ids
from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger, CheckedMonetary, CheckedSelection

from ...tools.number_patterns import clean_pattern
from .crm_telecom_lifecycle_mixin import MANAGER


class CrmTelecomNumberGrade(models.Model):
    """How beautiful a number is, by its pattern, and what is asked of whoever takes it.

    A number is of the first grade, in their order, of which it has a pattern.
    """

    _name = "crm.telecom.number.grade"
    _description = "Grade of Telephone Numbers"
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False, help="Unique within the company; known to files that are imported.")
    sequence = fields.Integer(default=10, help="The first grade that fits is the number's.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, default=lambda self: self.env.company, help="Empty: all companies.")
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    access_type = CheckedSelection("_selection_access_type", string="Access", help="Of the numbers that it is for. Empty: all.")
    patterns = fields.Text(
        required=True,
        help="One a line, for the number without the code of the country. Digits are themselves, ? is any digit, * any digits "
        "(without it digits may stand anywhere, letters at the end); "
        "equal letters are equal digits, ABC counts up, CBA down: *8888, *AABB, *ABCD, 138*.",
    )
    minimum_fee = CheckedMonetary(string="Monthly Fee from", help="A subscription that takes the number pays so much at least.")
    deposit = CheckedMonetary(help="To be received before a subscription with the number is activated.")
    commitment_months = CheckedInteger(
        string="Commitment (Months)", aggregator=None, help="A subscription that takes the number is committed so long at least."
    )
    manager_only = fields.Boolean(string="Managers Only", help="Only telecom managers reserve and assign such numbers.")
    color = fields.Integer()

    _code_uniq = models.UniqueIndex("(company_id, code) WHERE code <> ''", "Another grade has this code.")
    _demands_sensible = models.Constraint(
        "CHECK ((minimum_fee IS NULL OR minimum_fee >= 0 AND minimum_fee < 1000000000000)"
        " AND (deposit IS NULL OR deposit >= 0 AND deposit < 1000000000000)"
        " AND (commitment_months IS NULL OR commitment_months BETWEEN 0 AND 240))",
        "Fee and deposit are amounts from zero on, and a commitment is for 240 months at most.",
    )

    @api.model
    def _selection_access_type(self):
        return self.env["crm.telecom.offering"]._selection_access_type()

    @api.constrains("patterns")
    def _check_patterns(self):
        for grade in self:
            for line in grade._pattern_lines():
                try:
                    clean_pattern(line)
                except ValueError:
                    raise ValidationError(
                        self.env._(
                            "%(grade)s: “%(pattern)s” is no pattern. Use digits, ?, * and the letters A to J, like *AABB.",
                            grade=grade.name,
                            pattern=line[:40],
                        )
                    ) from None
            if not grade._pattern_lines():
                raise ValidationError(self.env._("%(grade)s has no pattern: give one.", grade=grade.name))

    def _pattern_lines(self):
        self.ensure_one()
        return [line.strip() for line in (self.patterns or "").splitlines() if line.strip()]

    # -- which numbers are of which grade ------------------------------------------------------------------------------

    @api.model
    def _grade_of_query(self, company, e164, access_type):
        """Return SQL for the id of the grade of a number, NULL for none.

        :param company: res.company, one
        :param SQL e164: the number
        :param SQL access_type: for what the number is
        """
        # sudo: numbers have their grade whoever imports them
        grades = self.sudo().search([("company_id", "in", (False, company.id))])
        numbers = self.env["crm.telecom.number"]
        cases = [
            SQL(
                "WHEN coalesce(%(only)s, %(access)s) = %(access)s AND %(condition)s THEN %(grade)s",
                only=grade.access_type or None,
                access=access_type,
                condition=numbers._pattern_condition(company, e164, numbers._whole_pattern(line)),
                grade=grade.id,
            )
            for grade in grades
            for line in grade._pattern_lines()
        ]
        return SQL("CASE %s END", SQL(" ").join(cases)) if cases else SQL("NULL::integer")

    def action_grade_numbers(self):
        """Give the numbers of the companies chosen the grades that they have by the present patterns; for telecom managers.

        Grades that were given by hand stay.

        :raise AccessError: the user is no telecom manager
        """
        check_ids(self)
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only telecom managers grade numbers."))
        # sudo: numbers are graded by the pool, not one by one
        count = sum(self.env["crm.telecom.number"].sudo()._grade_all(company) for company in self.env.companies)
        text = self.env._("%(count)s numbers have another grade now.", count=count)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": text, "type": "success", "next": {"type": "ir.actions.client", "tag": "soft_reload"}},
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: numbers of other companies, too
        if used := self.env["crm.telecom.number"].sudo().search([("grade_id", "in", self.ids)], limit=1).grade_id:
            raise UserError(self.env._("%(grade)s is the grade of numbers: archive it instead.", grade=used.name))
