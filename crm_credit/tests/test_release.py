from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .check_common import CreditCheckCommon


@tagged("post_install", "-at_install", "alone")
class TestRelease(CreditCheckCommon):
    def _release(self, order, user=None, reason="Paid by Friday", **values):
        return order.with_user(user or self.officer).action_release_credit(reason, **values)

    def _refused(self, error, order, user=None, text="", **values):
        """The release is refused with a message that names the order, and leaves nothing behind."""
        before = len(self._decisions(order))
        with self.assertRaisesRegex(error, rf"(?s){text}"), self.cr.savepoint():
            self._release(order, user, **values)
        self.assertEqual(order.credit_state, "held")
        self.assertEqual(len(self._decisions(order)), before)

    def test_released_order_confirms(self):
        order = self._held_order()
        self.assertIs(self._release(order), True)
        self.assertEqual((order.state, order.credit_state), ("draft", "released"))
        self.assertFalse(order.activity_ids)
        release = self._decisions(order)[-1]
        self.assertEqual((release.event, release.user_id, release.reason), ("release", self.officer, "Paid by Friday"))
        self.assertEqual(release.release_amount, 1500.0)
        self.assertEqual(release.release_expiry, self.company._business_today() + timedelta(days=7))
        self._confirm(order)
        self.assertEqual((order.state, order.credit_state), ("sale", "released"))
        self.assertEqual(self._decisions(order)[-1].release_id, release)

    def test_release_covers_one_order_up_to_its_amount(self):
        order = self._held_order()
        self._release(order, amount=1600.0)
        other = self._held_order()
        order.order_line.price_unit = 1600.01
        self._confirm(order)
        self.assertEqual(order.credit_state, "held")
        order.order_line.price_unit = 1600.0
        self._confirm(order)
        self.assertEqual(order.state, "sale")
        self._confirm(other)
        self.assertEqual(other.credit_state, "held", "a release lets nothing else pass")

    def test_expired_release_lets_nothing_pass(self):
        order = self._held_order()
        self._release(order, expiry=self.company._business_today())
        self.env.cr.execute(
            "UPDATE crm_credit_decision SET release_expiry = release_expiry - 1 WHERE event = 'release' AND order_id = %s",
            [order.id],
        )
        self.env.invalidate_all()
        self._confirm(order)
        self.assertEqual((order.state, order.credit_state), ("draft", "held"))

    def test_release_in_the_past_is_refused(self):
        order = self._held_order()
        yesterday = self.company._business_today() - timedelta(days=1)
        self._refused(UserError, order, text=f"{order.name}.*expired", expiry=yesterday)
        self._refused(UserError, order, text=f"{order.name}.*not a date", expiry="tomorrow")

    def test_amounts_that_release_nothing_are_refused(self):
        order = self._held_order()
        for amount in (-1.0, 0.0, float("nan"), float("inf"), True, "1500"):
            self._refused(UserError, order, text=f"{order.name}.*above zero", amount=amount)
        self._refused(UserError, order, text=f"{order.name}.*would not let it pass", amount=1499.99)

    def test_reason_is_required(self):
        order = self._held_order()
        for reason in ("", "   ", None, 5):
            self._refused(UserError, order, text=order.name, reason=reason)

    def test_only_officers_release(self):
        order = self._held_order()
        self._refused(AccessError, order, user=self.seller, text="Only credit officers")
        boss = self._user("credit_boss", "sales_team.group_sale_manager,account.group_account_manager")
        self._refused(AccessError, order, user=boss, text="Only credit officers")
        with self.assertRaises(AccessError):
            order.with_user(self.seller).action_refuse_credit("no")

    def test_elevated_rights_do_not_make_an_officer(self):
        order = self._held_order()
        with self.assertRaises(AccessError):
            order.with_user(self.seller).sudo().action_release_credit("sudo")

    def test_nobody_releases_the_own_order(self):
        order = self._held_order(user=self.officer)
        self._refused(AccessError, order, text=f"{order.name}.*your own order")
        self.company.credit_self_release = True
        self._release(order)
        self.assertEqual(order.credit_state, "released")
        self.assertTrue(self._decisions(order)[-1].self_released, "the log says so")

    def test_giving_the_own_order_away_does_not_help(self):
        order = self._held_order(user=self.officer)
        order.user_id = self.seller
        self._refused(AccessError, order, text=f"{order.name}.*your own order")
        self._release(order, user=self.manager)

    def test_officers_have_an_authority_and_managers_none(self):
        self.company.write({"credit_officer_authority": "limited", "credit_officer_limit": 1500.0})
        order = self._held_order(1500.01)
        self._refused(AccessError, order, text=f"{order.name}.*1,500.00.*1,500.01")
        self._release(order, user=self.manager)
        self.assertEqual(order.credit_state, "released")
        self._release(self._held_order(1500.0))

    def test_order_that_is_not_held_is_named(self):
        order = self._order(10.0)
        with self.assertRaisesRegex(UserError, f"{order.name} is not on credit hold"):
            self._release(order)

    def test_blocked_customer_cannot_be_released(self):
        order = self._held_order()
        account = self._set_limit(self.customer, 1000.0, status="blocked")
        self._refused(UserError, order, text=f"{order.name}.*blocked")
        account.status = "normal"
        self._release(order)
        account.status = "blocked"
        self._confirm(order)
        self.assertEqual(order.credit_state, "held", "a block is stronger than a release")

    def test_refused_order_stays_a_quotation(self):
        order = self._held_order()
        order.with_user(self.officer).action_refuse_credit("No securities")
        self.assertEqual((order.state, order.credit_state), ("draft", "refused"))
        self.assertEqual(order.credit_message, "No securities")
        self.assertIn("No securities", order.message_ids[:1].body)
        order.order_line.price_unit = 500.0
        self._confirm(order)
        self.assertEqual(order.state, "sale", "within the limit nobody has to be asked")

    def test_other_company_officer_cannot_release(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._user(
            "credit_stranger", "crm_credit.group_credit_officer", company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        order = self._held_order()
        self._refused(AccessError, order, user=stranger)

    def test_dialog_releases_and_confirms(self):
        order = self._held_order()
        wizard = (
            self.env["crm.credit.release"]
            .with_user(self.officer)
            .create({"order_ids": order.ids, "reason": "Guarantee received"})
        )
        self.assertEqual(wizard.amount, 1500.0)
        self.assertIn("over the limit", wizard.why_held)
        wizard.action_release()
        self.assertEqual((order.state, order.credit_state), ("sale", "released"))

    def test_dialog_lets_a_confirmed_order_grow(self):
        order = self._order(600.0)
        self._confirm(order)
        wizard = (
            self.env["crm.credit.release"]
            .with_user(self.officer)
            .create({"order_ids": order.ids, "reason": "Season", "amount": 2000.0})
        )
        self.assertFalse(wizard.quotations)
        self.assertEqual(wizard.action_release()["params"]["message"], order.name)
        order.order_line.with_user(self.seller).write({"price_unit": 2000.0})
        self.assertEqual(order.amount_total, 2000.0)

    def test_dialog_says_in_which_currency(self):
        order = self._held_order()
        dialog = Form(self.env["crm.credit.release"].with_user(self.officer).with_context(default_order_ids=order.ids))
        self.assertEqual((dialog.amount, dialog.currency_id), (order.amount_total, self.company.currency_id))

    def test_release_is_told_in_the_chatter(self):
        order = self._held_order()
        order.with_user(self.officer).action_release_credit("Agreed", amount=2000.0, expiry="2099-05-01")
        self.assertRegex(order.message_ids[0].body, r"Released for .*2,000\.00.* until 05/01/2099: Agreed")

    def test_dialog_refuses(self):
        order = self._held_order()
        self.env["crm.credit.release"].with_user(self.officer).create(
            {"order_ids": order.ids, "reason": "No"}
        ).action_refuse()
        self.assertEqual(order.credit_state, "refused")

    def test_log_cannot_be_changed_or_deleted(self):
        decision = self._decisions(self._held_order())
        with self.assertRaises(UserError):
            decision.with_user(self.manager).write({"result": "clear"})
        with self.assertRaises(UserError):
            decision.sudo().write({"result": "clear"})
        with self.assertRaises(AccessError):
            decision.with_user(self.manager).unlink()
        with self.assertRaises(UserError):
            decision.sudo().unlink()
        with self.assertRaises(AccessError):
            decision.with_user(self.manager).create(decision.copy_data())

    def test_log_survives_its_order(self):
        order = self._held_order()
        decision, name = self._decisions(order), order.name
        order.unlink()
        decision.invalidate_recordset()
        self.assertFalse(decision.order_id)
        self.assertEqual(decision.document_name, name)

    def test_salespeople_see_their_order_but_not_the_log(self):
        order = self._held_order()
        self.assertIn("over the limit", order.with_user(self.seller).credit_message)
        self.assertEqual(order.with_user(self.seller).credit_panel["limit"], 1000.0)
        with self.assertRaises(AccessError):
            self._decisions(order).with_user(self.seller).read(["exposure"])
