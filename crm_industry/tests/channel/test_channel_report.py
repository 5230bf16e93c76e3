from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .report_common import ReportCommon

MAY = "2024-05-01"


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15")
class TestChannelReport(ReportCommon):
    """The life of a report, and who may do what."""

    FIGURES = {"opening": 0, "sell_in": 10, "sell_through": 4, "closing": 6}

    def test_a_report_is_submitted_and_accepted_by_a_manager(self):
        report = self.make_report(self.dealer_a, MAY, {self.phone: self.FIGURES}, user=self.salesperson)
        self.assertEqual(str(report.date_to), "2024-05-31")
        report.action_submit()
        self.assertEqual((report.state, report.submitted_by), ("submitted", self.salesperson))
        with self.assertRaises(AccessError):
            report.action_accept()
        report.with_user(self.channel_manager).action_accept()
        self.assertEqual((report.state, report.decided_by), ("accepted", self.channel_manager))

    def test_a_submitted_report_does_not_change(self):
        report = self.make_report(self.dealer_a, MAY, {self.phone: self.FIGURES}, "submitted")
        with self.assertRaisesRegex(UserError, "make a correction"):
            report.line_ids[0].sell_through = 5
        with self.assertRaisesRegex(UserError, "make a correction"):
            report.line_ids.unlink()
        with self.assertRaisesRegex(UserError, "make a correction"):
            report.note = "More"
        with self.assertRaisesRegex(UserError, "make a correction"):
            self.env["crm.channel.report.line"].create({"report_id": report.id, "product_id": self.printer.id})
        with self.assertRaisesRegex(UserError, "is kept"):
            report.unlink()

    def test_states_and_figures_of_the_comparison_are_written_by_code_only(self):
        report = self.make_report(self.dealer_a, MAY, {self.phone: self.FIGURES})
        for record, values in (
            (report, {"state": "accepted"}),
            (report, {"revision": 7}),
            (report, {"external_id": "x"}),
            (report.line_ids, {"delivered": 5}),
            (report.line_ids, {"off": True}),
        ):
            with self.assertRaises(AccessError):
                record.write(values)
        with self.assertRaises(AccessError):
            report.create({"partner_id": self.dealer_b.id, "date_from": MAY, "state": "accepted"})

    def test_a_rejected_report_says_why_and_can_be_corrected(self):
        report = self.make_report(self.dealer_a, MAY, {self.phone: self.FIGURES}, "submitted")
        action = report.action_reject()
        self.assertEqual(action["res_model"], "crm.channel.rejection")
        wizard = self.env["crm.channel.rejection"].with_user(self.channel_manager)
        wizard.create({"report_ids": report.ids, "reason": "Printers are missing"}).action_reject()
        self.assertEqual((report.state, report.decision_note), ("rejected", "Printers are missing"))
        draft = report.browse(report.action_correct()["res_id"])
        self.assertEqual((draft.state, draft.revision, draft.corrects_id), ("draft", 2, report))

    def test_a_correction_keeps_the_old_report(self):
        old = self.make_report(self.dealer_a, MAY, {self.phone: self.FIGURES}, "accepted")
        new = old.browse(old.action_correct()["res_id"])
        self.assertEqual(new.line_ids.sell_through, 4)
        new.line_ids.write({"sell_through": 5, "closing": 5})
        self.assertEqual(old.state, "accepted", "until the correction is accepted")
        with self.assertRaisesRegex(UserError, "has a correction already"):
            old.action_correct()
        new.action_submit()
        new.action_accept()
        self.assertEqual((old.state, old.corrected_by_id, new.state), ("corrected", new, "accepted"))
        self.assertEqual(old.line_ids.sell_through, 4)
        with self.assertRaisesRegex(UserError, "not possible any more"):
            old.action_correct()

    def test_a_period_is_reported_once(self):
        self.make_report(self.dealer_a, MAY, {self.phone: self.FIGURES})
        with self.assertRaisesRegex(UserError, "correct that one"):
            self.make_report(self.dealer_a, MAY, {self.phone: self.FIGURES})
        self.make_report(self.dealer_b, MAY, {self.phone: self.FIGURES})

    def test_the_database_knows_one_accepted_report_of_a_period(self):
        report = self.make_report(self.dealer_a, MAY, {self.phone: self.FIGURES}, "accepted")
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                "INSERT INTO crm_channel_report (company_id, partner_id, period, date_from, state, origin, revision)"
                " SELECT company_id, partner_id, period, date_from, 'accepted', 'api', 9 FROM crm_channel_report WHERE id = %s",
                [report.id],
            )

    def test_periods_begin_on_their_first_day_and_not_in_the_future(self):
        with self.assertRaisesRegex(ValidationError, "begins on 2024-05-01"):
            self.make_report(self.dealer_a, "2024-05-02", {self.phone: self.FIGURES})
        with self.assertRaisesRegex(ValidationError, "future"):
            self.make_report(self.dealer_a, "2024-07-01", {self.phone: self.FIGURES})
        week = self.make_report(self.dealer_a, "2024-06-03", {self.phone: self.FIGURES}, period="week")
        self.assertEqual((str(week.date_to), week.display_name), ("2024-06-09", "Dealer A 2024-W23"))

    def test_an_empty_report_is_not_submitted(self):
        report = self.make_report(self.dealer_a, MAY, {})
        with self.assertRaisesRegex(UserError, "no products"):
            report.action_submit()

    def test_impossible_figures_are_refused(self):
        for figures in ({"closing": -1}, {"opening": -1}, {"sell_in": float("nan")}, {"returned": 1e15}):
            error = IntegrityError if min(figures.values()) == -1 else ValidationError
            with mute_logger("odoo.sql_db"), self.assertRaises(error), self.env.cr.savepoint():
                self.make_report(self.dealer_a, MAY, {self.phone: figures}).flush_recordset()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.make_report(self.dealer_a, MAY, {(self.phone, self.retailer): {"closing": 3}}).flush_recordset()

    def test_salespeople_see_and_write_reports_of_their_customers(self):
        self.dealer_b.user_id = self.channel_manager
        mine = self.make_report(self.dealer_a, MAY, {self.phone: self.FIGURES})
        others = self.make_report(self.dealer_b, MAY, {self.printer: self.FIGURES})
        found = self.env["crm.channel.report"].with_user(self.salesperson).search([])
        self.assertEqual(found & (mine | others), mine)
        with self.assertRaises(AccessError):
            self.make_report(self.dealer_b, "2024-04-01", {self.phone: self.FIGURES}, user=self.salesperson)
        self.sub_dealer.user_id = self.channel_manager
        with self.assertRaises(AccessError):
            mine.with_user(self.salesperson).partner_id = self.sub_dealer
        line = mine.line_ids.with_user(self.salesperson)
        with self.assertRaises(AccessError):
            line.report_id = others

    def test_another_company_sees_nothing(self):
        report = self.make_report(self.dealer_a, MAY, {self.phone: self.FIGURES}, "accepted")
        other, lines = (records.with_user(self.other_channel_manager) for records in (report, report.line_ids))
        for verb in (other.read, lines.read, other.action_correct):
            with self.assertRaises(AccessError):
                verb()
        self.assertFalse(other.search([("id", "=", report.id)]))
        self.assertFalse(self.env["crm.channel.analysis"].with_user(self.other_channel_manager).search([]))

    def test_reports_follow_a_dealer_that_is_absorbed(self):
        figures = {self.phone: self.FIGURES}
        first = self.make_report(self.dealer_a, "2024-04-01", figures, "accepted")
        both = self.make_report(self.dealer_a, MAY, figures, "accepted")
        kept = self.make_report(self.dealer_b, MAY, figures, "accepted")
        self.env["res.partner"]._rekey_customer(self.dealer_a, self.dealer_b)
        self.assertEqual((first | both | kept).partner_id, self.dealer_b)
        self.assertEqual([first.state, both.state, kept.state], ["accepted", "corrected", "accepted"])
