from odoo import api, fields, models
from odoo.exceptions import UserError

NOT_TAKEN = {
    "policy_id": False,
    "policy_note": False,
    "reply_hours": 0.0,
    "resolution_hours": 0.0,
    "callback_days": 0,
    "calendar_id": False,
}


class CrmComplaint(models.Model):
    """The policy that holds for a complaint, frozen with its terms when the complaint is accepted."""

    _inherit = "crm.complaint"

    policy_id = fields.Many2one(
        "crm.complaint.policy", readonly=True, copy=False, index="btree_not_null", ondelete="restrict", tracking=True
    )
    policy_note = fields.Text(readonly=True, copy=False)
    reply_hours = fields.Float(string="First Answer within", readonly=True, copy=False, aggregator=None)
    resolution_hours = fields.Float(string="Solved within", readonly=True, copy=False, aggregator=None)
    callback_days = fields.Integer(string="Callback after", readonly=True, copy=False, aggregator=None)
    calendar_id = fields.Many2one("resource.calendar", string="Working Hours", readonly=True, copy=False, ondelete="restrict")
    goods_amount = fields.Monetary(
        compute="_compute_goods_amount", help="Value of the goods complained about, as they were sold, without tax."
    )
    applicable_policy_id = fields.Many2one("crm.complaint.policy", string="Policy Now", compute="_compute_applicable_policy_id")
    policy_reason = fields.Text(string="Why This Policy", compute="_compute_applicable_policy_id")
    allowed_way_ids = fields.Many2many(
        "crm.complaint.resolution.type", string="Allowed Ways", compute="_compute_applicable_policy_id"
    )

    @api.depends("line_ids.product_id", "line_ids.quantity", "line_ids.order_line_id")
    def _compute_goods_amount(self):
        for complaint in self:
            # sudo: agents need not see orders and prices
            complaint.goods_amount = sum(line._value_sold() for line in complaint.sudo().line_ids)

    @api.depends("policy_id", "type_id", "category_id", "partner_id", "goods_amount", "company_id")
    def _compute_applicable_policy_id(self):
        unfrozen = self.filtered(lambda complaint: not complaint.policy_id and complaint.company_id)
        found = self.env["crm.complaint.policy"]._find(unfrozen)
        for complaint in self:
            policy, reason = found.get(complaint) or (complaint.policy_id, complaint.policy_note)
            complaint.applicable_policy_id = policy
            complaint.policy_reason = reason
            complaint.allowed_way_ids = policy.sudo().way_ids

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | NOT_TAKEN

    def _policy_facts(self, company):
        """Return by complaint what the conditions of policies are compared with: type, category, grade, orders, amount.

        :param company: the root of the companies of all these complaints
        """
        # Imported ones, too: the same number as stands beside the complaint.
        business = self.env["crm.complaint.value"]._business(self.partner_id._origin, company)
        return {
            complaint: {
                "type": complaint.type_id,
                "category": complaint.category_id,
                "grade": complaint.partner_id.with_company(company).grading_grade_id,
                "orders": business.get(complaint.partner_id._origin.id, {}).get("orders", 0),
                "amount": complaint.goods_amount,
            }
            for complaint in self
        }

    def _terms(self):
        """Return what the customer may expect: those frozen at the acceptance, before that those that hold now.

        :return: reply_hours and resolution_hours (working hours, 0: no deadline), callback_days (working days), calendar_id (id)
        :rtype: dict
        """
        self.ensure_one()
        if self.policy_id:
            return {
                "reply_hours": self.reply_hours,
                "resolution_hours": self.resolution_hours,
                "callback_days": self.callback_days,
                "calendar_id": self.sudo().calendar_id.id,
            }
        return self._policy_terms(self.applicable_policy_id)

    def _policy_terms(self, policy):
        """Return the terms by a policy, or by the customer's grade where that is stricter."""
        complaint, policy = self.sudo(), policy.sudo()
        customer = complaint.partner_id.with_company(complaint.company_id.root_id)
        grade = customer._service_policy().get(customer.id, {}) if customer else {}

        def stricter(name):
            asked = [hours for hours in (policy[name], grade.get(f"complaint_{name}")) if hours]
            return min(asked, default=0)

        return {
            "reply_hours": stricter("reply_hours"),
            "resolution_hours": policy.resolution_hours,
            "callback_days": stricter("callback_days"),
            "calendar_id": (policy.calendar_id or complaint.company_id.resource_calendar_id).id,
        }

    def _take_policy(self):
        """Freeze the policy that holds now, with its terms."""
        found = self.env["crm.complaint.policy"]._find(self)
        for complaint in self:
            policy, reason = found[complaint]
            terms = complaint._policy_terms(policy)
            complaint._guarded_write(terms | {"policy_id": policy.id, "policy_note": reason})

    def action_take_policy(self):
        """Choose the policy again, after the category or the customer has been put right. Service managers, while nothing is
        decided.

        :raise AccessError: the user is no service manager
        :raise UserError: the complaint is not accepted yet, or a resolution has been submitted
        """
        self._check_service_manager(self.env._("Only service managers choose the policy again."))
        for complaint in self:
            if complaint.state != "accepted" or complaint._proposed():
                raise UserError(
                    self.env._(
                        "%(complaint)s: the policy is chosen again only while nothing has been proposed.",
                        complaint=complaint.display_name,
                    )
                )
        self._take_policy()
        return True
