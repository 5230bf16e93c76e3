from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .report_common import ReportCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15")
class TestChannelDue(ReportCommon):
    """The calendar of reports that dealers owe, and reminders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.customer.type"].search([]).channel_reporting = False
        cls.type_own = cls.type_dealer.create({"name": "Reporting", "is_dealer": True, "channel_reporting": True})
        (cls.dealer_a | cls.dealer_b).channel_type_id = cls.type_own
        cls.dealer_a.write({"email": "a@example.com", "lang": "en_US", "user_id": cls.salesperson.id})
        cls.company.write(
            {
                "channel_report_start": "2024-04-01",
                "channel_report_due_days": 5,
                "channel_report_remind_days": 3,
                "channel_report_activity_days": 7,
            }
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = '2020-01-01' WHERE id = ANY(%s)", [(cls.dealer_a | cls.dealer_b).ids]
        )

    def dues(self, dealer=None):
        return self.env["crm.channel.due"].search([("partner_id", "=", (dealer or self.dealer_a).id)], order="date_from")

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_industry.ir_cron_channel_due").method_direct_trigger()
        self.env.invalidate_all()

    def test_periods_that_are_over_are_due_once(self):
        self.env["crm.channel.due"]._refresh(self.company)
        self.env["crm.channel.due"]._refresh(self.company)
        self.assertEqual(
            self.dues().mapped(lambda due: (due.date_from, due.date_due, due.state)),
            [(date(2024, 4, 1), date(2024, 5, 5), "open"), (date(2024, 5, 1), date(2024, 6, 5), "open")],
        )
        self.assertFalse(self.dues(self.sub_dealer))
        self.assertTrue(all(self.dues().mapped("late")))
        late = self.env["crm.channel.due"].search([("late", "=", True), ("partner_id", "=", self.dealer_a.id)])
        self.assertEqual(len(late), 2)
        self.assertFalse(self.env["crm.channel.due"].search([("late", "=", False), ("partner_id", "=", self.dealer_a.id)]))

    def test_a_new_dealer_owes_nothing_of_the_time_before(self):
        self.env.cr.execute("UPDATE res_partner SET create_date = '2024-04-20' WHERE id = %s", [self.dealer_b.id])
        self.env["crm.channel.due"]._refresh(self.company)
        self.assertEqual(self.dues(self.dealer_b).mapped("date_from"), [date(2024, 5, 1)])

    def test_the_agreement_says_how_often(self):
        self.agree(self.dealer_a, date_from="2024-06-01", channel_report_period="week")
        self.agree(self.dealer_b, channel_report_period="none")
        self.agree(self.sub_dealer, date_from="2024-05-01", channel_report_period="month")
        self.env["crm.channel.due"]._refresh(self.company)
        self.assertEqual(self.dues().mapped("date_from"), [date(2024, 6, 3)])
        self.assertFalse(self.dues(self.dealer_b))
        self.assertEqual(self.dues(self.sub_dealer).mapped("date_from"), [date(2024, 5, 1)])

    def test_without_a_start_nothing_is_due(self):
        self.company.channel_report_start = False
        self.env["crm.channel.due"]._refresh(self.company)
        self.assertFalse(self.dues())

    def test_a_submitted_report_is_delivered_and_a_rejected_one_owed_again(self):
        self.env["crm.channel.due"]._refresh(self.company)
        due = self.dues()[1]
        report = self.make_report(self.dealer_a, "2024-05-01", {self.phone: {"opening": 1, "closing": 1}}, "submitted")
        self.assertEqual(
            (due.state, due.report_id, due.delivered_on, due.on_time), ("delivered", report, date(2024, 6, 15), False)
        )
        report.with_user(self.channel_manager).action_reject("No")
        self.assertEqual((due.state, due.report_id), ("open", report.browse()))

    def test_a_report_that_came_before_is_on_time(self):
        with freeze_time("2024-06-03"):
            self.make_report(self.dealer_a, "2024-05-01", {self.phone: {"opening": 1, "closing": 1}}, "submitted")
        self.env["crm.channel.due"]._refresh(self.company)
        self.assertEqual((self.dues()[1].state, self.dues()[1].on_time), ("delivered", True))

    def test_dealers_are_reminded_by_one_mail_and_not_every_day(self):
        self.run_cron()
        mails = self.env["mail.mail"].search([("recipient_ids", "in", self.dealer_a.ids)])
        self.assertEqual(len(mails), 1)
        self.assertIn("04/01/2024", mails.body_html)
        self.assertIn("05/01/2024", mails.body_html)
        self.assertEqual(set(self.dues().mapped("reminders")), {1})
        self.assertFalse(any(self.dues(self.dealer_b).mapped("reminders")), "no address")
        self.run_cron()
        self.assertEqual(set(self.dues().mapped("reminders")), {1})
        with freeze_time("2024-06-18"):
            self.run_cron()
        self.assertEqual(set(self.dues().mapped("reminders")), {2})

    def test_the_salesperson_gets_an_activity_once(self):
        self.run_cron()
        self.run_cron()
        april, may = self.dues()
        self.assertEqual(april.activity_ids.user_id, self.salesperson)
        self.assertEqual((len(april.activity_ids), len(may.activity_ids)), (1, 1))
        self.make_report(self.dealer_a, "2024-04-01", {self.phone: {"opening": 1, "closing": 1}}, "submitted")
        self.assertFalse(april.activity_ids)

    def test_managers_waive(self):
        self.env["crm.channel.due"]._refresh(self.company)
        due = self.dues()[0]
        with self.assertRaises(AccessError):
            due.with_user(self.salesperson).action_waive()
        due.with_user(self.channel_manager).action_waive()
        self.assertEqual(due.state, "waived")
        self.env["crm.channel.due"]._refresh(self.company)
        self.assertEqual(due.state, "waived")
        due.with_user(self.channel_manager).action_unwaive()
        self.assertEqual(due.state, "open")
        with self.assertRaises(AccessError):
            due.with_user(self.channel_manager).write({"state": "delivered"})
        with self.assertRaises(AccessError):
            due.with_user(self.other_channel_manager).action_waive()

    def test_dues_follow_a_dealer_that_is_absorbed(self):
        self.env["crm.channel.due"]._refresh(self.company)
        self.env["res.partner"].sudo()._rekey_customer(self.dealer_a, self.dealer_b)
        self.assertEqual((len(self.dues()), len(self.dues(self.dealer_b))), (0, 2))
