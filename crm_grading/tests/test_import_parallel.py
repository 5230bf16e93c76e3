

from odoo.tests import tagged
from odoo.tools import SQL

from .import_common import ImportCase
from .parallel_common import ParallelCommon

SOURCE = "parallel test"


@tagged("post_install", "-at_install")
class TestImportParallel(ParallelCommon, ImportCase):
    """Two imports of one file in transactions of their own that really commit."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        with self.transaction() as env:
            partner = env["res.partner"].create({"name": "Parallel import", "is_company": True, "ref": SOURCE})
            self.partner_id = partner.id
            rows = ["external_id,customer_ref,date,amount", *(f"L{n},{SOURCE},2020-01-01,{n}" for n in range(1, 6))]
            values = {"file": self.file(*rows), "filename": "x.csv", "source": SOURCE, "company_id": self.company.id}
            self.ids = env["crm.sales.history.import"].create([values, values]).ids

    def forget(self):
        with self.registry.cursor() as cr:
            cr.execute(SQL("DELETE FROM crm_sales_history WHERE source = %s", SOURCE))
        with self.transaction() as env:
            batches = env["crm.sales.history.import"].browse(self.ids).exists()
            for batch in batches:
                batch._job_write({"job_state": "idle"})  # a failed test may leave one running
            batches.unlink()
            env["res.partner"].browse(self.partner_id).unlink()
            env.cr.execute(SQL("DELETE FROM crm_capacity_lock WHERE key LIKE %s", f"import:%{SOURCE}"))

    def batch(self, env, which):
        return env["crm.sales.history.import"].browse(self.ids[which])

    def results(self):
        """Return the counts of both imports and the number of sales there are."""
        with self.transaction() as env:
            sales = env["crm.sales.history"].search_count([("source", "=", SOURCE)])
            return [self.counts(self.batch(env, which)) for which in (0, 1)], sales

    def test_the_one_that_read_before_the_other_committed_must_begin_again(self):
        with self.transaction() as slow:
            self.batch(slow, 1).read(["name"])  # its snapshot: nothing is imported yet
            with self.transaction() as fast:
                self.batch(fast, 0).action_import()
            with self.begins_again(slow):
                self.batch(slow, 1).action_import()
            self.batch(slow, 1).action_import()  # what Odoo does with the request
        self.assertEqual(self.results(), ([(5, 5, 0, 0, 0), (5, 0, 0, 5, 0)], 5))

    def test_two_jobs_of_one_file_take_turns_and_change_nothing_twice(self):
        with self.transaction() as env:
            for which in (0, 1):
                self.batch(env, which)._job_start()
        with self.transaction() as env:
            env["crm.job.worker"]._cron_run()
        counts, sales = self.results()
        self.assertEqual(sorted(counts), [(5, 0, 0, 5, 0), (5, 5, 0, 0, 0)])
        self.assertEqual(sales, 5)
