from odoo import api, models
from odoo.exceptions import AccessError

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

from .crm_complaint import AGENT

ANSWER_TAKERS = f"sales_team.group_sale_salesman,{AGENT}"


class SaleOrder(models.Model):
    """Quotations for repairs of a case: what the customer has accepted, and what follows from yes and no."""

    _inherit = "sale.order"

    repair_accepted_amount = CheckedMonetary(
        string="Accepted for the Repair",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Amount without tax that the customer said yes to. More than this is asked for again before parts are used.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_accepted(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_accepted(vals)
        result = super().write(vals)
        if "state" in vals:
            self._complaint_repairs()._advance()
        return result

    def unlink(self):
        """Without its quote a repair waits for another one."""
        repairs = self._complaint_repairs()
        result = super().unlink()
        repairs._advance()
        return result

    @api.model
    def _refuse_accepted(self, vals):
        """:raise AccessError: a user writes what the customer has accepted"""
        if "repair_accepted_amount" in vals and not self.env.su:
            raise AccessError(self.env._("What the customer has accepted follows from its answer."))

    def _complaint_repairs(self):
        """Return the devices of cases, in sudo, that these orders are made for."""
        # sudo: salespeople need not see repair orders
        return self.sudo().repair_order_ids.complaint_repair_id

    def _repair_answer(self):
        """Return how the customer stands to these quotes, the most urgent word of all; in sudo."""
        words = {order._repair_word() for order in self}
        return next((word for word in ("draft", "sent", "grown", "refused", "accepted") if word in words), "none")

    def _repair_word(self):
        if self.state == "sale":
            more = self.currency_id.compare_amounts(self.amount_untaxed, self.repair_accepted_amount) > 0
            return "grown" if more else "accepted"
        return {"cancel": "refused"}.get(self.state, self.state)

    # -- the answer ----------------------------------------------------------------------------------------------------

    def _action_confirm(self):
        """Confirmed by the customer on the portal, an agent or a salesperson it counts as accepted.

        :raise AccessError: a technician says yes for the customer
        """
        quotes = self.filtered(lambda order: order._complaint_repairs())
        if quotes and not self.env.su and not self.env.user.has_groups(ANSWER_TAKERS):
            raise AccessError(
                self.env._("%(quote)s: agents or salespeople take the customer's answer.", quote=quotes[0].display_name)
            )
        result = super()._action_confirm()
        for quote in quotes:
            quote._repair_accept()
        return result

    def _repair_accept(self):
        """Keep what the customer has said yes to."""
        # sudo: customers accept on the portal
        order = self.sudo()
        if order._repair_word() == "accepted":
            return
        order.repair_accepted_amount = order.amount_untaxed
        amount = order.currency_id.format(order.amount_untaxed)
        repairs = order._complaint_repairs()
        repairs._log("quote_accepted", note=f"{order.name} · {amount}")
        repairs._advance()

    def _repair_refuse(self, reason):
        """The customer has said no by phone; in sudo."""
        for order in self:
            order.message_post(body=reason)
            order._action_cancel()

    def _action_cancel(self):
        """The customer has said no, here or on the portal: what was to be repaired goes back as it is."""
        waiting = self.filtered(lambda order: order.state != "cancel")
        result = super()._action_cancel()
        for order in waiting:
            # sudo: customers refuse on the portal
            jobs = order.sudo().repair_order_ids.filtered(
                lambda job: job.complaint_repair_id and job.state not in ("done", "cancel")
            )
            if jobs:
                jobs.complaint_repair_id._log("quote_refused", note=order.name)
                jobs.action_repair_cancel()
        return result
