from odoo.fields import Command, Datetime

from odoo.addons.crm_grading.tests.portal_common import PortalUsers

from ..channel_common import ChannelCommon


class ReportCommon(PortalUsers, ChannelCommon):
    """Dealers who report every month, products, deliveries on any day. Frozen by the heirs at 2024-06-15."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "business_tz": "Asia/Shanghai",
                "channel_report_period": "month",
                "channel_report_tolerance": 2.0,
                "channel_report_tolerance_qty": 0.0,
                "channel_report_auto_accept": False,
            }
        )
        (cls.channel_manager | cls.salesperson).lang = "en_US"
        cls.phone = cls.make_product("Phone", cls.smart_phones, cls.brand_a, default_code="P-1", list_price=100)
        cls.printer = cls.make_product("Printer", cls.printers, cls.brand_b, default_code="P-2", list_price=50)
        cls.unit, cls.dozen = cls.env.ref("uom.product_uom_unit"), cls.env.ref("uom.product_uom_dozen")
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.customers = cls.env.ref("stock.stock_location_customers")

    @classmethod
    def move_goods(cls, dealer, product, quantity, day, uom=None, back=False, hour="04:00:00", **values):
        """Deliver goods to a dealer on a day, or take them back."""
        ours, theirs = cls.warehouse.lot_stock_id, cls.customers
        kind = cls.warehouse.in_type_id if back else cls.warehouse.out_type_id
        places = {"location_id": (theirs if back else ours).id, "location_dest_id": (ours if back else theirs).id}
        picking = cls.env["stock.picking"].create({"picking_type_id": kind.id, "partner_id": dealer.id, **places})
        move = cls.env["stock.move"].create(
            {
                "picking_id": picking.id,
                "product_id": product.id,
                "product_uom": (uom or product.uom_id).id,
                "product_uom_qty": quantity,
                **places,
                **values,
            }
        )
        move._action_confirm()
        move.quantity = quantity
        move.picked = True
        move._action_done()
        move.date = Datetime.to_datetime(f"{day} {hour}")
        return move

    @classmethod
    def make_report(cls, dealer, first, lines, state="draft", user=None, **values):
        """Make a report. ``lines``: {product: dict of figures} or {(product, retailer): dict}."""
        commands = []
        for key, figures in lines.items():
            product, retailer = key if isinstance(key, tuple) else (key, None)
            line = {"product_id": product.id, "retailer_id": retailer and retailer.id}
            commands.append(Command.create(line | figures))
        report = (
            cls.env["crm.channel.report"]
            .with_user(user or cls.channel_manager)
            .create({"partner_id": dealer.id, "period": "month", "date_from": first, "line_ids": commands} | values)
        )
        if state in ("submitted", "accepted"):
            report.action_submit()
        if state == "accepted":
            report.with_user(cls.channel_manager).action_accept()
        return report

    @classmethod
    def agree(cls, dealer, date_from="2024-01-01", date_to="2024-12-31", **values):
        """Make an active agreement, without coverage."""
        defaults = {"dealer_id": dealer.id, "company_id": cls.company.id, "date_from": date_from, "date_to": date_to}
        return cls.env["crm.dealer.agreement"]._guarded_create([defaults | {"state": "active"} | values])

    def line(self, report, product):
        return report.line_ids.filtered(lambda line: line.product_id == product and not line.retailer_id)
