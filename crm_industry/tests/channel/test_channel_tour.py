from datetime import timedelta
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..channel_common import ChannelCommon

CODES = ("TOUR-1", "TOUR-2", "TOUR-3")


@tagged("post_install", "-at_install")
class TestChannelTour(ChannelCommon, HttpCase):
    """From the agreement to the penalty: three phones of dealer A, 100 each, turn up at dealer B."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.today = cls.company._business_today()
        cls._make_people()
        cls._make_rules()
        cls.phone = cls.make_product(
            "Tour Phone", cls.smart_phones, cls.brand_a, tracking="serial", list_price=100.0, invoice_policy="order"
        )
        cls.phone.taxes_id = False
        cls.agreement_b = cls._agree(cls.dealer_b, cls.south)
        cls.agreement_b.with_user(cls.channel_manager).action_approve()
        cls.agreement_b.with_user(cls.channel_manager).action_activate()
        cls.agreement_a = cls._agree(cls.dealer_a, cls.east)

    @classmethod
    def _make_people(cls):
        groups = "sales_team.group_sale_salesman,crm_industry.group_channel_manager"
        cls.second_manager = cls._user("tour_second_manager", groups)
        cls.seller = cls._user("tour_seller", "sales_team.group_sale_salesman")
        cls.storekeeper = cls._user("tour_storekeeper", "stock.group_stock_user")
        contact = cls.env["res.partner"].create({"name": "Contact of A", "parent_id": cls.dealer_a.id})
        cls.portal = cls._user("tour_dealer", "base.group_portal", partner_id=contact.id)
        users = cls.channel_manager | cls.second_manager | cls.seller | cls.storekeeper | cls.portal
        users.lang = "en_US"
        cls.company.diversion_user_id = cls.channel_manager

    @classmethod
    def _user(cls, login, groups, **values):
        companies = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        return new_test_user(cls.env, login, groups, **companies, **values)

    @classmethod
    def _make_rules(cls):
        """Three units open a case; the first one costs 10 and a fifth of the goods, half of it for the victim."""
        levels = cls.env["crm.diversion.penalty.level"]
        levels.search([("company_id", "=", cls.company.id)]).unlink()
        levels.create({"nth": 1, "amount": 10.0, "goods_percent": 20.0, "compensation_percent": 50.0, "block_months": 3})
        rules = cls.env["crm.diversion.rule"].search([("company_id", "=", cls.company.id)])
        rules.filtered(lambda rule: rule.kind != "R1").action_archive()
        rules.filtered(lambda rule: rule.kind == "R1").write({"min_units": 3, "min_percent": 0.0})
        for field in ("diversion_penalty_product_id", "diversion_compensation_product_id", "rebate_product_id"):
            cls.company[field] = cls.env["product.product"].create({"name": field, "type": "service", "taxes_id": False})
        cls.company.channel_deposit_required = False
        cls.rebate_rule = cls.env["crm.rebate.rule"].create(
            {
                "name": "Monthly",
                "company_id": cls.company.id,
                "scope": "partner",
                "partner_ids": [Command.set((cls.dealer_a | cls.dealer_b).ids)],
                "date_from": cls.today.replace(day=1),
                "period": "month",
                "tier_ids": [Command.create({"threshold": 100, "rate": 2})],
            }
        )

    @classmethod
    def _agree(cls, dealer, region):
        """Have the second manager ask for an exclusive agreement about phones."""
        line = {"region_ids": region.ids, "categ_ids": cls.smart_phones.ids, "brand_ids": cls.brand_a.ids, "exclusive": True}
        agreement = (
            cls.env["crm.dealer.agreement"]
            .with_user(cls.second_manager)
            .create(
                {
                    "dealer_id": dealer.id,
                    "date_from": cls.today - timedelta(days=30),
                    "date_to": cls.today + timedelta(days=300),
                    "line_ids": [Command.create(line)],
                }
            )
        )
        agreement.action_submit()
        return agreement

    def _sell(self):
        """Make the quotation, with the phones in stock."""
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1)
        lots = self.env["stock.lot"].create([{"name": code, "product_id": self.phone.id} for code in CODES])
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(self.phone, warehouse.lot_stock_id, 1.0, lot_id=lot)
        line = {"product_id": self.phone.id, "product_uom_qty": 3, "price_unit": 100.0, "tax_ids": False}
        return self.env["sale.order"].create(
            {"partner_id": self.dealer_a.id, "user_id": self.seller.id, "order_line": [Command.create(line)]}
        )

    def _detect(self):
        detections = self.env["crm.diversion.detection"]
        detection = detections._for_company(self.company)
        with patch.object(self.registry["crm.diversion.detection"], "_job_start", lambda job: job._job_run_now()):
            self._tour(f"diversion-detections/{detection.id}", "channel_detection_manager", self.channel_manager)
        return self.env["crm.diversion.case"].search([("dealer_id", "=", self.dealer_a.id)])

    def _tour(self, path, name, user):
        self.start_tour(path if path.startswith("/") else f"/odoo/{path}", name, login=user.login)

    def test_from_the_agreement_to_the_penalty(self):
        self._tour(f"dealer-agreements/{self.agreement_a.id}", "channel_agreement_manager", self.channel_manager)
        order = self._sell()
        self._tour(f"sales/{order.id}", "channel_order_salesperson", self.seller)
        self.assertEqual(order.channel_check, "inside")
        self._tour(f"deliveries/{order.picking_ids.id}", "channel_delivery_storekeeper", self.storekeeper)
        order._create_invoices().action_post()
        self._tour("serial-events", "channel_scan_inspector", self.channel_manager)
        case = self._detect()
        self.assertEqual((case.state, case.victim_id, case.units_found, case.goods_value), ("suspected", self.dealer_b, 3, 300.0))
        self._tour("diversion-cases", "channel_case_manager", self.channel_manager)
        self._tour(f"/my/diversion/{case.id}", "channel_notice_dealer", self.portal)
        self._tour(f"diversion-cases/{case.id}", "channel_case_second_manager", self.second_manager)
        self._tour(f"diversion-penalties/{case.penalty_ids.id}", "channel_penalty_second_manager", self.second_manager)
        self._check_decision(case)
        self._check_rebates(case)

    def _check_decision(self, case):
        self.assertEqual((case.state, case.decided_by, case.agreement_id), ("confirmed", self.second_manager, self.agreement_a))
        self.assertFalse(case._broken_line())
        penalty = case.penalty_ids
        # 10 + 20 % of 3 × 100, half of it for the victim
        self.assertEqual((penalty.state, penalty.amount, penalty.compensation), ("booked", 70.0, 35.0))
        invoice, note = penalty.move_id, penalty.compensation_move_id
        self.assertEqual((invoice.move_type, invoice.partner_id, invoice.amount_untaxed), ("out_invoice", self.dealer_a, 70.0))
        self.assertEqual((note.move_type, note.partner_id, note.amount_untaxed), ("out_refund", self.dealer_b, 35.0))
        self.assertEqual((invoice.state, note.state), ("draft", "draft"))

    def _check_rebates(self, case):
        """2 % of 300 are earned and not paid; the other dealer is free."""
        self.rebate_rule.with_user(self.channel_manager).action_calculate()
        accrual = self.env["crm.rebate.accrual"].search([("rule_id", "=", self.rebate_rule.id)])
        self.assertEqual(
            (accrual.partner_id, accrual.value, accrual.amount, accrual.due_amount), (self.dealer_a, 300.0, 6.0, 0.0)
        )
        self.assertIn(case.name, accrual.reasons)
        gates = self.rebate_rule._rebate_gates(self.dealer_b, self.company, accrual.date_from, accrual.date_to)
        self.assertFalse(gates)
        self._tour(f"rebates/{accrual.id}", "channel_rebate_blocked", self.channel_manager)
