from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .supply_common import MONDAY
from .tobacco_common import NOON, TODAY
from .tobacco_portal_common import TobaccoPortalCommon

FEBRUARY = (date(2026, 2, 1), date(2026, 2, 28))


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTobaccoPortal(TobaccoPortalCommon):
    """What retailers read of themselves and ask for on the portal, and nothing of others."""

    def publish_both(self):
        self.publish(self.scheme)
        self.publish(self.bands, *FEBRUARY)

    def value(self, code, user=None):
        [value] = [value for value in self.portal(user)._grade_page()["values"] if value["code"] == code]
        return value

    # -- file and licence ----------------------------------------------------------------------------------------------

    def test_the_first_page(self):
        page = self.portal()._home_page()
        self.assertEqual((page["retailer"]["name"], page["retailer"]["code"]), ("Corner Shop", "CZ2"))
        self.assertEqual(page["compliance"], {"points": 100, "class": "A", "penalties": 0})
        self.assertEqual((page["licence"]["number"], page["licence"]["state"]), (self.licence.number, "valid"))
        self.assertEqual((page["notes"], page["values"], page["open_events"], page["quota"]["rows"]), ([], [], [], []))
        self.assertEqual(self.portal(self.colleague)._home_page()["retailer"]["code"], "CZ2")
        self.assertEqual(self.portal(self.theirs)._home_page()["retailer"]["name"], "Shop 0")

    def test_the_next_order_day(self):
        self.assertFalse(self.portal()._home_page()["next_order"])
        self.route.write({"order_weekday": "4", "cutoff": 15.5})
        self.assertIn("Friday, 03/20/2026, until 15:30", self.portal()._home_page()["next_order"])

    def test_the_file_without_internal_remarks(self):
        self.retailer.write({"staff_count": 3, "has_till": True, "operator_name": "Wang", "image_note": "Looks shabby"})
        groups = {group["name"]: dict(group["rows"]) for group in self.portal()._file_page()["groups"]}
        self.assertEqual((groups["Management"]["People"], groups["Management"]["Electronic Till"]), ("3", "Yes"))
        self.assertEqual((groups["Basic"]["Market"], groups["Personal"]["Operator"]), ("Town", "Wang"))
        self.assertNotIn("Looks shabby", repr(groups))

    def test_licences_and_what_to_do(self):
        portal = self.portal()
        [licence] = portal._licence_page()["licences"]
        self.assertEqual(
            (licence["valid_to"], [step["text"] for step in licence["steps"]]), (date(2028, 12, 31), ["Applied for", "Valid"])
        )
        with freeze_time("2028-11-15 04:00:00"):
            [note] = portal._licence_page()["notes"]
            self.assertEqual(note["kind"], "warning")
            self.assertIn("ask for the next one by 12/01/2028", note["text"])
            self.licence.with_user(self.inspector).action_renew()
            [note] = portal._licence_page()["notes"]
            self.assertIn("applied for", note["text"])
        self.licence.with_user(self.inspector).action_suspend("Sold to minors", "2026-04-30")
        [note] = portal._licence_page()["notes"]
        self.assertEqual(note["kind"], "danger")
        self.assertIn("suspended until 04/30/2026", note["text"])
        self.assertIn("Sold to minors", repr(portal._licence_page()["licences"]))

    # -- grade and band ------------------------------------------------------------------------------------------------

    def test_grade_and_band_with_reasons(self):
        self.publish_both()
        page = self.portal()._grade_page()
        self.assertEqual([(value["code"], value["grade"]["code"]) for value in page["values"]], [("T4V", "C"), ("BANDS", "16")])
        reasons = " ".join(page["values"][0]["reasons"])
        self.assertIn("From 10/01/2025 to 12/31/2025 you reached", reasons)
        self.assertIn("place 1 of 5 comparable shops", reasons)

    def test_a_class_of_compliance_is_told(self):
        self.publish_both()
        self.confirm(20)
        value = self.value("T4V")
        self.assertEqual(value["grade"]["code"], "D")
        reasons = " ".join(value["reasons"])
        self.assertIn("80 points, class C: the best grade with it is D.", reasons)
        self.assertIn("By the points alone it would be C.", reasons)
        # The other shop is told of nothing.
        self.assertNotIn("class", " ".join(self.value("T4V", self.theirs)["reasons"]))

    def test_schemes_that_are_not_shown(self):
        self.publish_both()
        self.bands.shown_to_customer = False
        self.assertEqual([value["code"] for value in self.portal()._grade_page()["values"]], ["T4V"])

    def test_new_schemes_are_shown(self):
        company = self.env["res.company"].create({"name": "New tobacco company"})
        schemes = self.env["crm.grading.scheme"]._add_tobacco_schemes(company)
        self.assertEqual(schemes.mapped("shown_to_customer"), [True, True])

    def test_an_application_for_a_better_grade(self):
        self.publish_both()
        wanted = self.scheme.grade_ids.filtered(lambda grade: grade.code == "B")
        values = {"scheme_id": str(self.scheme.id), "requested_grade_id": str(wanted.id), "reason": "New counters"}
        for missing in ({"reason": " "}, {"requested_grade_id": "0"}, {"scheme_id": "0"}, {"requested_grade_id": None}):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.portal()._apply(values | missing, [])
        worse = self.scheme.grade_ids.filtered(lambda grade: grade.code == "D")
        with self.assertRaises(UserError), self.cr.savepoint():
            self.portal()._apply(values | {"requested_grade_id": str(worse.id)}, [])
        appeal = self.portal()._apply(values, [])
        self.assertEqual((appeal.partner_id, appeal.approval_state), (self.retailer.partner_id, "submitted"))
        with self.assertRaisesRegex(UserError, "being looked at"):
            self.portal(self.colleague)._apply(values, [])
        self.assertEqual([row["requested"] for row in self.portal(self.colleague)._grade_page()["appeals"]], ["B"])
        self.assertFalse(self.portal(self.theirs)._grade_page()["appeals"])
        appeal.with_user(self.grading_manager).action_approve("Seen")
        self.assertEqual(self.value("T4V")["grade"]["code"], "B")

    def test_applications_are_for_schemes_of_the_trade(self):
        self.publish_both()
        other = self.scheme.copy({"code": "OTHER", "name": "Other", "shown_to_customer": True, "active": True})
        with self.assertRaises(UserError):
            self.portal()._apply(
                {"scheme_id": str(other.id), "requested_grade_id": str(other.grade_ids[0].id), "reason": "x"}, []
            )

    # -- compliance ----------------------------------------------------------------------------------------------------

    def test_reports_are_not_shown_before_they_are_confirmed(self):
        events = self.env["crm.tobacco.compliance.event"]
        hint = events.with_user(self.salesperson).create({"retailer_id": self.retailer.id, "description": "A neighbour says"})
        portal = self.portal()
        self.assertFalse(portal._compliance_page()["events"])
        with self.assertRaises(AccessError):
            portal._event_page(hint.id)
        hint.with_user(self.inspector).action_dismiss("Nothing in it")
        self.assertFalse(portal._compliance_page()["events"])

    def test_an_event_and_the_appeal(self):
        event = self.confirm(20)
        [head] = self.portal()._home_page()["open_events"]
        self.assertEqual((head["id"], head["points"], head["appeal_until"]), (event.id, 20, TODAY + timedelta(days=15)))
        page = self.portal()._event_page(event.id)
        self.assertEqual((page["description"], page["evidence"]), ("Seen in the shop", "Picture"))
        self.assertNotIn(self.inspector.name, repr(page))
        with self.assertRaisesRegex(UserError, "tell us why"):
            self.portal()._appeal_event(event.id, {"text": " \u200b"}, [])
        self.portal(self.colleague)._appeal_event(event.id, {"text": "The prices were there"}, [])
        self.assertEqual(event.state, "appealed")
        self.assertEqual(event.step_ids.sorted("id")[-1].reason, "The prices were there")
        self.assertFalse(self.portal()._home_page()["open_events"])
        with self.assertRaisesRegex(UserError, "is in the state"):
            self.portal()._appeal_event(event.id, {"text": "Once more"}, [])
        event.with_user(self.second_inspector).action_revoke("They were")
        self.assertEqual(self.portal()._compliance_page()["compliance"]["points"], 100)
        self.assertIn("They were", repr(self.portal()._event_page(event.id)["steps"]))

    def test_the_last_day_of_an_appeal(self):
        """Confirmed on 18 March with ten days: until 28 March, whatever is set later."""
        self.company.tobacco_appeal_days = 10
        first, second, third = (self.confirm(1) for _number in range(3))
        self.company.tobacco_appeal_days = 100
        self.assertEqual(first.appeal_until, date(2026, 3, 28))
        with freeze_time("2026-03-28 15:59:00"):
            self.assertTrue(self.portal()._event_page(first.id)["may_appeal"])
            self.portal()._appeal_event(first.id, {"text": "In time"}, [])
        # Midnight in Shanghai is 16:00 in London's winter.
        with freeze_time("2026-03-28 16:00:00"):
            self.assertFalse(self.portal()._event_page(second.id)["may_appeal"])
            with self.assertRaisesRegex(UserError, "The last day of an appeal was 03/28/2026"):
                self.portal()._appeal_event(second.id, {"text": "Late"}, [])
            with self.assertRaisesRegex(UserError, "The last day of an appeal"):
                third.with_user(self.salesperson).action_appeal("Late")
        with self.assertRaises(AccessError):
            first.with_user(self.inspector).appeal_until = "2030-01-01"

    # -- quota ---------------------------------------------------------------------------------------------------------

    def test_quota_of_this_week_and_the_next(self):
        """A plan of 100 for five shops of band 16: 20 each."""
        self.publish(self.bands, *FEBRUARY)
        second_manager = self.make_user("tobacco_manager_2", "crm_industry.group_tobacco_manager")
        for monday, total in ((MONDAY, 100), (MONDAY + timedelta(days=7), 50)):
            plan = self.env["crm.supply.plan"].with_user(self.tobacco_manager).create(
                {"company_id": self.company.id, "week": monday, "product_id": self.cigarette.id, "total": total}
            )  # fmt: skip
            plan.action_generate()
            plan.action_submit()
            plan.with_user(second_manager).action_approve()
            if monday == MONDAY:
                self.assertFalse(self.portal()._quota_page()["weeks"][0]["rows"])
                plan.action_publish()
        [week] = self.portal()._quota_page()["weeks"]
        [row] = week["rows"]
        self.assertEqual((week["monday"], week["band"], row["name"]), (MONDAY, 16, "Golden Leaf"))
        self.assertEqual((row["quota"], row["left"]), (20, 20))
        plan.action_publish()
        self.assertEqual([week["rows"][0]["quota"] for week in self.portal()._quota_page()["weeks"]], [20, 10])
        self.assertEqual(self.portal()._home_page()["quota"]["rows"], [row])
        self.company.tobacco_cycle_check = "off"
        self.make_order(quantity=7).action_confirm()
        # A quotation takes nothing, another shop's order neither.
        self.make_order(quantity=5)
        self.make_order(quantity=3, retailer=self.other).action_confirm()
        [row] = self.portal()._home_page()["quota"]["rows"]
        self.assertEqual((row["quota"], row["left"]), (20, 13))

    # -- demand and stock ----------------------------------------------------------------------------------------------

    def numbers(self, **values):
        """Return the texts of the form for goods by the name of the fixture: ``cigarette_stock="3"``."""
        fields = {}
        for name, text in values.items():
            product, _sign, number = name.rpartition("_")
            fields[f"{number}_{getattr(self, product).id}"] = text
        return fields

    def test_a_report_of_the_week(self):
        """Wednesday; reports until Friday, 18:00 are in time."""
        self.company.write({"tobacco_report_weekday": "4", "tobacco_report_cutoff": 18})
        page = self.portal()._demand_page()
        self.assertEqual((page["week"], page["report"], page["may_report"]), (MONDAY, False, True))
        self.assertEqual(page["until"], "03/20/2026, 18:00")
        self.assertNotIn("Lighter", [row["name"] for row in page["rows"]])
        values = self.numbers(cigarette_demand="12.5", cigarette_stock="3", cheap_cigarette_demand="", cheap_cigarette_stock="0")
        report = self.portal()._report_demand(values)
        self.assertEqual((report.retailer_id, report.on_time, report.reported_by), (self.retailer, True, self.mine))
        lines = {line.product_id: (line.demand, line.stock, line.is_out) for line in report.line_ids}
        self.assertEqual(lines, {self.cigarette: (12.5, 3, False), self.cheap_cigarette: (0, 0, True)})
        page = self.portal(self.colleague)._demand_page()
        first, second = page["rows"][:2]
        self.assertEqual((first["name"], first["demand"], first["stock"]), ("Golden Leaf", "12.5", "3"))
        self.assertEqual((second["name"], second["demand"], second["stock"]), ("Plain Leaf", "0", "0"))
        self.assertEqual(self.portal(self.colleague)._report_demand(self.numbers(cigarette_stock="1")), report)
        self.assertEqual(self.portal(self.theirs)._demand_page()["report"], False)
        with freeze_time("2026-03-20 10:01:00"):
            self.assertFalse(self.portal()._demand_page()["may_report"])
            with self.assertRaisesRegex(UserError, "could be changed until"):
                self.portal()._report_demand(self.numbers(cigarette_stock="2"))

    def test_reports_that_make_no_sense(self):
        lighter = {f"stock_{self.lighter.id}": "1"}
        for values, text in (
            ({}, "between one and"),
            (lighter, "between one and"),
            (self.numbers(cigarette_demand="5"), "say what you have"),
            (self.numbers(cigarette_stock="many"), "is no number"),
            (self.numbers(cigarette_stock="nan"), "is no number"),
            (self.numbers(cigarette_stock="1e999"), "is no number"),
            (self.numbers(cigarette_stock="-1"), "report 0 or more"),
            (self.numbers(cigarette_stock="1" * 30), "report 0 or more"),
        ):
            with self.assertRaisesRegex(UserError, text), self.cr.savepoint():
                self.portal()._report_demand(values)
        self.assertFalse(self.env["crm.tobacco.demand"].search([("retailer_id", "=", self.retailer.id)]))

    # -- whose ---------------------------------------------------------------------------------------------------------

    def test_nothing_of_another_retailer(self):
        event = self.confirm(20)
        portal = self.portal(self.theirs)
        for refused in (
            lambda: portal._event_page(event.id),
            lambda: portal._appeal_event(event.id, {"text": "Mine"}, []),
            lambda: portal._event_page(0),
            lambda: portal._event_page(10**30),
        ):
            with self.assertRaises(AccessError):
                refused()
        self.assertEqual((event.state, portal._compliance_page()["events"]), ("confirmed", []))

    def test_who_has_no_such_pages(self):
        stranger = self.make_portal_user(self.make_customer("No Tobacco"), 1)
        for user in (stranger, self.salesperson, self.inspector, self.env.ref("base.public_user")):
            self.assertFalse(self.portal(user)._find_retailer())
            for page in (
                "_home_page",
                "_file_page",
                "_licence_page",
                "_grade_page",
                "_compliance_page",
                "_quota_page",
                "_demand_page",
            ):
                with self.assertRaises(AccessError):
                    getattr(self.portal(user), page)()
        self.retailer.active = False
        self.assertFalse(self.portal()._find_retailer())

    def test_without_the_trade_there_are_no_pages(self):
        self.env["res.config.settings"].create({"group_trade_tobacco": False}).execute()
        self.assertFalse(self.portal()._find_retailer())

    def test_retailers_of_another_company(self):
        """A shop of the other company reads its own events; a contact that moves there no longer reads those of the old one."""
        partner = self.make_customer("Far Shop")
        far = self.env["crm.tobacco.retailer"].create({"partner_id": partner.id, "company_id": self.other_company.id})
        event = self.confirm(20)
        self.colleague.partner_id.parent_id = partner
        portal = self.portal(self.colleague)
        self.assertEqual(portal._own_retailer(), far)
        with self.assertRaises(AccessError):
            portal._event_page(event.id)
