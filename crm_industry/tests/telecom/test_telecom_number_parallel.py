from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

from .telecom_common import TelecomCommon
from .telecom_documents import resident_id

TABLES = ("crm_telecom_service", "crm_telecom_subscription", "crm_telecom_number", "crm_telecom_account")


@tagged("post_install", "-at_install")
class TestTelecomNumberParallel(ParallelCommon, TelecomCommon):
    """Transactions that really commit: two colleagues want one number, or two numbers on one document."""

    transaction_context = {"tracking_disable": True, "lang": "en_US"}

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        document = resident_id()
        with self.transaction() as env:
            self.made, self.keys = {}, set()
            owners = env["res.partner"].create([{"name": "Rush Wang"}, {"name": "Rush Li"}])
            accounts = env["crm.telecom.account"].create([{"partner_id": owner.id} for owner in owners])
            subscriptions = env["crm.telecom.subscription"].create(
                [
                    {"account_id": account.id, "access_type": "mobile", "service_ids": [(0, 0, {"kind": "voice"})]}
                    for account in accounts
                ]
            )
            identities = env["crm.telecom.identity"].create(
                [{"partner_id": owner.id, "kind": "resident_id", "number": document} for owner in owners]
            )
            identities._transition("verify")
            numbers = env["crm.telecom.number"].create([{"e164": "+8613999900271"}, {"e164": "+8613999901271"}])
            for records in (owners, accounts, subscriptions, subscriptions.service_ids, identities, numbers):
                self.made[records._table] = records.ids
                if records._name != "res.partner":
                    self.keys |= records._transition_locks("submit")
        self.services = self.made["crm_telecom_service"]
        self.number_id, self.other_number_id = self.made["crm_telecom_number"]

    def forget(self):
        """They are never deleted in any other way."""
        with self.transaction() as env:
            subscriptions, owners = self.made["crm_telecom_subscription"], self.made["res_partner"]
            self.forget_registration(env, subscriptions, owners)
            for table in TABLES:
                ids = self.made[table]
                env.cr.execute(SQL("UPDATE %s SET last_event_id = NULL WHERE id = ANY(%s)", SQL.identifier(table), ids))
            env.cr.execute("DELETE FROM crm_telecom_event WHERE account_id = ANY(%s)", [self.made["crm_telecom_account"]])
            events = "DELETE FROM crm_telecom_event WHERE res_model = 'crm.telecom.number' AND res_id = ANY(%s)"
            env.cr.execute(events, [self.made["crm_telecom_number"]])
            for table in TABLES:
                env.cr.execute(SQL("DELETE FROM %s WHERE id = ANY(%s)", SQL.identifier(table), self.made[table]))
            for model in ("crm.telecom.account", "crm.telecom.subscription"):
                ids = self.made[model.replace(".", "_")]
                env["mail.message"].search([("model", "=", model), ("res_id", "in", ids)]).unlink()
                env["mail.followers"].search([("res_model", "=", model), ("res_id", "in", ids)]).unlink()
            env.cr.execute("DELETE FROM crm_capacity_lock WHERE key = ANY(%s)", [list(self.keys)])
            env["res.partner"].browse(owners).unlink()

    def assign(self, env, service_id):
        return env["crm.telecom.service"].browse(service_id)._take_number(env["crm.telecom.number"].browse(self.number_id))

    def test_one_number_two_colleagues(self):
        first, second = self.services
        with self.transaction() as winner, self.transaction() as waiter:
            self.assign(winner, first)
            winner.flush_all()
            self.assert_waits_and_fails(winner, waiter, lambda env: self.assign(env, second))
            subscription = winner["crm.telecom.service"].browse(first).subscription_id
            text = f"went to subscription {subscription.name} of Rush Wang a moment ago: choose another one."
            with self.assertRaisesRegex(UserError, text):
                self.assign(waiter, second)
            waiter.cr.rollback()
        self.assert_won_by(first)

    def assert_won_by(self, service_id):
        with self.transaction() as env:
            number = env["crm.telecom.number"].browse(self.number_id)
            self.assertEqual((number.state, number.service_id.id), ("assigned", service_id))
            self.assertEqual(number.assignment_ids.service_id.id, service_id)

    def test_the_database_has_the_last_word(self):
        """Even writers who take no lock can't both have the number."""
        values = "INSERT INTO crm_telecom_number_assignment (number_id, service_id, date_from) VALUES (%s, %s, now())"
        with self.transaction() as one, self.transaction() as other:
            one.cr.execute(values, [self.number_id, self.services[0]])
            one.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
                other.cr.execute(values, [self.number_id, self.services[1]])
            other.cr.rollback()

    def test_numbers_on_one_document_are_counted_together(self):
        def submit(env, place):
            subscription = env["crm.telecom.subscription"].browse(self.made["crm_telecom_subscription"][place])
            return subscription._transition("submit")

        with self.transaction() as env:
            limit = env.company.telecom_numbers_per_person
            env.company.telecom_numbers_per_person = 1
            for service_id, number_id in zip(self.services, self.made["crm_telecom_number"], strict=True):
                env["crm.telecom.number"].browse(number_id)._assign(env["crm.telecom.service"].browse(service_id))
        try:
            with self.transaction() as winner, self.transaction() as waiter:
                submit(winner, 0)
                winner.flush_all()
                self.assert_waits_and_fails(winner, waiter, lambda env: submit(env, 1))
                with self.assertRaisesRegex(UserError, "1 numbers already, 1 are allowed"):
                    submit(waiter, 1)
                waiter.cr.rollback()
        finally:
            with self.transaction() as env:
                env.company.telecom_numbers_per_person = limit
