from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
IN, BEFORE = date(2026, 2, 2), date(2025, 12, 31)


@tagged("post_install", "-at_install")
@freeze_time("2026-04-02 04:00:00")
class TestTobaccoMeasures(AccountTestInvoicingCommon):
    """The measures of the trade on posted documents; what is expected is worked out by hand beside each document."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("crm_grading.group_grading_manager")
        cls.company = cls.company_data["company"]
        cls.company.business_tz = "Asia/Shanghai"
        classes = ("1", "2", "5", "other", False)
        categories = cls.env["product.category"].create([{"name": f"Class {c}", "tobacco_class": c} for c in classes])
        goods = cls.env["product.product"].create(
            [{"name": categ.name, "categ_id": categ.id, "type": "consu", "taxes_id": []} for categ in categories]
        )
        cls.first, cls.second, cls.cheap, cls.cigar, cls.lighter = goods
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.shops = cls.env["res.partner"].create([{"name": f"Shop {n}", "is_company": True} for n in range(3)])
        cls.branch = cls.env["res.partner"].create({"name": "Till", "parent_id": cls.shops[0].id})

    def invoice(self, partner, *lines, day=IN, kind="out_invoice"):
        """Post a document with lines (product, quantity, price, unit or nothing)."""
        commands = [
            Command.create(
                {
                    "product_id": product.id,
                    "quantity": quantity,
                    "price_unit": price,
                    "tax_ids": [],
                    "product_uom_id": (unit[0] if unit else product.uom_id).id,
                }
            )
            for product, quantity, price, *unit in lines
        ]
        move = self.env["account.move"].create(
            {"move_type": kind, "partner_id": partner.id, "invoice_date": day, "invoice_line_ids": commands}
        )
        move.action_post()
        return move

    def values(self, name, first=FIRST, last=LAST):
        """Return {customer: value} of a measure for the shops, as a run would read it."""
        measure = self.env.ref(f"crm_industry.measure_tobacco_{name}")
        scheme = self.env["crm.grading.scheme"].create(
            {
                "name": name,
                "code": f"test_{name}",
                "company_id": self.company.id,
                "domain": str([("id", "in", self.shops.ids)]),
                "require_business": False,
                "split": "bands",
                "coverage": 0.0,
                "min_group": 1,
                "dimension_ids": [
                    Command.create(
                        {
                            "code": "X",
                            "name": "X",
                            "weight": 1,
                            "indicator_ids": [Command.create({"code": "X", "name": "X", "measure_id": measure.id})],
                        }
                    )
                ],
                "grade_ids": [Command.create({"code": "A", "name": "A", "ratio": 1, "min_score": 0})],
            }
        )
        run = self.env["crm.grading.run"].create({"scheme_id": scheme.id, "date_from": first, "date_to": last})
        run.sudo().action_compute()
        results = self.env["crm.grading.result"].sudo().search([("run_id", "=", run.id)])
        found = {result.partner_id: (result.detail or {}).get("X", [None])[0] for result in results}
        return [found.get(shop) for shop in self.shops]

    def test_volume_in_cartons(self):
        """Dozens, packs, refunds and contacts; other tobacco, other goods and other quarters don't count."""
        one, two, _three = self.shops
        self.cheap.product_tmpl_id.tobacco_cartons = 0.1
        self.invoice(one, (self.first, 2, 100, self.dozen), (self.cheap, 30, 5))  # 24 + 3
        self.invoice(self.branch, (self.second, 1, 80))  # 1
        self.invoice(one, (self.first, 4, 100), kind="out_refund")  # -4
        self.invoice(one, (self.cigar, 7, 10), (self.lighter, 9, 1))
        self.invoice(one, (self.first, 50, 100), day=BEFORE)
        self.invoice(two, (self.first, 3, 100), kind="out_refund")  # -3
        self.assertEqual(self.values("volume"), [24, -3, 0])

    def test_value_per_carton(self):
        one, two, _three = self.shops
        self.invoice(one, (self.first, 3, 100), (self.cheap, 1, 40), (self.lighter, 10, 2))  # 360 ÷ 4
        self.invoice(two, (self.lighter, 10, 2))  # no cartons
        self.assertEqual(self.values("carton_value"), [90, None, None])

    def test_premium_mix(self):
        one, two, _three = self.shops
        self.invoice(one, (self.first, 3, 100), (self.second, 1, 60), (self.cheap, 2, 20))  # 360 ÷ 400
        self.invoice(two, (self.cheap, 2, 20))
        self.assertEqual([value and round(value, 6) for value in self.values("premium_mix")], [0.9, 0, None])

    def test_electronic_settlement(self):
        one, two, _three = self.shops
        bank, cash = self.company_data["default_journal_bank"], self.company_data["default_journal_cash"]
        self.assertEqual((bank.tobacco_electronic, cash.tobacco_electronic), (True, False))
        for partner, journal, amount in ((one, bank, 75), (one, cash, 25), (two, cash, 10)):
            move = self.invoice(partner, (self.first, 1, amount))
            register = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
            register.create({"journal_id": journal.id, "payment_date": IN})._create_payments()
        self.assertEqual(self.values("settlement"), [0.75, 0, None])

    def test_compliance_as_of_the_end_of_the_quarter(self):
        retailers = (
            self.env["crm.tobacco.retailer"]
            .sudo()
            .create([{"partner_id": shop.id, "company_id": self.company.id} for shop in self.shops[:2]])
        )
        deduction = self.env.ref("crm_industry.tobacco_deduction_07")
        for day, points in (("2025-03-31", 5), ("2026-03-31", 12), ("2026-04-01", 40)):
            event = (
                self.env["crm.tobacco.compliance.event"]
                .sudo()
                .create(
                    {
                        "retailer_id": retailers[0].id,
                        "company_id": self.company.id,
                        "date": day,
                        "description": "Seen",
                        "deduction_id": deduction.id,
                        "points": points,
                        "evidence": "Picture",
                    }
                )
            )
            with freeze_time(f"{day} 04:00:00"):
                event._transition("confirm")
        self.assertEqual(self.values("compliance"), [88, 100, None])

    def test_reports_are_not_known_as_long_as_none_are_asked_for(self):
        self.assertEqual(self.values("reporting"), [None, None, None])

    def test_figures_on_the_file(self):
        retailer = self.env["crm.tobacco.retailer"].sudo().create({"partner_id": self.shops[0].id, "company_id": self.company.id})
        self.invoice(self.shops[0], (self.first, 3, 100), (self.cheap, 1, 40))
        self.env["crm.customer.metrics"].sudo()._refresh(self.shops[0])
        self.env.invalidate_all()
        self.assertEqual((retailer.cartons_12m, retailer.net_sales_12m, retailer.carton_value), (4, 340, 85))
