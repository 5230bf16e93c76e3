from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary


class CrmCreditClass(models.Model):
    """A risk class of customers: which score belongs to it, how it is checked, what limit it is worth.

    The limit proposed for a customer is `limit_factor` × average sales of a month × payment term in months, not above
    `limit_cap` and not below `limit_floor` (company currency, 0 is none).
    """

    _name = "crm.credit.class"
    _inherit = ["crm.guarded.mixin", "crm.credit.root.mixin", "crm.credit.milder.mixin"]
    _description = "Credit Risk Class"
    _order = "company_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10, help="The best class has the lowest number.")
    active = fields.Boolean(default=True, tracking=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    color = fields.Integer()
    min_score = fields.Float(
        string="From Score", digits=(16, 2), tracking=True, help="A customer belongs to the best class whose score it reaches."
    )
    policy_id = fields.Many2one(
        "crm.credit.policy",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        help="Empty: the settings of the company count.",
    )
    payment_term_id = fields.Many2one(
        "account.payment.term",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        help="Payment terms proposed for the class.",
    )
    limit_factor = fields.Float(
        default=1.0,
        tracking=True,
        help="The limit proposed is this factor × average sales of a month × payment term in months.",
    )
    limit_cap = CheckedMonetary(string="Largest Limit", tracking=True, help="Of what is proposed; 0 is no bound.")
    limit_floor = CheckedMonetary(string="Smallest Limit", tracking=True, help="Of what is proposed; 0 is no bound.")
    review_months = fields.Integer(
        string="Review Every (Months)",
        default=12,
        tracking=True,
        help="After so many months the credit is reviewed; 0 is never.",
    )
    expected_bad_rate = fields.Float(
        string="Expected Bad Rate (%)",
        help="Share of the class's customers that are expected to turn bad within twelve months.",
    )
    account_count = fields.Integer(string="Customers", compute="_compute_account_count")

    _code_company_uniq = models.UniqueIndex("(company_id, code)", "The company already has a risk class with this code.")
    _in_range = models.Constraint(
        "CHECK (limit_factor BETWEEN 0 AND 1000 AND limit_cap BETWEEN 0 AND 1000000000000"
        " AND limit_floor BETWEEN 0 AND 1000000000000 AND review_months BETWEEN 0 AND 240"
        " AND expected_bad_rate BETWEEN 0 AND 100)",
        "The figures of a risk class can't be negative; its factor is at most 1,000, its limits are at most 1,000,000,000,000,"
        " a bad rate is at most 100 percent and a review at most 240 months.",
    )

    @api.constrains("limit_cap", "limit_floor")
    def _check_bounds(self):
        for risk in self:
            if risk.limit_cap and risk.limit_floor > risk.limit_cap:
                raise ValidationError(
                    self.env._("The smallest limit of the class %(name)s is above its largest one.", name=risk.display_name)
                )

    def write(self, vals):
        """The history says when another policy makes the check milder."""
        before = {risk: risk.policy_id for risk in self} if "policy_id" in vals else {}
        result = super().write(vals)
        for risk, policy in before.items():
            if self.env["crm.credit.check"]._is_milder(risk.company_id, risk.policy_id._rule(), policy._rule()):
                accounts = self.env["crm.credit.account"].search_count([("class_id", "=", risk.id), ("policy_id", "=", False)])
                risk._tell_milder(accounts)
        return result

    @api.depends("code", "name")
    def _compute_display_name(self):
        for risk in self:
            named = risk.name and risk.name != risk.code
            risk.display_name = f"{risk.code} · {risk.name}" if named else risk.code

    def _compute_account_count(self):
        groups = self.env["crm.credit.account"]._read_group([("class_id", "in", self.ids)], ["class_id"], ["__count"])
        counts = {risk.id: count for risk, count in groups}
        for risk in self:
            risk.account_count = counts.get(risk.id, 0)

    @api.model
    def _class_of_score(self, score, company):
        """The best class whose score is reached; empty when none is.

        :param float score: total of a credit score
        :param company: any company of the branch tree
        """
        return self.search(
            [("company_id", "=", company.root_id.id), ("min_score", "<=", score)], order="sequence, min_score desc, id", limit=1
        )

    def action_view_accounts(self):
        """Credit accounts of the class."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("crm_credit.crm_credit_account_action"),
            "domain": [("class_id", "=", self.id)],
        }
