from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger


class CrmComplaintPolicy(models.Model):
    """What a company does for whom: ways to put things right, who approves them, and the deadlines.

    Conditions that are left empty hold for every case. Amounts are in company currency without tax, hours are working hours.
    """

    _name = "crm.complaint.policy"
    _inherit = ["crm.grade.condition.mixin", "crm.company.defaults.mixin"]
    _description = "Complaint Policy"
    _order = "company_id, name, id"

    name = fields.Char(required=True, translate=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    type_id = fields.Many2one("crm.complaint.type", string="Service Type", index="btree_not_null", ondelete="cascade")
    category_id = fields.Many2one(
        "crm.complaint.category", index="btree_not_null", ondelete="cascade", help="With all categories below it."
    )
    grade_id = fields.Many2one(ondelete="cascade", help="Present grade of the customer.")
    min_orders = CheckedInteger(
        string="Orders at Least", help="For customers with so many confirmed orders; 0: for first-time customers, too."
    )
    amount_from = CheckedFloat(
        string="Goods Worth at Least", digits=(16, 2), help="Value of the goods complained about, as they were sold."
    )
    amount_to = CheckedFloat(string="Goods Worth up to", digits=(16, 2), help="Less than this; 0: whatever they are worth.")
    way_ids = fields.Many2many("crm.complaint.resolution.type", string="Allowed Ways", help="What agents may propose.")
    free_amount = CheckedFloat(
        string="Cost without Approval",
        digits=(16, 2),
        help="Up to this cost in one complaint agents decide on their own; 0: somebody approves always. A"
        " replacement always needs finance, an exchange costs at least what the new goods are valued at.",
    )
    approver = fields.Selection(
        [
            ("manager", "Service manager"),
            ("finance", "Finance"),
            ("both", "Service manager and finance"),
            ("by_cost", "Service manager, and finance from a cost on"),
        ],
        string="Approved by",
        required=True,
        default="manager",
    )
    finance_amount = CheckedFloat(string="Finance from a Cost of", digits=(16, 2))
    reply_hours = CheckedFloat(
        string="First Answer within",
        default=4.0,
        digits=(16, 2),
        help="Working hours; 0: no deadline. The grade of the customer may ask for less.",
    )
    resolution_hours = CheckedFloat(string="Solved within", default=24.0, digits=(16, 2), help="Working hours; 0: no deadline.")
    callback_days = CheckedInteger(
        string="Callback after", default=3, help="Working days after the delivery. The grade of the customer may ask for less."
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        ondelete="restrict",
        domain="[('company_id', 'in', (False, company_id))]",
        help="Of the service; empty: those of the company.",
    )

    _conditions_uniq = models.UniqueIndex(
        "(company_id, COALESCE(type_id, 0), COALESCE(category_id, 0), COALESCE(grade_id, 0), min_orders, amount_from)"
        " WHERE active",
        "Another policy has the same conditions.",
    )
    _in_range = models.Constraint(
        "CHECK (amount_from >= 0 AND (amount_to = 0 OR amount_to > amount_from) AND free_amount >= 0 AND finance_amount >= 0"
        " AND min_orders >= 0 AND reply_hours BETWEEN 0 AND 8760 AND resolution_hours BETWEEN 0 AND 8760"
        " AND callback_days BETWEEN 0 AND 365)",
        "Amounts and orders are not below 0, the upper amount is above the lower one or 0, hours are up to 8,760 and days up to"
        " 365.",
    )

    @api.constrains("way_ids", "active", "calendar_id", "company_id")
    def _check_parts(self):
        for policy in self.filtered("active").sudo():
            if not policy.way_ids:
                raise ValidationError(self.env._("“%(policy)s” allows nothing: choose a way at least.", policy=policy.name))
            if policy.calendar_id.company_id not in (policy.company_id, policy.company_id.browse()):
                raise ValidationError(
                    self.env._("The working hours of “%(policy)s” are those of another company.", policy=policy.name)
                )

    @api.model
    def _begin_with(self):
        """One policy that holds for every case."""
        ways = self.env["crm.complaint.resolution.type"].sudo().search([("active", "=", True)])
        return [{"name": self.env._("Every case"), "way_ids": [(6, 0, ways.ids)]}]
