from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

SOURCE = "parallel serial test"
WAIT = "odoo.addons.crm_industry.models.channel.crm_diversion_detection.WAIT"


@tagged("post_install", "-at_install")
class TestSerialParallel(ParallelCommon, TransactionCase):
    """Detections and recorders in transactions of their own that really commit."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        self.startPatcher(patch(WAIT, 0.0))
        self.company_id = self.env.company.root_id.id
        with self.transaction() as env:
            detection = env["crm.diversion.detection"].search([("company_id", "=", self.company_id)])
            self.was_there = bool(detection)
            self.detection_id = env["crm.diversion.detection"]._for_company(env["res.company"].browse(self.company_id)).id

    def forget(self):
        with self.registry.cursor() as cr:
            mine = SQL("(SELECT id FROM crm_serial_event WHERE source = %s)", SOURCE)
            cr.execute(SQL("DELETE FROM crm_diversion_finding WHERE event_id IN %s", mine))
            cr.execute(SQL("DELETE FROM crm_serial_event WHERE source = %s", SOURCE))
            cr.execute(SQL("DELETE FROM crm_capacity_lock WHERE key = %s", f"diversion-detection:{self.company_id}"))
            if not self.was_there:
                cr.execute(SQL("DELETE FROM crm_diversion_detection WHERE id = %s", self.detection_id))

    def detection(self, env):
        return env["crm.diversion.detection"].browse(self.detection_id)

    def record(self, env, *codes):
        events = [{"external_id": code, "code": code, "kind": "scan", "time": "2026-03-01T00:00:00Z"} for code in codes]
        company = env["res.company"].browse(self.company_id)
        return env["crm.serial.event"].with_company(company).record_events(events, SOURCE)

    def codes(self):
        with self.transaction() as env:
            findings = env["crm.diversion.finding"].search([("event_id.source", "=", SOURCE)])
            return sorted(findings.mapped("code"))

    def test_of_two_detections_at_once_one_begins_again(self):
        with self.transaction() as env:
            self.record(env, "X1", "X2")
        with self.transaction() as slow:
            self.detection(slow).read(["last_event_id"])  # its snapshot: nothing has been looked at
            with self.transaction() as fast:
                self.detection(fast)._detect_now()
            with self.begins_again(slow):
                self.detection(slow)._detect_now()
            self.detection(slow)._detect_now()  # what Odoo does with the request
        self.assertEqual(self.codes(), ["X1", "X2"])

    def test_an_event_that_is_committed_late_is_not_lost(self):
        """X1 has the smaller number and is committed after X2: the detection waits for it instead of passing it by."""
        with self.transaction() as late:
            self.record(late, "X1")
            with self.transaction() as env:
                self.record(env, "X2")
            with self.transaction() as env:
                cursor = self.detection(env)._step_find(None)
                self.assertTrue(cursor["writers"])
            with self.transaction() as env:
                cursor = self.detection(env)._step_find(cursor)
                self.assertEqual(cursor["waits"], 1)
        with self.transaction() as env:
            self.assertIsNone(self.detection(env)._step_find(cursor))
        self.assertEqual(self.codes(), ["X1", "X2"])

    def test_a_detection_does_not_wait_for_ever(self):
        with self.transaction() as late:
            self.record(late, "X1")
            with self.transaction() as env:
                cursor = self.detection(env)._step_find(None) | {"waits": 10_000}
                with self.assertRaises(UserError):
                    self.detection(env)._step_find(cursor)

    def test_the_same_events_sent_twice_at_once_are_recorded_once(self):
        with self.transaction() as slow:
            slow["crm.serial.event"].search_count([])  # its snapshot
            with self.transaction() as fast:
                self.assertEqual(self.record(fast, "X1")["new"], 1)
            with self.begins_again(slow):
                self.record(slow, "X1")
            self.assertEqual(self.record(slow, "X1"), {"new": 0, "same": 1, "errors": []})
