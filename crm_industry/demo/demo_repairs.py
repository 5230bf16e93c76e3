from datetime import datetime, time, timedelta

from odoo import fields, models
from odoo.fields import Command
from odoo.tools import SQL

# code, English name, Chinese name, list price, cost, tracking
GOODS = [
    ("OF-LP5", "Laser Printer LP5", "LP5 激光打印机", 2680, 1950, "serial"),
    ("OF-FUS", "Fuser for LP5", "LP5 定影组件", 460, 210, "none"),
]
PRINTER, FUSER = "OF-LP5", "OF-FUS"
PARTS = 12
# Serial number of each printer, and how many days ago it was sold; the others stay in stock and are lent.
SERIALS = {"LP5-250117": 430, "LP5-260231": 100, "LP5-260305": None, "LP5-260306": None}
CUSTOMERS = (
    (
        {"name": "杭州启明设计有限公司", "phone": "+86 571 8788 6600", "email": "office@qiming.example.com", "city": "杭州市"},
        "浙江",
    ),
    ({"name": "苏州同济律师事务所", "phone": "+86 512 6522 3300", "email": "it@tongji.example.com", "city": "苏州市"}, "江苏"),
)
RECEIVED = 460
LENT_FOR = timedelta(days=10)


class CrmDemoCompany(models.AbstractModel):
    """Two printers in repair: one in warranty, ready to be returned; one out of warranty, whose customer has the quote and a
    printer to use in the meantime."""

    _inherit = "crm.demo.company"

    def _load_repairs(self, world):
        self._load_repair_terms(world)
        self._load_printers(world)
        old, new = [number for number, ago in SERIALS.items() if ago]
        buyers = self.env["res.partner"]
        for number, (values, province) in zip((old, new), CUSTOMERS, strict=True):
            buyer = self._make_consumer(world, {"is_company": True} | values, province).record
            self._sell_printer(world, number, buyer)
            buyers |= buyer
        self.env["crm.customer.metrics"]._refresh(buyers, world.company)
        self._load_repair_in_warranty(world, new)
        self._load_repair_with_quote(world, old)
        self._hold_mails()
        self._progress("%s repairs", self.env["crm.complaint.repair"].search_count([]))

    def _load_repair_terms(self, world):
        """Agents take devices in on their own."""
        ways = [self.env.ref(f"crm_industry.complaint_resolution_{way}").id for way in ("repair", "exchange", "apology")]
        self._as(world, "servicemanager", "crm.complaint.policy").create(
            {
                "name": "维修",
                "company_id": world.company.id,
                "type_id": self.env.ref("crm_industry.complaint_type_repair").id,
                "way_ids": [Command.set(ways)],
                "free_amount": 500,
                "reply_hours": 4,
                "resolution_hours": 40,
                "callback_days": 2,
            }
        )

    # -- goods ---------------------------------------------------------------------------------------------------------

    def _load_printers(self, world):
        """Receive printers with their serial numbers, long ago, and parts for them."""
        for code, name, local_name, price, cost, tracking in GOODS:
            values = {
                "default_code": code,
                "list_price": price,
                "standard_price": cost,
                "categ_id": self._ref("category_office").id,
                "is_storable": True,
                "tracking": tracking,
                "taxes_id": [Command.set(world.company.account_sale_tax_id.ids)],
            }
            world.products[code] = self._create_named("product.product", name, local_name, values)
        day = datetime.combine(world.day(RECEIVED), time(2))
        goods = {PRINTER: len(SERIALS), FUSER: PARTS}
        picking = self.env["stock.picking"].create(self._prepare_receipt_values(world, "office", goods, day))
        for move in picking.move_ids:
            move.product_uom_qty = goods[move.product_id.default_code]
        picking.action_confirm()
        printers = picking.move_ids.filtered(lambda move: move.product_id == world.products[PRINTER])
        printers.move_line_ids.unlink()
        place = {
            "picking_id": picking.id,
            "move_id": printers.id,
            "product_id": printers.product_id.id,
            "location_id": printers.location_id.id,
            "location_dest_id": printers.location_dest_id.id,
            "quantity": 1,
        }
        self.env["stock.move.line"].create([place | {"lot_name": number} for number in SERIALS])
        self._finish_pickings(picking)
        self._set_moves_back(picking, day)

    def _set_moves_back(self, picking, moment):
        """Give the moves of a transfer the time at which they would have been made."""
        self.env.flush_all()
        for table, records in (("stock_move", picking.move_ids), ("stock_move_line", picking.move_line_ids)):
            rows = [(record.id, moment) for record in records]
            self._update_from(SQL("%s AS target SET date = v.b", SQL.identifier(table)), rows, ("int4", "timestamp"))
        self._update_from(SQL("stock_picking AS target SET date_done = v.b"), [(picking.id, moment)], ("int4", "timestamp"))
        self.env.invalidate_all()

    def _sell_printer(self, world, number, customer):
        """Sell the printer with a number, as many days ago as it says."""
        sold = self._as(world, "sales3", "sale.order").create(
            {
                "partner_id": customer.id,
                "company_id": world.company.id,
                "order_line": [Command.create({"product_id": world.products[PRINTER].id, "product_uom_qty": 1})],
            }
        )
        sold.action_confirm()
        order = sold.with_env(self.env)
        move = order.picking_ids.move_ids
        move.move_line_ids.unlink()
        move.lot_ids = self.env["stock.lot"].search([("name", "=", number), ("product_id", "=", move.product_id.id)])
        self._finish_pickings(order.picking_ids)
        moment = datetime.combine(world.day(SERIALS[number]), time(3))
        self._set_moves_back(order.picking_ids, moment)
        types = ("int4", "timestamp")
        self._update_from(SQL("sale_order AS target SET date_order = v.b"), [(order.id, moment)], types)
        decisions = self.env["crm.credit.decision"].search([("order_id", "=", order.id)])
        self._update_from(SQL("crm_credit_decision AS target SET date = v.b"), [(each.id, moment) for each in decisions], types)
        self.env.invalidate_all()

    # -- cases ---------------------------------------------------------------------------------------------------------

    def _take_printer_in(self, world, number, subject, words):
        """Return the repair of a printer that its customer has brought this morning."""
        goods = {"product_id": world.products[PRINTER].id, "serial": number, "defect": subject}
        lot = self.env["stock.lot"].search([("name", "=", number)], limit=1)
        buyer = self.env["crm.complaint.line"]._sold_by(lot, world.company).sale_line_id.order_id.partner_id
        case = self._as(world, "service", "crm.complaint").create(
            {
                "subject": subject,
                "description": f"<p>{words}</p>",
                "partner_id": buyer.commercial_partner_id.id,
                "company_id": world.company.id,
                "type_id": self.env.ref("crm_industry.complaint_type_repair").id,
                "category_id": self.env.ref("crm_industry.complaint_category_quality").id,
                "channel": "shop",
                "line_ids": [Command.create(goods)],
                "received_on": fields.Datetime.now() - timedelta(hours=2),
            }
        )
        case.action_accept()
        case.action_note_reply()
        case.action_repair()
        case.repair_ids.action_receive()
        return case.repair_ids

    def _name_part(self, world, repair):
        """The technician finds out what is broken."""
        job = repair.sudo().order_ids
        job.user_id = world.users["stock"]
        job = job.with_user(world.users["stock"])
        part = {
            "repair_id": job.id,
            "repair_line_type": "add",
            "product_id": world.products[FUSER].id,
            "product_uom_qty": 1,
            "company_id": world.company.id,
        }
        self._as(world, "stock", "stock.move").create(part)
        job.action_validate()
        return job

    def _load_repair_in_warranty(self, world, number):
        repair = self._take_printer_in(world, number, "打印卡纸并报定影错误", "连续打印十几页后报错停机,重启后仍然如此。")
        job = self._name_part(world, repair)
        job.action_repair_start()
        for move in job.move_ids:
            move.quantity = move.product_uom_qty
        job.action_repair_end()

    def _load_repair_with_quote(self, world, number):
        repair = self._take_printer_in(world, number, "打印件发虚、底灰", "已经用了一年多,最近打印的文字一擦就掉。")
        self._name_part(world, repair)
        repair.action_make_quote()
        repair.sudo().order_ids.sale_order_id.action_quotation_sent()
        lending = self._as(world, "service", "crm.complaint.lend").create(
            {
                "repair_id": repair.id,
                "product_id": world.products[PRINTER].id,
                "due_date": world.today + LENT_FOR,
            }
        )
        lending.action_go()
        unit = repair.loan_ids.sudo().move_ids.picking_id
        unit.with_user(world.users["stock"]).with_context(lang="zh_CN").button_validate()
