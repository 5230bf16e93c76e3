from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .exposure_common import ExposureCommon

FIELDS = [
    "credit_limit_mode", "credit_effective_limit", "credit_exposure", "credit_available", "credit_utilisation",
    "credit_overdue", "credit_status", "credit_currency_id",
]  # fmt: skip


@tagged("post_install", "-at_install")
class TestPartnerFigures(ExposureCommon):
    """The fields on customers, and searching by them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller", "sales_team.group_sale_salesman_all_leads")
        cls.prepaying, cls.unlimited, cls.fresh = (cls._customer(name) for name in ("Prepaying", "Unlimited", "Fresh"))
        cls.population = cls.customer | cls.contact | cls.other | cls.prepaying | cls.unlimited | cls.fresh
        cls._account(amount=250, status="hold")
        cls._account(cls.other, amount=1000, status="watch")
        cls._account(cls.prepaying, mode="prepay")
        cls._account(cls.unlimited, mode="unlimited")
        cls._order(cls._line(3))
        cls._order(cls._line(1), partner=cls.prepaying)
        cls._order(cls._line(9), partner=cls.unlimited)
        cls._invoice(400, partner=cls.other, due=-10)

    def _values(self, partner, *names):
        return tuple(partner[name] for name in names)

    def test_figures(self):
        self.assertEqual(
            self._values(self.customer, *FIELDS[:7]), ("limited", 250.0, 300.0, -50.0, 120.0, 0.0, "hold")
        )
        self.assertEqual(self._values(self.other, *FIELDS[:7]), ("limited", 1000.0, 400.0, 600.0, 40.0, 400.0, "watch"))
        self.assertEqual(self._values(self.prepaying, *FIELDS[:7]), ("prepay", 0.0, 100.0, -100.0, 0.0, 0.0, "normal"))
        self.assertEqual(self._values(self.unlimited, *FIELDS[:7]), ("unlimited", 0.0, 900.0, 0.0, 0.0, 0.0, "normal"))
        self.assertEqual(self._values(self.fresh, *FIELDS[:7]), ("unlimited", 0.0, 0.0, 0.0, 0.0, 0.0, "normal"))

    def test_contacts_show_their_customer(self):
        self.assertEqual(self._values(self.contact, *FIELDS[:7]), self._values(self.customer, *FIELDS[:7]))

    def test_new_records(self):
        self.assertEqual(self.env["res.partner"].new({"name": "New"}).credit_exposure, 0.0)

    def test_filters_find_what_the_fields_show(self):
        """Each search returns exactly the partners whose field satisfies it, whatever the company's default."""
        for default, limit in (("unlimited", 0), ("limited", 300), ("prepay", 0)):
            self.company.write({"credit_default_mode": default, "credit_default_limit": limit})
            self.env.invalidate_all()
            for field, operator, value, test in self._cases():
                with self.subTest(default=default, domain=(field, operator, value)):
                    found = self.env["res.partner"].search([(field, operator, value), ("id", "in", self.population.ids)])
                    self.assertEqual(found, self.population.filtered(test).sorted())

    def _cases(self):
        limited = ("limited", "prepay")
        amounts = {"credit_exposure": lambda partner: True, "credit_overdue": lambda partner: True}
        amounts["credit_available"] = lambda partner: partner.credit_limit_mode in limited
        amounts["credit_effective_limit"] = amounts["credit_available"]
        for field, has_value in amounts.items():
            for value in (-50, 0, 250, 300, 400):
                for operator, test in (
                    ("<", float.__lt__), ("<=", float.__le__), (">", float.__gt__), (">=", float.__ge__),
                ):  # fmt: skip
                    yield (
                        field,
                        operator,
                        value,
                        lambda partner, f=field, t=test, v=value, h=has_value: h(partner) and t(partner[f], float(v)),
                    )
        for value in ("normal", "watch", "hold", "blocked"):
            yield "credit_status", "=", value, lambda partner, v=value: partner.credit_status == v
            yield "credit_status", "!=", value, lambda partner, v=value: partner.credit_status != v
        for value in ("limited", "prepay", "unlimited"):
            yield "credit_limit_mode", "=", value, lambda partner, v=value: partner.credit_limit_mode == v
        yield "credit_exposure", "=", 0, lambda partner: not partner.credit_exposure
        yield "credit_exposure", "!=", 0, lambda partner: partner.credit_exposure
        yield "credit_status", "in", ["hold", "watch"], lambda partner: partner.credit_status in ("hold", "watch")

    def test_over_limit_is_one_query(self):
        self.env["res.partner"].search([("credit_available", "<", 0)])
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.env["res.partner"].search([("credit_available", "<", 0)])

    def test_list_of_80_costs_three_queries_at_most(self):
        partners = self.env["res.partner"].create([{"name": f"Dealer {number}"} for number in range(80)])
        partners.with_user(self.seller).web_read({"complete_name": {}, **dict.fromkeys(FIELDS[:7], {})})
        names = self._queries(partners, {"complete_name": {}})
        figures = self._queries(partners, {"complete_name": {}, **dict.fromkeys(FIELDS[:7], {})})
        self.assertLessEqual(figures, names + 3)

    def _queries(self, partners, specification):
        self.env.flush_all()
        partners.invalidate_recordset()
        before = self.cr.sql_log_count
        partners.with_user(self.seller).web_read(specification)
        return self.cr.sql_log_count - before

    def test_each_company_has_its_figures(self):
        second = self.env["res.company"].create({"name": "Second"})
        partner = self.customer.with_context(allowed_company_ids=[second.id])
        self.assertEqual((partner.credit_exposure, partner.credit_status), (0.0, "normal"))
        self.assertEqual(self.customer.credit_exposure, 300.0)

    def test_salespeople_see_figures_without_accounting_rights(self):
        customer = self.customer.with_user(self.seller)
        self.assertEqual((customer.credit_available, customer.credit_status), (-50.0, "hold"))
        self.assertEqual(self.env["res.partner"].with_user(self.seller).search([("credit_available", "<", 0)]).ids.count(
            self.customer.id), 1)

    def test_others_do_not_see_them(self):
        portal = new_test_user(self.env, login="portal_one", groups="base.group_portal")
        clerk = self._user("clerk", "base.group_partner_manager")
        for user in (portal, clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                user.partner_id.with_user(user).read(["credit_exposure"])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["res.partner"].with_user(user).search([("credit_available", "<", 0)])

    def test_summary_asks_for_access_to_the_partner(self):
        summary = self.contact.with_user(self.seller)._summary_credit()[self.contact.id]
        self.assertEqual((summary["total"], summary["available"], summary["status"]), (300.0, -50.0, "hold"))
        portal = new_test_user(self.env, login="portal_two", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.customer.with_user(portal)._summary_credit()

    def test_button_opens_the_account(self):
        reader = self._user("reader", "crm_credit.group_credit_user")
        officer = self._user("officer", "crm_credit.group_credit_officer")
        action = self.contact.with_user(reader).action_open_credit_account()
        self.assertEqual(self.env["crm.credit.account"].browse(action["res_id"]).partner_id, self.customer)
        with self.assertRaises(AccessError):
            self.fresh.with_user(reader).action_open_credit_account()
        action = self.fresh.with_user(officer).action_open_credit_account()
        self.assertEqual(self.env["crm.credit.account"].browse(action["res_id"]).partner_id, self.fresh)
        with self.assertRaises(AccessError):
            self.fresh.with_user(self.seller).action_open_credit_account()
