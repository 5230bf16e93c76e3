from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .auto_common import NOON
from .claim_common import ClaimCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestWarrantyClaim(ClaimCommon):
    """What the maker pays for, from the job to the payment."""

    def test_what_a_job_costs_the_maker(self):
        job = self.make_warranty_job()
        order = job.sale_order_id
        self.assertEqual(order.amount_untaxed, 0.5 * 80 + 3 * 45)
        self.assertEqual(str(job.claim_due), "2026-04-15")
        self.assertIn("Test Motors Ltd", job.activity_ids.mapped("summary")[0])
        job.action_claim()
        claim = job.claim_ids
        labour, part = claim.line_ids
        self.assertEqual((labour.kind, labour.quantity, labour.price_unit, labour.amount_claimed), ("labour", 0.5, 120, 60))
        self.assertEqual((part.kind, part.quantity, part.price_unit, part.amount_claimed), ("part", 3, 33, 99))
        self.assertEqual((claim.kind, claim.partner_id, claim.amount_claimed), ("warranty", self.maker, 159))
        self.assertEqual((str(claim.due_on), claim.fault_ids), ("2026-04-15", job.fault_ids))
        self.assertTrue(claim.name.startswith("WC"))
        self.assertEqual((order.amount_untaxed, order.order_line.mapped("price_unit")), (0, [80, 45]))
        self.assertFalse(job.activity_ids)
        self.assertEqual(job.action_claim()["res_id"], claim.id)

    def test_parts_at_their_price(self):
        self.terms.write({"parts_basis": "price", "parts_percent": 80})
        self.assertEqual(self.make_claim().amount_claimed, 60 + 3 * 36)

    def test_claimed_once(self):
        claim = self.make_claim()
        other = self.make_claim(claim.job_id, kind="goodwill")
        self.assertFalse(other.line_ids)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            other.line_ids = [(0, 0, {"sale_line_id": claim.line_ids[0].sale_line_id.id})]
        self.env.cr.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'crm_warranty_claim_line_once'")
        self.assertIn("UNIQUE INDEX", self.env.cr.fetchone()[0])
        with self.assertRaises(UserError):
            other.action_submit()

    def test_lines_of_another_job_and_what_was_invoiced(self):
        claim, other = self.make_claim(), self.make_warranty_job(vehicle=self.make_vehicle(first_sale_date="2025-06-01"))
        with self.assertRaises(ValidationError), self.cr.savepoint():
            claim.line_ids = [(0, 0, {"sale_line_id": other.sale_order_id.order_line[0].id})]
        other.sale_order_id.sudo()._create_invoices()
        self.assertFalse(other._claimable_lines())
        with self.assertRaises(ValidationError):
            self.make_claim(other, line_ids=[(0, 0, {"sale_line_id": other.sale_order_id.order_line[0].id})])

    def test_only_under_warranty_or_with_consent(self):
        old = self.make_vehicle(self.buyer, first_sale_date="2020-01-01", delivery_date="2020-01-01")
        job = self.make_warranty_job(vehicle=old)
        self.assertFalse(job.claim_due)
        for kind in ("warranty", "recall"):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.make_claim(job, kind=kind)
        claim = self.make_claim(job, kind="goodwill")
        with self.assertRaises(UserError):
            claim.action_submit()
        claim.maker_ref = "G-7"
        claim.action_submit()
        self.brand.copy({"code": "X"})
        self.terms.active = False
        with self.assertRaises(ValidationError):
            self.make_claim(self.make_warranty_job())

    def test_what_is_claimed_stays_free_of_charge(self):
        claim = self.make_claim()
        line = claim.line_ids[1].sale_line_id
        for values in ({"discount": 0}, {"product_uom_qty": 2}, {"product_id": self.labour.id}):
            with self.assertRaises(UserError):
                line.write(values)
        with self.assertRaises(UserError):
            line.unlink()
        line.product_uom_qty = 4
        self.assertEqual(line.discount, 100)
        claim.line_ids[1].unlink()
        self.assertEqual((line.discount, line.price_subtotal), (0, 180))
        claim.unlink()
        self.assertEqual(self.vehicle.job_ids.sale_order_id.amount_untaxed, 220)

    def test_deadline(self):
        job = self.make_warranty_job()
        claim = self.make_claim(job)
        with freeze_time("2026-04-15 15:59:00"):
            self.assertFalse(claim.is_late)
        with freeze_time("2026-04-15 16:01:00"):
            claim.invalidate_recordset()
            self.assertTrue(claim.is_late)
            self.assertEqual(claim.search([("is_late", "=", True)]), claim)

    # -- the maker's answer --------------------------------------------------------------------------------------------

    def test_reimbursed(self):
        claim = self.make_claim(state="approved", maker_ref="M-1")
        self.assertEqual((claim.amount_approved, claim.amount_reimbursed), (159, 0))
        claim.action_invoice()
        invoice = claim.sudo().invoice_id
        self.assertEqual((invoice.move_type, invoice.partner_id, invoice.state), ("out_invoice", self.maker, "draft"))
        self.assertEqual((invoice.amount_untaxed, invoice.ref), (159, "M-1"))
        self.assertIn(self.vehicle.vin, invoice.invoice_line_ids[0].name)
        with self.assertRaises(UserError):
            claim.action_invoice()
        with self.assertRaises(UserError):
            claim.action_revise("x")
        invoice.action_post()
        self.assertEqual(claim.state, "approved")
        self.env["account.payment.register"].sudo().with_context(active_model="account.move", active_ids=invoice.ids).create(
            {}
        )._create_payments()
        self.assertEqual((claim.state, claim.amount_reimbursed), ("reimbursed", 159))
        self.assertEqual(claim.event_ids.sorted("id").mapped("verb"), ["create", "submit", "approve", "reimburse"])
        self.assertEqual(claim.event_ids.sorted("id").mapped("amount"), [0, 159, 159, 159])

    def test_several_claims_on_one_invoice(self):
        claims = self.make_claim(state="approved")
        claims |= self.make_claim(self.make_warranty_job(), state="approved")
        claims.action_invoice()
        self.assertEqual((len(claims.sudo().invoice_id), claims.sudo().invoice_id.amount_untaxed), (1, 318))
        claims.sudo().invoice_id.button_cancel()
        self.assertFalse(any(claims.mapped("invoiced")))
        claims[0].action_invoice()

    def test_on_one_invoice_at_a_time(self):
        claim = self.make_claim(state="approved")
        claim.action_invoice()
        old = claim.sudo().invoice_id
        old.button_cancel()
        claim.action_invoice()
        self.assertNotEqual(claim.sudo().invoice_id, old)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            old.button_draft()
            self.env.flush_all()
        claim.sudo().invoice_id.button_cancel()
        self.env.flush_all()
        old.button_draft()
        self.env.flush_all()

    def test_faults_of_its_own_job(self):
        claim, other = self.make_claim(), self.make_warranty_job()
        with self.assertRaises(ValidationError):
            claim.fault_ids = other.fault_ids

    def test_a_part_of_it(self):
        claim = self.make_claim(state="submitted")
        with self.assertRaises(UserError):
            claim.action_approve_part("too dear")
        self.assertEqual(claim.action_approve_part()["res_model"], "crm.warranty.claim.reason")
        claim.line_ids[0].write({"amount_approved": 40, "note": "20 minutes"})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            claim.line_ids[0].amount_approved = 60.01
            claim.flush_recordset()
            claim.line_ids.flush_recordset()
        window = self.env["crm.warranty.claim.reason"].with_user(self.station_manager)
        window.create({"claim_ids": claim.ids, "verb": "approve_part", "reason": "too dear"}).action_confirm()
        self.assertEqual(
            (claim.state, claim.amount_approved, claim.event_ids.sorted("id")[-1].amount), ("partly_approved", 40, 40)
        )
        claim.action_invoice()
        self.assertEqual(claim.sudo().invoice_id.amount_untaxed, 40)

    def test_claimed_again(self):
        claim = self.make_claim(state="submitted")
        claim.action_reject("no photos")
        self.assertEqual(
            (claim.state, claim.amount_approved, claim.event_ids.sorted("id")[-1].reason), ("rejected", 0, "no photos")
        )
        with self.assertRaises(UserError):
            claim.action_invoice()
        claim.action_revise("with photos")
        self.assertEqual((claim.state, claim.round_number), ("draft", 2))
        claim.line_ids[0].quantity = 0.4
        self.assertEqual(claim.amount_claimed, 48 + 99)
        with self.assertRaises(UserError):
            claim.unlink()
        claim.action_submit()
        claim.action_approve()
        self.assertEqual(claim.amount_approved, 147)

    def test_what_the_maker_has_stays(self):
        claim = self.make_claim(state="submitted")
        line = claim.line_ids[0]
        for record, values in (
            (claim, {"fault_ids": [(5, 0, 0)]}),
            (claim, {"job_id": self.make_warranty_job(vehicle=self.make_vehicle(first_sale_date="2025-06-01")).id}),
            (line, {"quantity": 0.1}),
            (line, {"price_unit": 999}),
        ):
            with self.assertRaises(UserError):
                record.write(values)
        with self.assertRaises(UserError):
            line.unlink()
        for values in ({"state": "approved"}, {"due_on": "2030-01-01"}, {"submitted_on": False}):
            with self.assertRaises(AccessError):
                claim.write(values)
        with self.assertRaises(AccessError):
            line.amount_reimbursed = 5
        draft = self.make_claim(self.make_warranty_job())
        with self.assertRaises(UserError):
            draft.line_ids[0].amount_approved = 5
        with self.assertRaises(ValidationError):
            draft.line_ids[0].quantity = 0.6

    def test_age(self):
        claim = self.make_claim(state="submitted")
        age = self.env["crm.warranty.claim.age"].with_user(self.station_manager)
        for day, bucket in (
            ("2026-04-15", "1"),
            ("2026-04-16", "2"),
            ("2026-06-14", "3"),
            ("2026-09-12", "4"),
            ("2026-09-13", "5"),
        ):
            with freeze_time(f"{day} 04:00:00"):
                age.invalidate_model()
                row = age.search([("claim_id", "=", claim.id)])
                self.assertEqual((row.bucket, row.amount), (bucket, 159), day)
        claim.action_reject("x")
        self.assertFalse(age.search([("claim_id", "=", claim.id)]))


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestWarrantyClaimRights(ClaimCommon):
    """Claims are for the people of their station, answers for its managers."""

    def strangers(self):
        return (self.second_user, self.other_station_user, self.salesperson)

    def test_strangers_see_and_change_nothing(self):
        claim = self.make_claim()
        free = claim.line_ids[1].sale_line_id
        claim.line_ids[1].unlink()
        records = (claim, claim.line_ids[0], claim.event_ids[0])
        for user in self.strangers():
            for record in records:
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])
                with self.assertRaises(AccessError):
                    record.with_user(user).write({"create_date": "2020-01-01"})
                with self.assertRaises(AccessError):
                    record.with_user(user).unlink()
            for method, args in (
                ("action_submit", ()), ("action_approve", ()), ("action_approve_part", ("x",)), ("action_reject", ("x",)),
                ("action_revise", ("x",)), ("action_invoice", ()), ("message_post", ()),
            ):  # fmt: skip
                with self.assertRaises(AccessError):
                    getattr(claim.with_user(user), method)(*args)
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.make_claim(claim.job_id, user=user, kind="goodwill")
            with self.assertRaises(AccessError), self.cr.savepoint():
                claim.job_id.with_user(user).action_claim()
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.env["crm.warranty.claim.line"].with_user(user).create({"claim_id": claim.id, "sale_line_id": free.id})
        for user in self.strangers()[:2]:
            with mute_logger("odoo.sql_db"):
                result = self.env["crm.warranty.claim"].with_user(user).load([".id", "maker_ref"], [[str(claim.id), "stolen"]])
            self.assertFalse(result["ids"])
            self.assertFalse(self.env["crm.warranty.claim.age"].with_user(user).search([("claim_id", "=", claim.id)]))
        self.assertEqual((claim.state, claim.maker_ref), ("draft", False))

    def test_strangers_import_no_changes_of_jobs(self):
        job = self.make_warranty_job()
        for user in self.strangers()[:2]:
            with mute_logger("odoo.sql_db"):
                result = self.env["crm.service.job"].with_user(user).load([".id", "words"], [[str(job.id), "stolen"]])
            self.assertFalse(result["ids"])
        self.assertFalse(job.words)

    def test_answers_are_for_managers_of_the_station(self):
        claim = self.make_claim(state="submitted").with_user(self.station_user)
        for method, args in (("action_approve", ()), ("action_approve_part", ("x",)), ("action_reject", ("x",))):
            with self.assertRaises(AccessError):
                getattr(claim, method)(*args)
        with self.assertRaises(AccessError):
            claim.line_ids[0].amount_approved = 5
        claim.with_user(self.station_manager).action_approve()
        with self.assertRaises(AccessError):
            claim.action_invoice()
        claim.with_user(self.auto_manager).action_invoice()

    def test_terms_are_kept_by_managers_of_the_trade(self):
        for user in (self.station_user, self.station_manager):
            self.assertTrue(self.terms.with_user(user).labour_price)
            with self.assertRaises(AccessError):
                self.terms.with_user(user).labour_price = 500
        self.terms.with_user(self.auto_manager).labour_price = 130
        with self.assertRaises(AccessError):
            self.terms.with_user(self.other_station_user).read(["labour_price"])
