from psycopg2.errors import ExclusionViolation

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

from .agreement_common import NOON, AgreementCommon

NAMES = ("Rush East", "Rush Dealer 1", "Rush Dealer 2")


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestCoverageLock(ParallelCommon, AgreementCommon):
    """Two transactions that really commit: one wins, the other is told who has the territory."""

    transaction_context = {"tracking_disable": True, "lang": "en_US"}

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        with self.transaction() as env:
            self.company_id = env.company.id
            region = env["crm.region"].create({"name": NAMES[0]})
            dealers = env["res.partner"].create(
                [
                    {"name": name, "is_company": True, "channel_type_id": env.ref("crm_industry.customer_type_dealer").id}
                    for name in NAMES[1:]
                ]
            )
            agreements = env["crm.dealer.agreement"].create(
                [
                    {
                        "dealer_id": dealer.id,
                        "date_from": "2026-01-01",
                        "date_to": "2026-12-31",
                        "line_ids": [self.line(region, exclusive=True)],
                    }
                    for dealer in dealers
                ]
            )
            agreements._guarded_write({"approval_state": "approved", "state": "approved"})
            self.agreement_ids, self.dealer_ids, self.region_id = agreements.ids, dealers.ids, region.id

    def forget(self):
        with self.transaction() as env:
            env.cr.execute("DELETE FROM crm_dealer_coverage WHERE region_id = %s", [self.region_id])
            for model, ids in (("crm.dealer.agreement", self.agreement_ids), ("res.partner", self.dealer_ids)):
                env.cr.execute("DELETE FROM mail_message WHERE model = %s AND res_id = ANY(%s)", [model, ids])
            env.cr.execute("DELETE FROM crm_dealer_agreement WHERE id IN %s", [tuple(self.agreement_ids)])
            env.cr.execute("DELETE FROM crm_region WHERE id = %s", [self.region_id])
            env.cr.execute("DELETE FROM res_partner WHERE id = ANY(%s)", [self.dealer_ids])
            env.cr.execute("DELETE FROM crm_capacity_lock WHERE key = %s", [f"dealer_territory:{self.company_id}"])

    def activate(self, env, number):
        env["crm.dealer.agreement"].browse(self.agreement_ids[number]).action_activate()

    def test_the_second_of_two_at_once_is_told_about_the_first(self):
        with self.transaction() as late:
            late.cr.execute("SELECT count(*) FROM crm_dealer_coverage")  # takes the snapshot
            with self.transaction() as early:
                self.activate(early, 0)
                number = early["crm.dealer.agreement"].browse(self.agreement_ids[0]).name
            with self.begins_again(late):
                self.activate(late, 1)
            with self.assertRaises(ValidationError) as refused:
                self.activate(late, 1)
            late.cr.rollback()
        for part in (number, NAMES[1], NAMES[0]):
            self.assertIn(part, str(refused.exception))

    def test_the_second_waits_for_the_first(self):
        with self.transaction() as winner, self.transaction() as waiter:
            self.activate(winner, 0)
            winner.flush_all()
            self.assert_waits_and_fails(winner, waiter, lambda env: self.activate(env, 1))

    def test_without_the_lock_the_constraint_decides(self):
        """Cells written behind the back of the lock: PostgreSQL lets one transaction through."""
        with self.transaction() as late:
            late.cr.execute("SELECT count(*) FROM crm_dealer_coverage")
            with self.transaction() as early:
                self.write_cell(early, 0)
            with mute_logger("odoo.sql_db"), self.assertRaises(ExclusionViolation):
                self.write_cell(late, 1)
            late.cr.rollback()

    def write_cell(self, env, number):
        agreement = env["crm.dealer.agreement"].browse(self.agreement_ids[number])
        coverage = env["crm.dealer.coverage"]
        coverage._stage(coverage._cells_query(agreement))
        coverage._insert_staged(agreement.date_from)
