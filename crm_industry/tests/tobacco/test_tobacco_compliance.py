from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_cron import IrCron

from .tobacco_common import NOON, TobaccoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTobaccoCompliance(TobaccoCommon):
    """Compliance events: who reports, weighs and decides, and what they do to points and class."""

    def make_event(self, code="08", retailer=None, user=None, **values):
        """Report an event as an inspector, with an offence of the shipped table."""
        defaults = {
            "retailer_id": (retailer or self.retailer).id,
            "description": "Seen in the shop",
            "deduction_id": self.env.ref(f"crm_industry.tobacco_deduction_{code}").id,
            "evidence": "Picture",
        }
        return self.env["crm.tobacco.compliance.event"].with_user(user or self.inspector).create(defaults | values)

    def confirm(self, *args, **values):
        event = self.make_event(*args, **values)
        event.action_confirm()
        return event

    def standing(self, retailer=None):
        retailer = retailer or self.retailer
        return retailer.compliance_score, retailer.compliance_penalties, retailer.compliance_class_id.code

    # -- points and class ------------------------------------------------------------------------------------------

    def test_a_new_retailer_has_a_hundred_points(self):
        self.assertEqual(self.standing(), (100, 0, "A"))

    def test_points_count_once_confirmed(self):
        event = self.make_event("07")
        self.assertEqual(self.standing(), (100, 0, "A"))
        event.action_confirm()
        self.assertEqual(self.standing(), (90, 1, "B"))
        self.assertEqual((event.confirmed_on, event.confirmed_by_id), (date(2026, 3, 18), self.inspector))

    def test_classes_at_their_bounds(self):
        for points, code in ((9, "A"), (10, "B"), (19, "B"), (20, "C"), (29, "C"), (30, "W"), (100, "W")):
            retailer = self.make_retailer(f"Shop {points}")
            self.confirm("08", retailer, points=points)
            self.assertEqual(self.standing(retailer), (100 - points, 0, code))

    def test_three_penalties_whatever_the_points(self):
        for expected in ((99, 1, "A"), (98, 2, "A"), (97, 3, "W")):
            self.confirm("07", points=1)
            self.assertEqual(self.standing(), expected)

    def test_an_offence_may_say_the_class(self):
        self.confirm("03", points=5)
        self.assertEqual(self.standing(), (95, 1, "C"))
        self.confirm("01")
        self.assertEqual(self.standing(), (0, 2, "W"))

    def test_points_come_back_after_twelve_months(self):
        self.confirm("07")
        with patch.object(IrCron, "_commit_progress"):
            with freeze_time("2027-03-17 04:00:00"):
                self.env["crm.tobacco.retailer"]._cron_compliance()
                self.assertEqual(self.standing(), (90, 1, "B"))
            with freeze_time("2027-03-18 04:00:00"):
                self.env["crm.tobacco.retailer"]._cron_compliance()
                self.assertEqual(self.standing(), (100, 0, "A"))

    def test_points_as_of_a_past_day(self):
        self.confirm("07")
        query = self.env["crm.tobacco.retailer"]._compliance_query
        for day, score in ((date(2026, 3, 17), 100), (date(2026, 3, 18), 90), (date(2027, 3, 17), 90), (date(2027, 3, 18), 100)):
            self.env.flush_all()
            [(_id, _partner, points, _penalties, _class)] = self.env.execute_query(query(self.company, day, self.retailer))
            self.assertEqual(points, score)

    def test_all_retailers_by_one_statement(self):
        partners = self.env["res.partner"].create([{"name": f"Shop {n}", "is_company": True} for n in range(50)])
        retailers = self.env["crm.tobacco.retailer"].create([{"partner_id": partner.id} for partner in partners])
        self.env.flush_all()
        with self.assertQueryCount(2):
            self.env["crm.tobacco.retailer"]._update_compliance(self.company)
        self.assertEqual(set(retailers.mapped("compliance_score")), {100})

    # -- who may what ----------------------------------------------------------------------------------------------

    def test_salespeople_report_and_weigh_nothing(self):
        events = self.env["crm.tobacco.compliance.event"].with_user(self.salesperson)
        hint = events.create({"retailer_id": self.retailer.id, "description": "Sells to minors"})
        self.assertEqual((hint.state, hint.points), ("reported", 0))
        penalty = {"deduction_id": self.env.ref("crm_industry.tobacco_deduction_03").id}
        for values in (penalty, {"points": 10}):
            with self.assertRaises(AccessError):
                events.create({"retailer_id": self.retailer.id, "description": "x"} | values)
            with self.assertRaises(AccessError):
                hint.write(values)
        for action in (hint.action_confirm, lambda: hint.action_dismiss("No")):
            with self.assertRaises(AccessError):
                action()
        with self.assertRaises(AccessError):
            self.make_event(user=self.tobacco_manager)
        hint.with_user(self.inspector).write(penalty | {"evidence": "Picture"})
        hint.with_user(self.inspector).action_confirm()
        self.assertEqual(self.standing(), (70, 1, "W"))

    def test_client_managers_decide_on_none_of_their_retailers(self):
        both = self.make_user("both", "sales_team.group_sale_salesman,crm_industry.group_tobacco_inspector")
        event = self.make_event()
        self.retailer.user_id = both
        with self.assertRaisesRegex(UserError, "You look after this retailer"):
            event.with_user(both).action_confirm()
        self.retailer.user_id = self.salesperson
        self.route.user_id = both
        with self.assertRaisesRegex(UserError, "You look after this retailer"):
            event.with_user(both).action_confirm()

    def test_offence_and_evidence_are_needed(self):
        event = self.make_event(deduction_id=False, evidence=False)
        with self.assertRaisesRegex(UserError, "which offence.*what proves it"):
            event.action_confirm()

    def test_what_was_confirmed_stays(self):
        event = self.confirm()
        for values in ({"points": 1}, {"evidence": "Other"}, {"date": "2026-01-01"}):
            with self.assertRaisesRegex(UserError, "has been decided on"):
                event.write(values)
        for values in ({"state": "revoked"}, {"confirmed_on": "2020-01-01"}):
            with self.assertRaises(AccessError):
                event.write(values)
        with self.assertRaises(UserError):
            event.sudo().unlink()
        with self.assertRaises(AccessError):
            event.step_ids[0].reason = "Changed"

    def test_dismissed(self):
        event = self.make_event()
        event.action_dismiss("Nothing in it")
        self.assertEqual((event.state, self.standing()), ("revoked", (100, 0, "A")))

    def test_points_of_an_offence_are_0_to_100(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.make_event(points=101)

    # -- appeal ----------------------------------------------------------------------------------------------------

    def test_an_appeal_is_decided_by_somebody_else(self):
        event = self.confirm("07")
        event.with_user(self.salesperson).action_appeal("The prices were there")
        self.assertEqual((event.state, self.standing()), ("appealed", (90, 1, "B")))
        with self.assertRaisesRegex(UserError, "somebody else decides"):
            event.action_revoke("Right")
        with self.assertRaises(AccessError):
            event.with_user(self.salesperson).action_revoke("Right")
        event.with_user(self.second_inspector).action_revoke("The picture shows them")
        self.assertEqual((event.state, self.standing()), ("revoked", (100, 0, "A")))
        self.assertEqual(event.step_ids.sorted("id").mapped("verb"), ["create", "confirm", "appeal", "revoke"])

    def test_managers_decide_on_appeals_too(self):
        event = self.confirm("07")
        event._appeal("Not me")
        event.with_user(self.tobacco_manager).action_uphold("It was")
        self.assertEqual((event.state, self.standing()), ("upheld", (90, 1, "B")))
        with self.assertRaisesRegex(UserError, "is in the state"):
            event._appeal("Again")

    def test_a_window_asks_why(self):
        event = self.confirm("07")
        action = event.with_user(self.salesperson).action_appeal()
        wizard = self.env[action["res_model"]].with_user(self.salesperson).with_context(**action["context"])
        wizard.create({"reason": "Not me"}).action_decide()
        self.assertEqual(event.state, "appealed")

    def test_other_companies_see_nothing(self):
        event = self.confirm()
        outside = self.env["crm.tobacco.compliance.event"].with_user(self.other_inspector)
        self.assertFalse(outside.search([("id", "=", event.id)]))
        with self.assertRaises(AccessError):
            event.with_user(self.other_inspector).action_appeal("No")
