from datetime import timedelta

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon


@tagged("post_install", "-at_install")
class TestTobaccoParallel(ParallelCommon, TransactionCase):
    """Two people at one appeal, or at one licence, at once, in transactions that really commit."""

    transaction_context = {"tracking_disable": True, "mail_create_nosubscribe": True, "lang": "en_US"}

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        self.second_id = self.env.ref("base.user_admin").id
        with self.transaction() as env:
            company = env.ref("base.main_company")
            today = company._business_today()
            partner = env["res.partner"].create({"name": "Parallel Shop", "is_company": True})
            shared = {"company_id": company.id}
            retailer = env["crm.tobacco.retailer"].create(shared | {"partner_id": partner.id})
            shared["retailer_id"] = retailer.id
            licence = env["crm.tobacco.licence"].create(
                shared | {"number": f"3301011{retailer.id % 100000:05}", "valid_from": today - timedelta(days=90)}
            )
            licence._transition("grant")
            offence = env.ref("crm_industry.tobacco_deduction_08").id
            seen = {"description": "Seen", "evidence": "Picture", "deduction_id": offence, "points": 1}
            event = env["crm.tobacco.compliance.event"].create(shared | seen)
            event.action_confirm()
            # The retailer appeals itself, somebody else has reported and confirmed it: both may decide.
            event.with_user(env.ref("base.public_user")).sudo()._appeal("Not me")
            event._guarded_write({"confirmed_by_id": False})
            env.flush_all()
            env.cr.execute(SQL("UPDATE crm_tobacco_compliance_event SET create_uid = NULL WHERE id = %s", event.id))
            self.partner_id, self.retailer_id = partner.id, retailer.id
            self.event_id, self.licence_id = event.id, licence.id

    def forget(self):
        with self.registry.cursor() as cr:
            licences = SQL("SELECT id FROM crm_tobacco_licence WHERE retailer_id = %s", self.retailer_id)
            cr.execute(SQL("DELETE FROM crm_tobacco_compliance_step WHERE record_id = %s", self.event_id))
            cr.execute(SQL("DELETE FROM crm_tobacco_compliance_event WHERE id = %s", self.event_id))
            cr.execute(SQL("DELETE FROM crm_tobacco_licence_event WHERE record_id IN (%s)", licences))
            cr.execute(SQL("UPDATE crm_tobacco_retailer SET licence_id = NULL WHERE id = %s", self.retailer_id))
            cr.execute(SQL("DELETE FROM crm_capacity_lock WHERE key IN (SELECT 'tobacco.licence:' || id FROM (%s) l)", licences))
            cr.execute(SQL("UPDATE crm_tobacco_licence SET renewal_of_id = NULL WHERE retailer_id = %s", self.retailer_id))
            cr.execute(SQL("DELETE FROM crm_tobacco_licence WHERE retailer_id = %s", self.retailer_id))
            cr.execute(SQL("DELETE FROM crm_tobacco_retailer WHERE id = %s", self.retailer_id))
            cr.execute(SQL("DELETE FROM res_partner WHERE id = %s", self.partner_id))
            keys = [f"tobacco.retailer:{self.retailer_id}", f"tobacco.compliance.event:{self.event_id}"]
            cr.execute(SQL("DELETE FROM crm_capacity_lock WHERE key = ANY(%s)", keys))
            cr.execute(
                SQL("DELETE FROM crm_capacity_lock WHERE key = %s", f"tobacco.number:3301011{self.retailer_id % 100000:05}")
            )

    def event(self, env):
        return env["crm.tobacco.compliance.event"].browse(self.event_id)

    def test_two_inspectors_decide_one_appeal(self):
        with self.transaction(self.second_id) as loser:
            self.assertEqual(self.event(loser).state, "appealed")
            with self.transaction() as winner:
                self.event(winner).action_revoke("The prices were there")
            with self.begins_again(loser):
                self.event(loser).action_uphold("They were not")
            with self.assertRaisesRegex(UserError, "is in the state Revoked"):
                self.event(loser).action_uphold("They were not")
        with self.transaction() as env:
            event = self.event(env)
            self.assertEqual((event.state, event.retailer_id.compliance_score), ("revoked", 100))
            self.assertEqual(event.step_ids.sorted("id").mapped("verb"), ["create", "confirm", "appeal", "revoke"])

    def test_two_officers_renew_one_licence(self):
        with self.transaction(self.second_id) as loser:
            self.assertFalse(loser["crm.tobacco.licence"].browse(self.licence_id).renewed_by_id)
            with self.transaction() as winner:
                renewal = winner["crm.tobacco.licence"].browse(self.licence_id).action_renew()["res_id"]
            with self.begins_again(loser):
                loser["crm.tobacco.licence"].browse(self.licence_id).action_renew()
            # Begun again, it opens the renewal of the other one.
            self.assertEqual(loser["crm.tobacco.licence"].browse(self.licence_id).action_renew()["res_id"], renewal)
        with self.transaction(SUPERUSER_ID) as env:
            self.assertEqual(env["crm.tobacco.licence"].browse(self.licence_id).renewal_ids.ids, [renewal])
