from odoo.tests import freeze_time, new_test_user

from .goods_common import GoodsCommon


class RepairCommon(GoodsCommon):
    """A phone with the serial number ``X30-1`` that the customer bought on 2 March 2026, and ``X30-2`` in stock to lend; a
    screen of 300 that a technician builds in. Agents decide on repairs without a cost on their own."""

    SOLD = "2026-03-02 02:00:00"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.business_tz = "Asia/Shanghai"
        cls.technician = new_test_user(cls.env, "technician", "stock.group_stock_user", company_id=cls.company.id)
        cls.env.ref("crm_industry.complaint_type_repair").apologises = False
        cls.env["crm.complaint.policy"].search([("company_id", "=", cls.company.id)]).free_amount = 1.0
        cls.stock = cls.warehouse.lot_stock_id
        phones = {"is_storable": True, "tracking": "serial", "list_price": 3000.0, "standard_price": 2500.0, "taxes_id": False}
        cls.phone = cls.env["product.product"].create(phones | {"name": "Phone"})
        cls.screen = cls.env["product.product"].create(
            {"name": "Screen", "is_storable": True, "list_price": 300.0, "standard_price": 120.0, "taxes_id": False}
        )
        cls.env["stock.quant"]._update_available_quantity(cls.screen, cls.stock, 10)
        cls.lots = [cls.make_lot(f"X30-{number}") for number in (1, 2)]
        for lot in cls.lots:
            cls.env["stock.quant"]._update_available_quantity(cls.phone, cls.stock, 1, lot_id=lot)
        cls.purchase = cls.sell(cls.lots[0], cls.customer)

    @classmethod
    def make_lot(cls, name, product=None):
        product = product or cls.phone
        return cls.env["stock.lot"].create({"name": name, "product_id": product.id, "company_id": cls.company.id})

    @classmethod
    def sell(cls, lot, customer, at=None):
        """Sell and deliver one device."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "company_id": cls.company.id,
                "warehouse_id": cls.warehouse.id,
                "order_line": [(0, 0, {"product_id": lot.product_id.id, "product_uom_qty": 1, "price_unit": 3000.0})],
            }
        )
        order.action_confirm()
        move = order.picking_ids.move_ids
        move.move_line_ids.unlink()
        move.lot_ids = lot
        move.picked = True
        order.picking_ids._action_done()
        move.date = at or cls.SOLD
        return order

    @classmethod
    def bring(cls, serial="X30-1", received="2026-06-01 02:00:00", user=None, **values):
        """A repair case about a device, accepted when it was received."""
        with freeze_time(received):
            case = cls.complain(
                user,
                subject="Screen broken",
                type_id=cls.env.ref("crm_industry.complaint_type_repair").id,
                received_on=received,
                line_ids=[(0, 0, {"product_id": cls.phone.id, "serial": serial})],
                **values,
            )
            case.action_accept()
        return case

    @classmethod
    def take_in(cls, **values):
        """A repair whose device is here, as its agent sees it."""
        case = cls.bring(**values)
        case.action_repair()
        case.repair_ids.action_receive()
        return case.repair_ids

    @classmethod
    def job(cls, repair):
        """The repair order of a device, as the technician sees it."""
        return repair.sudo().order_ids.sorted("id")[-1:].with_user(cls.technician)

    @classmethod
    def add_part(cls, repair, quantity=1):
        """The technician needs screens."""
        job = cls.job(repair)
        return (
            cls.env["stock.move"]
            .with_user(cls.technician)
            .create(
                {
                    "repair_id": job.id,
                    "repair_line_type": "add",
                    "product_id": cls.screen.id,
                    "product_uom_qty": quantity,
                    "company_id": cls.company.id,
                }
            )
        )

    @classmethod
    def work_on(cls, repair):
        """The technician does the job with all parts that were named."""
        job = cls.job(repair)
        job.action_validate()
        job.action_repair_start()
        for move in job.move_ids:
            move.quantity = move.product_uom_qty
        job.action_repair_end()
        return job
