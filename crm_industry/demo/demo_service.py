from datetime import timedelta

from odoo import fields, models
from odoo.fields import Command

from .demo_consumers import GOODS

PORTAL_TEXT = "外箱完好,打开后发现其中两件有明显划痕,请尽快处理。"
CLEARLY = "机油在运输途中漏了大半,纸箱都湿透了。"
# The customer of the story: five years, 27 orders, 20,000 yuan; all but the last order come from the former web shop.
FORMER_ORDERS = 26
TOTAL = 20_000


class CrmDemoCompany(models.AbstractModel):
    """What customers complain about, and what is done for them: a loop that is closed, and others in each state."""

    _inherit = "crm.demo.company"

    def _load_service(self, world):
        self._load_mailbox(world)
        self._load_closed_complaint(world)
        self._load_first_complaint(world)
        self._load_waiting_complaints(world)
        self._hold_mails()
        states = self.env["crm.complaint"]._read_group([], ["state"], ["__count"])
        self._progress("complaints: %s", ", ".join(f"{state} {count}" for state, count in states))

    def _load_mailbox(self, world):
        values = {"name": "Customer service", "alias_name": "service", "company_id": world.company.id}
        self.env["crm.complaint.mailbox"].create(values).with_context(lang="zh_CN").name = "客户服务邮箱"

    # -- customers -----------------------------------------------------------------------------------------------------

    def _load_former_orders(self, world, customer, amount):
        """Sales of the former web shop, over almost five years."""
        share = round(amount / FORMER_ORDERS, 2)
        amounts = [share] * (FORMER_ORDERS - 1)
        amounts.append(round(amount - sum(amounts), 2))
        self.env["crm.sales.history"].create(
            [
                {
                    "partner_id": customer.id,
                    "company_id": world.company.id,
                    "date": world.day(1825 - 68 * number),
                    "order_ref": f"WD{number + 1:04}",
                    "product_id": world.products[GOODS].id,
                    "quantity": 3,
                    "amount": value,
                    "margin": round(value * 0.28, 2),
                    "source": "旧网店",
                    "external_id": f"WD-{customer.id}-{number + 1}",
                }
                for number, value in enumerate(amounts)
            ]
        )

    # -- complaints ----------------------------------------------------------------------------------------------------

    def _file_complaint(self, world, order, subject, quantity=1, **values):
        """Take a complaint about an order down, as the service agent, some hours ago."""
        goods = {"product_id": order.order_line.product_id.id, "order_line_id": order.order_line.id, "quantity": quantity}
        content = {
            "subject": subject,
            "partner_id": order.partner_id.id,
            "contact_id": order.partner_id.id,
            "order_id": order.id,
            "company_id": world.company.id,
            "category_id": self.env.ref("crm_industry.complaint_category_damaged").id,
            "line_ids": [Command.create(goods)],
            "received_on": fields.Datetime.now() - timedelta(hours=2),
        }
        return self._as(world, "service", "crm.complaint").create(content | values)

    def _propose_to_customer(self, complaint, way, note, cost=0):
        resolution = (
            self.env["crm.complaint.resolution"]
            .with_env(complaint.env)
            .create(
                {
                    "complaint_id": complaint.id,
                    "type_id": self.env.ref(f"crm_industry.complaint_resolution_{way}").id,
                    "note": note,
                    "amount": cost,
                }
            )
        )
        resolution.action_submit()
        return resolution

    def _load_closed_complaint(self, world):
        """Five years, 27 orders, 20,000 yuan, and the parcel leaked: sent again, apologised, asked, closed."""
        order = world.notes["loyal_order"]
        customer = order.partner_id
        self._load_former_orders(world, customer, TOTAL - order.amount_untaxed)
        self.env["crm.customer.metrics"]._refresh(customer, world.company)
        complaint = self._file_complaint(world, order, "包裹漏油", 2, description=f"<p>{CLEARLY}</p>", channel="phone")
        complaint.action_accept()
        complaint.cause_id = self.env.ref("crm_industry.complaint_cause_packing")
        resolution = self._propose_to_customer(complaint, "replacement", "今天补发 2 桶,原货不必退回。")
        for login in ("servicemanager", "accountant"):
            resolution.with_user(world.users[login]).action_approve()
        self._finish_pickings(resolution.sudo()._goods_moves().picking_id)
        for callback in complaint.callback_ids.sorted(lambda callback: callback.kind):
            if callback.kind == "apology":
                callback.action_log_call("reached", note="已致歉,客户表示理解")
            else:
                callback.action_log_call("reached", received="yes", score=5, comment="新货完好,处理很快,谢谢!")

    def _load_first_complaint(self, world):
        """The same goods, the first order: other terms, the goods come back; a service manager has to approve."""
        complaint = self._file_complaint(
            world, world.notes["first_order"], "收到的机油瓶身破裂", description=f"<p>{CLEARLY}</p>", channel="phone"
        )
        complaint.action_accept()
        self._propose_to_customer(complaint, "exchange", "上门取回破损的一桶,换新的一桶。", 120)

    def _load_waiting_complaints(self, world):
        """One by the portal, one by an unknown address, and one whose customer is to be called."""
        portal = self._as(world, "customer", "crm.complaint.portal")
        goods = portal._goods(portal._own_customer())[:1]
        portal._complain({"subject": "货物有划痕", "text": PORTAL_TEXT, "goods": str(goods.id or "")}, [])
        self._as(world, "service", "crm.complaint").create(
            {
                "subject": "你们的电话一直打不通",
                "description": "<p>请尽快给我回电话。</p>",
                "email_from": "guest@example.org",
                "channel": "email",
                "company_id": world.company.id,
                "category_id": self.env.ref("crm_industry.complaint_category_service").id,
            }
        )
        orders = [order.record for order in world.orders if order.fate == "done" and len(order.record.order_line) == 1]
        if orders:
            late = self.env.ref("crm_industry.complaint_category_late")
            complaint = self._file_complaint(world, orders[-1], "送货比约定晚了三天", category_id=late.id)
            complaint.action_accept()
            self._propose_to_customer(complaint, "apology", "致歉并说明原因,下次优先配送。")
            complaint.callback_ids.action_log_call("reached", note="已致歉并说明原因")
