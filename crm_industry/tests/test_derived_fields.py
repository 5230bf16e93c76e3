from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from .channel.agreement_common import NOON, AgreementCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestDerivedFields(AgreementCommon):
    """What follows from other fields, and what has been decided, is not taken from a client, in whatever way it comes."""

    def test_every_model_that_users_write_refuses_them(self):
        models = self.env["ir.model"].search([("model", "=like", "crm.%"), ("transient", "=", False)])
        seen = 0
        for model in models.filtered(lambda model: self.env[model.model]._original_module == "crm_industry"):
            records = self.env[model.model]
            rights = model.access_ids.filtered(lambda access: access.perm_write or access.perm_create)
            derived = [
                name
                for name, field in records._fields.items()
                if field.store and field.compute and field.readonly and not name.startswith(("message_", "activity_"))
            ]
            if records._auto and rights and (derived or records._parent_store):
                self.assertTrue(hasattr(records, "_refuse_derived"), f"{model.model}: {derived}")
                seen += 1
        self.assertGreater(seen, 8)

    def test_end_of_an_agreement_in_force(self):
        agreement = self.activate(self.dealer_a, self.east)
        self.dealer_a.user_id = self.salesperson
        mine = agreement.with_user(self.salesperson)
        mine.notice_days = 30
        with self.assertRaises(AccessError):
            mine.write({"last_day": "2099-12-31"})
        with self.assertRaises(AccessError):
            mine.create({"dealer_id": self.dealer_a.id, "last_day": "2099-12-31"})
        with self.assertRaises(AccessError):
            mine.write({"channel_report_period": "none"})
        self.assertEqual((agreement.last_day, agreement.channel_report_period), (agreement.date_to, "type"))
        agreement.with_user(self.channel_manager).channel_report_period = "none"

    def test_sum_of_a_deposit(self):
        agreement = self.make_agreement(self.dealer_a, self.east)
        deposits = self.env["crm.dealer.deposit"].with_user(self.channel_manager)
        values = {"agreement_id": agreement.id, "amount": 1, "reason": "One"}
        for forged in ({"signed_amount": 1000000}, {"company_id": self.other_company.id}):
            with self.assertRaises(AccessError):
                deposits.create(values | forged)
        self.env["ir.default"].with_user(self.channel_manager).set("crm.dealer.deposit", "signed_amount", 1000000, user_id=True)
        entry_id = call_kw(deposits, "create", [values], {"context": {"default_signed_amount": 1000000}})
        self.assertEqual(deposits.browse(entry_id).signed_amount, 1)
        self.assertEqual(agreement.deposit_received, 1)

    def test_company_of_a_territory(self):
        agreement = self.make_agreement(self.dealer_a, self.east)
        line = {"region_ids": [Command.set(self.south.ids)], "company_id": self.other_company.id}
        with self.assertRaises(AccessError):
            agreement.with_user(self.channel_manager).write({"line_ids": [Command.create(line)]})
        self.assertEqual(agreement.line_ids.company_id, self.company)

    def test_shape_of_an_approved_target(self):
        target = self.env["crm.target"].create({"name": "Year", "amount": 100, "date_from": "2026-01-01"})
        mine = target.with_user(self.channel_manager)
        for forged in ({"date_to": "2030-12-31"}, {"root_id": False}, {"parent_path": "1/"}, {"currency_id": False}):
            with self.assertRaises(AccessError):
                mine.write(forged)
        self.assertEqual(str(target.date_to), "2026-12-31")
        mine.write({"amount": 200, "note": "More"})
        self.assertEqual(target.amount, 200)

    def test_path_of_a_region(self):
        with self.assertRaises(AccessError):
            self.south.with_user(self.channel_manager).write({"parent_path": self.east.parent_path})
        self.south.with_user(self.channel_manager).parent_id = self.east
        self.assertIn(self.south, self.env["crm.region"].search([("id", "child_of", self.east.id)]))
