from odoo import models
from odoo.fields import Command

HELD = 3
RELEASE_REASON = "客户已付逾期款的一半,余款周五到账"


class CrmDemoCompany(models.AbstractModel):
    """Goods that wait in the warehouse, and an invoice, because the customer is not good for them."""

    _inherit = "crm.demo.company"

    def _load_credit_deliveries(self, world):
        """Validate deliveries as the warehouse does: those are held whose customers fell behind after they ordered."""
        pickings = self.env["stock.picking"]
        for order in world.orders:
            if order.fate == "done" and not order.delivered:
                pickings |= order.record.picking_ids.filtered(lambda picking: picking.state in ("assigned", "confirmed"))
        verdicts = pickings._credit_judge_deliveries()
        held = pickings.filtered(lambda picking: picking in verdicts and verdicts[picking].held)[:HELD]
        if not held and pickings:
            held = self._stop_delivery(world, pickings[0])
        for picking in held:
            picking.with_user(world.users["stock"]).with_context(lang="zh_CN").button_validate()
        self._release_delivery(world, held[1:2])
        self._load_held_invoice(world)
        self._progress("%s deliveries held", len(held))

    def _stop_delivery(self, world, picking):
        """In a small world nobody is behind: then one customer is put on hold."""
        accounts = self.env["crm.credit.account"]._for_customers(picking._credit_partner(), world.company, create=True)
        accounts.write({"status": "hold", "limit_reason": "客户账户被法院冻结,等待核实"})
        return picking

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
