from odoo import models
from odoo.fields import Command

# the largest deliveries that wait: what became of the customer, and its new limit as a share of what it owes
FALLEN_BEHIND = [
    ({"status": "hold", "limit_reason": "客户账户被法院冻结,等待核实"}, None),
    ({"limit_reason": "经营状况恶化,额度下调"}, 0.4),
    ({"limit_reason": "年度评审,额度下调"}, 0.5),
]
RELEASE_REASON = "客户已付逾期款的一半,余款周五到账"


class CrmDemoCompany(models.AbstractModel):
    """Goods that wait in the warehouse, and an invoice, because the customer is not good for them."""

    _inherit = "crm.demo.company"

    def _load_credit_deliveries(self, world):
        """Validate deliveries as the warehouse does: those are held whose customers fell behind after they ordered."""
        pickings, held = self._waiting_deliveries(world), self.env["stock.picking"]
        for picking, (values, share) in zip(pickings, FALLEN_BEHIND, strict=False):
            self._let_customer_fall_behind(world, picking, values, share)
            if picking._credit_judge_deliveries()[picking].held:
                picking.with_user(world.users["stock"]).with_context(lang="zh_CN").button_validate()
                held |= picking
        self._release_delivery(world, held[-1:])
        self._load_held_invoice(world)
        self._progress("%s deliveries held", len(held))

    def _waiting_deliveries(self, world):
        """Return deliveries of orders that are still in the warehouse, one a customer.

        The largest come first; in a small world customers may be those of another example.
        """
        taken = [customer for customers in world.notes["credit"].values() for customer in customers]
        orders = [order for order in world.orders if order.fate == "partial" or (order.fate == "done" and not order.delivered)]
        waiting = {}
        for order in sorted(orders, key=lambda order: (order.customer in taken, -order.record.amount_total)):
            ready = order.record.picking_ids.filtered(lambda picking: picking.state in ("assigned", "confirmed"))
            if ready:
                waiting.setdefault(order.customer.record, ready[0])
        return list(waiting.values())

    def _let_customer_fall_behind(self, world, picking, values, share):
        """What has happened to the customer since it ordered: on hold, or a limit of a share of what it owes."""
        accounts = self.env["crm.credit.account"]._for_customers(picking._credit_partner(), world.company, create=True)
        if share:
            values = values | {"limit_mode": "limited", "limit_amount": max(round(share * accounts.exposure, -3), 0)}
        accounts.with_user(world.users["creditdirector"]).write(values)

    def _release_delivery(self, world, pickings):
        blocked = pickings.filtered(lambda picking: not self._may_release(world, picking))
        manager = (pickings - blocked).with_user(world.users["creditmanager"]).with_context(lang="zh_CN")
        if manager:
            manager.action_release_credit(RELEASE_REASON)

    def _may_release(self, world, picking):
        account = self.env["crm.credit.account"]._for_customers(picking._credit_partner(), world.company)
        return account.status != "blocked" and picking.credit_state == "held"

    def _load_held_invoice(self, world):
        """An invoice for a service, without an order, for a customer that pays nothing any more."""
        for customer in world.notes["credit"]["blocked"]:
            product = world.products[next(code for code, product in world.products.items() if product.type == "service")]
            invoice = self.env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": customer.record.id,
                    "invoice_date": world.day(1),
                    "invoice_line_ids": [Command.create({"product_id": product.id, "quantity": 2})],
                }
            )
            invoice.with_user(world.users["accountant"]).with_context(lang="zh_CN").action_post()
