import unittest
from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.orm.models import NO_ACCESS
from odoo.tests import tagged

from ..tools import clv, clv_bg_nbd, clv_gamma_gamma
from .common import GradingCommon

TODAY = date(2026, 6, 30)
# Repeat order days, days from the first to the last order, days since the first order, number of customers.
GROUPS = (
    (0, 0, 210, 60),
    (0, 0, 266, 70),
    (1, 28, 196, 20),
    (1, 63, 266, 12),
    (2, 84, 252, 10),
    (3, 175, 231, 8),
    (6, 210, 266, 3),
)


@tagged("post_install", "-at_install")
@unittest.skipUnless(clv.available(), "scipy is not installed")
class TestCustomerLifetimeValue(GradingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.grading_clv_min_customers = 40
        cls.rows = cls._enter(cls.company)

    @classmethod
    def _enter(cls, company):
        """Metrics of 183 customers of the company; the margin of an order day is 10, 20 or 30."""
        kinds = [group[:3] for group in GROUPS for _customer in range(group[3])]
        partners = cls.env["res.partner"].create([{"name": f"Buyer {number}"} for number in range(len(kinds))])
        return cls.env["crm.customer.metrics"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "currency_id": company.currency_id.id,
                    "order_days": x + 1,
                    "first_order": TODAY - timedelta(age),
                    "last_order": TODAY - timedelta(age - t_x),
                    "figures_on": TODAY,
                    "margin": (x + 1) * (10 + 10 * (number % 3)),
                }
                for number, (partner, (x, t_x, age)) in enumerate(zip(partners, kinds, strict=True))
            ]
        )

    def _refresh(self, company=None):
        company = company or self.company
        self.env["crm.customer.metrics"]._refresh_lifetime_value(company)
        return self.env["crm.customer.clv.fit"].search([("company_id", "=", company.id)])

    def test_models_of_all_customers(self):
        import numpy

        fit = self._refresh()
        x, t_x, age, number = numpy.array(GROUPS, dtype=float).T
        model = clv_bg_nbd.fit(x, t_x / 7, age / 7, number)
        self.assertEqual((fit.state, fit.reason, fit.customers, fit.repeat_customers), ("fitted", False, 183, 53))
        for name in ("r", "alpha", "a", "b"):
            self.assertAlmostEqual(getattr(fit, name) / getattr(model, name), 1, 3)
        self.assertAlmostEqual(fit.log_likelihood, model.log_likelihood, 3)
        self.assertEqual((fit.sampled, fit.figures_on), (183, TODAY))

    def test_score_of_each_customer(self):
        import numpy

        fit = self._refresh()
        orders = clv_bg_nbd.OrderModel(fit.r, fit.alpha, fit.a, fit.b)
        value = clv_gamma_gamma.ValueModel(fit.p, fit.q, fit.gamma)
        for row in (self.rows[0], self.rows[131], self.rows[-1]):
            x = numpy.array([row.order_days - 1.0])
            t_x, age = (row.last_order - row.first_order).days / 7, (TODAY - row.first_order).days / 7
            known = x, numpy.array([t_x]), numpy.array([age])
            expected = orders.expected_orders(365.25 / 7, *known)[0]
            self.assertAlmostEqual(row.clv_expected_orders, expected, 3)
            self.assertAlmostEqual(row.clv_alive, 100 * orders.alive(*known)[0], 3)
            undiscounted = expected * value.expected_value(x + 1, row.margin / (x + 1))[0]
            self.assertTrue(undiscounted / 1.1 < row.clv_value < undiscounted)

    def test_too_few_customers(self):
        self._refresh()
        self.company.grading_clv_min_customers = 54
        fit = self._refresh()
        self.assertEqual((fit.state, fit.reason, fit.r), ("none", "few", 0))
        self.assertEqual(set(self.rows.mapped("clv_alive")), {0})
        self.assertEqual(fit.search_count([("company_id", "=", self.company.id)]), 1)

    def test_margins_unknown(self):
        self.rows.margin = 0
        fit = self._refresh()
        self.assertEqual((fit.state, fit.reason), ("orders", "margin"))
        self.assertTrue(all(self.rows.mapped("clv_alive")))
        self.assertFalse(any(self.rows.mapped("clv_value")))

    def test_chunks_give_the_same(self):
        self._refresh()
        figures = [(row.clv_expected_orders, row.clv_alive, row.clv_value) for row in self.rows]
        with patch("odoo.addons.crm_grading.models.metrics.crm_customer_metrics_clv.CHUNK", 50):
            self._refresh()
        self.assertEqual(figures, [(row.clv_expected_orders, row.clv_alive, row.clv_value) for row in self.rows])

    def test_a_sample_is_enough(self):
        with patch("odoo.addons.crm_grading.models.metrics.crm_customer_clv_fit.SAMPLE", 100):
            fit = self._refresh()
        self.assertEqual(fit.customers, 183)
        self.assertTrue(60 < fit.sampled < 130)
        self.assertTrue(all(self.rows.mapped("clv_alive")))

    def test_companies_apart(self):
        other = self._enter(self.other_company)
        self._refresh()
        self.assertTrue(all(self.rows.mapped("clv_alive")))
        self.assertFalse(any(other.mapped("clv_alive")))

    def test_nobody_writes_fits(self):
        fit = self._refresh()
        with self.assertRaises(AccessError):
            fit.with_user(self.grading_manager).write({"r": 1})
        with self.assertRaises(AccessError):
            fit.with_user(self.salesperson).read(["r"])
        self.assertEqual(fit.with_user(self.grading_manager).customers, 183)

    def test_hidden_without_scipy(self):
        metrics = self.env["crm.customer.metrics"].with_user(self.grading_manager)
        self.assertIn("clv_value", metrics.fields_get())
        self.assertIn("clv_value", metrics.get_view(view_type="list")["arch"])
        with patch.object(type(metrics).clv_value, "groups", NO_ACCESS):
            self.env.registry.clear_cache("templates")
            self.assertNotIn("clv_value", metrics.fields_get())
            self.assertNotIn("clv_value", metrics.get_view(view_type="list")["arch"])
            with self.assertRaises(AccessError):
                metrics.search([("clv_value", ">", 0)])
        self.env.registry.clear_cache("templates")
        with patch.object(clv, "available", lambda: False):
            self.assertFalse(self.env["crm.customer.clv.fit"]._refit(self.company))
            self.assertFalse(self.env["res.config.settings"].create({}).grading_clv_available)
