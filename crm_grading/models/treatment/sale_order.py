from odoo import api, fields, models


class SaleOrder(models.Model):
    """A new order follows the grade its customer has at that moment; orders that exist are left alone."""

    _inherit = "sale.order"

    grading_priority = fields.Selection(
        [("0", "Normal"), ("1", "Urgent")],
        string="Delivery Priority",
        compute="_compute_grading_priority",
        store=True,
        readonly=False,
        precompute=True,
        groups="base.group_user",
        help="By the customer's grade. Deliveries of urgent orders are reserved first.",
    )

    @api.depends("partner_id", "company_id")
    def _compute_grading_priority(self):
        for order, policy in self._grading_policies():
            if order.state in ("draft", "sent", False):
                order.grading_priority = policy.get("priority", "0")
            else:
                order.grading_priority = order.grading_priority or "0"

    def _compute_payment_term_id(self):
        """Odoo computes it when an order gets its customer, also from the website and the portal."""
        result = super()._compute_payment_term_id()
        for order, policy in self._grading_policies():
            if policy.get("payment_term_id"):
                order.payment_term_id = policy["payment_term_id"]
        return result

    def _grading_policies(self):
        """Yield each order with the policy of its customer's grade, by one query for each company."""
        for company, orders in self.grouped("company_id").items():
            policies = orders.partner_id.with_company(company)._service_policy() if company else {}
            for order in orders:
                yield order, policies.get(order.partner_id.id, {})
