

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon


@tagged("post_install", "-at_install")
class TestDealerTreeLock(ParallelCommon, TransactionCase):
    """Two transactions that really commit."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            dealer = {"is_company": True, "channel_type_id": env.ref("crm_industry.customer_type_dealer").id}
            names = ("Lower dealer", "Upper dealer")
            self.lower, self.upper = env["res.partner"].create([dealer | {"name": name} for name in names]).ids
        self.addCleanup(self.forget)

    def forget(self):
        with self.transaction() as env:
            dealers = env["res.partner"].browse([self.lower, self.upper])
            env["crm.dealer.position"].search([("partner_id", "in", dealers.ids)]).unlink()
            dealers.unlink()

    def place(self, env, dealer, above):
        vals = {"partner_id": dealer, "parent_dealer_id": above, "date_from": "2026-01-01"}
        env["crm.dealer.position"].create(vals)

    def test_two_places_that_close_a_circle_together(self):
        with self.transaction() as loser:
            loser["res.partner"].browse(self.upper).read(["name"])  # takes the snapshot
            with self.transaction() as winner:
                self.place(winner, self.lower, self.upper)
            with self.begins_again(loser):
                self.place(loser, self.upper, self.lower)
            # as Odoo does: once more, on fresh figures
            with self.assertRaisesRegex(ValidationError, "Upper dealer"):
                self.place(loser, self.upper, self.lower)
            loser.cr.rollback()
