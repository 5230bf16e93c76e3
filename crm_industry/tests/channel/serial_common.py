from datetime import datetime

from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user

from .agreement_common import NOON, AgreementCommon


class SerialCommon(AgreementCommon):
    """Serial numbers of ``handset`` (brand A, smart phones) that are shipped to dealers with agreements of 2026.

    ``dealer_a`` has phones in ``east`` exclusively, ``dealer_b`` in ``south``; ``sub_dealer`` buys from ``dealer_a``. The
    rules open a case at three units. Heirs freeze the time at `NOON`. ``investigator`` is a third channel manager.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "sales_team.group_sale_salesman,crm_industry.group_channel_manager"
        cls.investigator = new_test_user(cls.env, "diversion_investigator", groups, company_id=cls.company.id)
        users = cls.investigator | cls.channel_manager | cls.second_manager | cls.other_channel_manager | cls.salesperson
        users.lang = "en_US"
        cls.company.diversion_user_id = cls.investigator
        cls.handset = cls.make_product("Handset", cls.smart_phones, cls.brand_a, tracking="serial", list_price=100.0)
        cls.handset.taxes_id = False
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.agreement_a = cls.activate(cls.dealer_a, cls.east, cls.phones, exclusive=True)
        cls.agreement_b = cls.activate(cls.dealer_b, cls.south, cls.phones, exclusive=True)
        cls.place(cls.dealer_a)
        cls.place(cls.dealer_b)
        cls.place(cls.sub_dealer, cls.dealer_a)
        rules = cls.env["crm.diversion.rule"].search([("company_id", "=", cls.company.id)])
        cls.rules = {rule.kind: rule for rule in rules}
        rules.write({"min_units": 3, "min_percent": 0.0})
        cls.detection = cls.env["crm.diversion.detection"]._for_company(cls.company)

    @classmethod
    def make_lots(cls, *codes, product=None):
        """Put serial numbers into the stock."""
        product = product or cls.handset
        lots = cls.env["stock.lot"].create([{"name": code, "product_id": product.id} for code in codes])
        for lot in lots:
            cls.env["stock.quant"]._update_available_quantity(product, cls.warehouse.lot_stock_id, 1.0, lot_id=lot)
        return lots

    @classmethod
    def ship(cls, dealer, *codes, day="2026-02-01 04:00:00", price=100.0, product=None):
        """Sell and deliver serial numbers, put into the stock if they are new; return the delivery."""
        product = product or cls.handset
        cls.make_lots(*(code for code in codes if not cls.lot(code, product)), product=product)
        with freeze_time(day):
            line = {"product_id": product.id, "product_uom_qty": len(codes), "price_unit": price, "tax_ids": False}
            order = cls.env["sale.order"].create({"partner_id": dealer.id, "order_line": [Command.create(line)]})
            order.action_confirm()
            picking = order.picking_ids
            picking.action_assign()
            picking.move_ids.picked = True
            picking._action_done()
        return picking

    @classmethod
    def give_back(cls, picking, day):
        """Take a whole delivery back."""
        with freeze_time(day):
            wizard = cls.env["stock.return.picking"].with_context(active_id=picking.id, active_model="stock.picking").create({})
            for line in wizard.product_return_moves:
                line.quantity = line.move_quantity
            back = wizard._create_return()
            back.action_assign()
            back.move_ids.picked = True
            back._action_done()
        return back

    @classmethod
    def lot(cls, code, product=None):
        return cls.env["stock.lot"].search([("name", "=", code), ("product_id", "=", (product or cls.handset).id)])

    @classmethod
    def see(cls, *codes, region=None, dealer=None, kind="scan", at="2026-03-01 04:00:00", **values):
        """Record events by hand."""
        common = {
            "kind": kind,
            "region_id": region.id if region else False,
            "dealer_id": dealer.id if dealer else False,
            "event_time": datetime.fromisoformat(at),
        }
        return cls.env["crm.serial.event"].create([common | {"code": code} | values for code in codes])

    def detect(self):
        """Run the whole detection; return the findings and cases there are."""
        self.detection._detect_now()
        domain = [("company_id", "=", self.company.id)]
        return self.env["crm.diversion.finding"].search(domain, order="id"), self.env["crm.diversion.case"].search(domain)

    def found(self, findings):
        """Return {(kind, code, reason)}."""
        return {(finding.kind, finding.code, finding.reason) for finding in findings}


__all__ = ["NOON", "SerialCommon"]
