import json
from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .touchpoint_common import NOON
from .view_common import ViewCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestCustomerView(ViewCommon):
    """The page of a customer: head, main figures, two years of months, and what to do next."""

    def read_view(self, user=None, customer=None):
        data = self.view.with_user(user or self.salesperson).customer_view((customer or self.customer).id)
        json.dumps(data)
        return data

    def figures(self, user=None):
        return {figure["key"]: figure for figure in self.read_view(user)["figures"]}

    def series(self, key, user=None):
        charts = self.read_view(user)["charts"]
        [values] = [series["values"] for series in charts["series"] if series["key"] == key]
        return {month: value for month, value in zip(charts["months"], values, strict=True) if value}

    def actions(self, kind):
        return [action for action in self.read_view()["actions"] if action["kind"] == kind]

    # -- head ----------------------------------------------------------------------------------------------------------

    def test_a_contact_shows_its_customer(self):
        customer = self.read_view(customer=self.contact)["customer"]
        self.assertEqual((customer["id"], customer["name"], customer["ref"]), (self.customer.id, "Harbour Trading", "C-1"))
        self.assertEqual((customer["salesperson"], customer["contacts"]), (self.salesperson.name, 1))

    def test_a_customer_without_anything(self):
        empty = self.make_customer("Nobody yet")
        data = self.read_view(customer=empty)
        figures = {figure["key"]: figure["value"] for figure in data["figures"]}
        self.assertEqual((figures["orders"], figures["sales"], figures["last_order"]), (0, 0, False))
        self.assertEqual((data["grade"], data["timeline"]), (False, {"items": [], "cursor": False}))
        self.assertEqual(len(data["charts"]["months"]), 24)

    def test_figures_are_those_of_now(self):
        """Today's order counts: nothing waits for the night."""
        self.order(100, "2024-02-01 04:00:00")
        self.order(400, "2025-03-01 04:00:00")
        self.order(1000, "2026-01-05 04:00:00")
        self.order(200, "2026-03-09 17:00:00", partner=self.contact)
        figures = self.figures()
        self.assertEqual(figures["orders"]["value"], 4)
        self.assertEqual(figures["sales"]["value"], 1200)
        self.assertEqual(figures["sales"]["hint"], "+200 % on the year before")
        self.assertEqual(figures["margin"]["value"], 1200 - 2 * 60)
        self.assertEqual(figures["last_order"]["value"], "2026-03-10", "the day in Shanghai")

    def test_orders_behind_a_figure(self):
        order = self.order()
        self.order(confirm=False)
        figure = self.figures()["orders"]
        self.assertEqual(self.env[figure["model"]].search(figure["domain"]), order)

    def test_who_sees_margins(self):
        self.order()
        clerk = new_test_user(self.env, "clerk", "crm_industry.group_channel_manager", company_id=self.company.id)
        sees = {
            "all": {self.salesperson: True, self.agent: True, clerk: True, self.sale_manager: True},
            "sales": {self.salesperson: True, self.agent: True, clerk: False, self.sale_manager: True},
            "managers": {self.salesperson: False, self.agent: False, clerk: False, self.sale_manager: True},
        }
        for setting, readers in sees.items():
            self.company.customer_view_margin = setting
            for user, expected in readers.items():
                keys = {series["key"] for series in self.read_view(user)["charts"]["series"]}
                self.assertEqual("margin" in self.figures(user), expected, (setting, user.login))
                self.assertEqual("margin" in keys, expected, (setting, user.login))

    def test_credit_and_overdue(self):
        self.assertNotIn("overdue", self.figures())
        self.invoice(self.order(300), "2026-01-05")
        figures = self.figures()
        self.assertEqual((figures["overdue"]["value"], figures["overdue"]["alert"]), (300, True))
        [action] = self.actions("overdue")
        self.assertEqual((action["amount"], action["late"]), (300, True))

    def test_complaints(self):
        complaints = self.env["crm.complaint"].create(
            [{"subject": subject, "partner_id": self.customer.id} for subject in ("Leaks", "Late")]
        )
        manager = new_test_user(self.env, "boss", "crm_industry.group_service_manager", company_id=self.company.id)
        complaints[0].with_user(manager).action_withdraw("Found")
        figure = self.figures()["complaints"]
        self.assertEqual((figure["value"], figure["hint"], figure["alert"]), (1, "1 in all", True))
        [action] = self.actions("complaint")
        self.assertEqual((action["res_id"], action["due"]), (complaints[1].id, "2026-03-10"))

    def test_buttons_are_for_who_may(self):
        self.assertEqual([button["key"] for button in self.read_view()["buttons"]], ["touchpoint", "relation", "complaint"])

    # -- months --------------------------------------------------------------------------------------------------------

    def test_months(self):
        self.order(100, "2024-03-31 15:59:00")
        self.order(300, "2024-03-31 16:00:00")
        self.order(200, "2026-03-01 04:00:00", partner=self.contact)
        self.order(50, "2026-03-02 04:00:00")
        self.invoice(self.order(70, "2026-02-03 04:00:00"), "2026-02-28")
        self.touch(time=datetime(2026, 2, 28, 16))
        self.touch(time=datetime(2026, 2, 28, 15))
        self.assertEqual(self.series("ordered"), {"2024-04-01": 300, "2026-02-01": 70, "2026-03-01": 250}, "Shanghai")
        self.assertEqual(self.series("orders"), {"2024-04-01": 1, "2026-02-01": 1, "2026-03-01": 2})
        self.assertEqual(self.series("margin"), {"2024-04-01": 240, "2026-02-01": 10, "2026-03-01": 130})
        self.assertEqual(self.series("invoiced"), {"2026-02-01": 70})
        self.assertEqual(self.series("contacts"), {"2026-02-01": 1, "2026-03-01": 1})
        months = self.read_view()["charts"]["months"]
        self.assertEqual((months[0], months[-1], len(months)), ("2024-04-01", "2026-03-01", 24))

    # -- what to do next -----------------------------------------------------------------------------------------------

    def measure(self, **values):
        """Store metrics of the customer as of last night."""
        row = {"partner_id": self.customer.id, "company_id": self.company.id, "currency_id": self.company.currency_id.id}
        return self.env["crm.customer.metrics"].create(row | values)

    def test_the_cycle_is_over(self):
        metrics = self.measure(last_order="2026-01-01", next_order_date="2026-03-05")
        [action] = self.actions("order")
        self.assertEqual((action["due"], action["late"]), ("2026-03-05", True))
        self.order(at="2026-03-09 04:00:00")
        self.assertFalse(self.actions("order"), "an order has come since last night")
        metrics.write({"next_order_date": "2026-03-20", "last_order": "2026-03-09"})
        self.assertFalse(self.actions("order"))

    def test_cross_sell(self):
        inks, papers = self.env["product.category"].create([{"name": "Inks"}, {"name": "Papers"}])
        self.measure(cross_sell=[papers.id, inks.id, 0])
        [action] = self.actions("cross_sell")
        self.assertEqual((action["title"], action["due"], action["late"]), ("Inks, Papers", False, False))

    def test_quotations_that_end(self):
        soon, long, unsent = (self.order(confirm=False) for _number in range(3))
        (soon | long).write({"state": "sent"})
        soon.validity_date, long.validity_date, unsent.validity_date = date(2026, 3, 12), date(2026, 5, 1), date(2026, 3, 12)
        [action] = self.actions("quotation")
        self.assertEqual((action["res_id"], action["due"], action["late"]), (soon.id, "2026-03-12", False))

    def test_planned_activities(self):
        self.contact.activity_schedule(
            "mail.mail_activity_data_call", date(2026, 3, 9), summary="Ring", user_id=self.colleague.id
        )
        [action] = self.actions("activity")
        self.assertEqual((action["title"], action["res_id"]), (f"Ring · {self.colleague.name}", self.contact.id))

    def test_promises_and_agreements(self):
        self.env["crm.credit.promise"].create(
            {"partner_id": self.customer.id, "amount": 80, "date": "2026-03-01", "date_due": "2026-03-11"}
        )
        [action] = self.actions("promise")
        self.assertEqual((action["amount"], action["due"]), (80, "2026-03-11"))

    def test_callbacks(self):
        complaint = self.env["crm.complaint"].create({"subject": "Leaks", "partner_id": self.customer.id})
        given = {"complaint_id": complaint.id, "kind": "satisfaction", "round": 1}
        callback, _later = self.env["crm.complaint.callback"]._guarded_create(
            [given | {"due_date": "2026-03-12"}, given | {"due_date": "2026-03-20", "kind": "apology"}]
        )
        self.env["crm.complaint.callback.attempt"]._guarded_create(
            [{"callback_id": callback.id, "time": "2026-03-09 02:00:00", "day": "2026-03-09", "result": "busy",
              "user_id": self.salesperson.id}]
        )  # fmt: skip
        [action] = self.actions("callback")
        self.assertEqual((action["res_id"], action["due"]), (callback.id, "2026-03-12"))
        [call] = self.items(kinds=["call"])
        self.assertEqual((call["title"], call["status"]), (f"{complaint.name} · Leaks", "Busy"))

    def test_relations(self):
        kind = self.env["crm.relation.type"].create({"name": "Supplies", "inverse_name": "Buys from"})
        others = self.make_customer("Mill"), self.make_customer("Shop"), self.make_customer("Closed")
        common = {"type_id": kind.id, "company_id": self.company.id}
        self.env["crm.relation"].create(
            [
                common | {"partner_id": self.customer.id, "other_id": others[0].id, "date_from": "2026-03-10"},
                common | {"partner_id": others[1].id, "other_id": self.contact.id},
                common | {"partner_id": self.customer.id, "other_id": others[2].id, "date_to": "2026-03-09"},
            ]
        )
        figure = self.figures()["relations"]
        self.assertEqual(figure["value"], 2)
        self.assertEqual(self.env[figure["model"]].search_count(figure["domain"]), 2)

    def test_preferred_channel(self):
        self.customer.contact_channel = "email"
        self.assertTrue(self.read_view()["customer"]["channel"])

    def test_the_most_urgent_comes_first(self):
        inks = self.env["product.category"].create({"name": "Inks"})
        self.measure(last_order="2026-01-01", next_order_date="2026-03-05", cross_sell=inks.ids)
        self.env["crm.complaint"].create(
            {"subject": "Leaks", "partner_id": self.customer.id, "received_on": "2026-03-01 04:00:00"}
        )
        kinds = [action["kind"] for action in self.read_view()["actions"]]
        self.assertEqual(kinds, ["complaint", "order", "cross_sell"])

    # -- other -----------------------------------------------------------------------------------------------------

    def test_a_customer_that_is_gone(self):
        gone = self.make_customer("Gone")
        gone.unlink()
        with self.assertRaisesRegex(UserError, "no longer there"):
            self.view.customer_view(gone.id)

    def test_branches_count_together(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.env.user.company_ids = [Command.link(branch.id)]
        self.order(100)
        order = self.order(40)
        self.env.cr.execute("UPDATE sale_order SET company_id = %s WHERE id = %s", [branch.id, order.id])
        order.invalidate_recordset()
        self.assertEqual(self.figures()["sales"]["value"], 140)
        self.assertEqual(self.series("ordered"), {"2026-03-01": 140})
        self.assertEqual(len(self.items(kinds=["order"])), 1, "documents of branches that the reader has not chosen")
