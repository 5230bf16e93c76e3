import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .crm_telecom_arrears_policy import STAGES

_logger = logging.getLogger(__name__)

USED = ("active", "suspended")


class CrmTelecomAccount(models.Model):
    """How far the arrears of an account have led, and what that does to its subscriptions."""

    _inherit = "crm.telecom.account"

    arrears_stage = fields.Selection(
        "_selection_arrears_stage",
        string="Arrears",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="How far the policy for arrears has gone.",
    )
    arrears_on = fields.Date(string="Arrears since", readonly=True, copy=False, help="The day of the last step for arrears.")

    @api.model
    def _selection_arrears_stage(self):
        labels = {
            "reminded": self.env._("Reminded"),
            "one_way": self.env._("Suspended One-way"),
            "two_way": self.env._("Suspended Two-way"),
            "proposed": self.env._("Proposed to Terminate"),
        }
        return list(labels.items())

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"arrears_stage": False, "arrears_on": False}

    # -- deciding ------------------------------------------------------------------------------------------------------

    def _review_arrears_safely(self, policy):
        """Review one account for the job: what stands against it is logged, who was quicker lets the next run do it."""
        try:
            with self.env.cr.savepoint():
                self._review_arrears(policy)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            self.env.invalidate_all()
        except UserError as error:
            _logger.warning("Arrears of %s: %s", self, error)

    def _review_arrears(self, policy=None):
        """Bring accounts to the stages that their overdue bills ask for, on figures that nobody else changes meanwhile."""
        # sudo: payments and disputes bring their accounts in step, whoever writes them down
        accounts = self.sudo()
        accounts._lock_arrears()
        policies = policy or self.env["crm.telecom.arrears.policy"].sudo().search([("company_id", "in", accounts.company_id.ids)])
        for each in policies.sudo():
            own = accounts.filtered(lambda account, company=each.company_id: account.company_id == company)
            for account_id, (stage, target) in each._wanted(own).items():
                own.browse(account_id)._change_arrears(each, stage, target)

    def _lock_arrears(self):
        locks = self._transition_locks("suspend") | self.subscription_ids._transition_locks("suspend_one_way")
        self.env["crm.capacity.lock"]._lock_capacity(locks)
        self.invalidate_recordset()
        self.subscription_ids.invalidate_recordset()

    def _change_arrears(self, policy, stage, target):
        """Take the steps from one stage to another one."""
        self._guarded_write({"arrears_stage": target, "arrears_on": self._lifecycle_today()})
        order = (False, *STAGES)
        if order.index(target) < order.index(stage):
            return self._ease_arrears(target)
        if target == "reminded":
            return self._remind_of_arrears()
        self._suspend_for_arrears(policy, target)
        if policy.credit_alert and order.index(stage) < order.index("two_way") <= order.index(target):
            self._alert_credit(policy)
        if target == "proposed":
            self._propose_to_terminate(policy)
        return True

    # -- doing ---------------------------------------------------------------------------------------------------------

    def _suspend_for_arrears(self, policy, target, subscriptions=None):
        """Suspend what is in use and not left on; what a harder stage asks for comes at once.

        :param subscriptions: those that are looked at, all by default
        """
        level = "one_way" if target == "one_way" or not policy.two_way_days else "two_way"
        if level == "one_way" and not policy.one_way_days:
            return
        passed = ("one_way", "two_way") if level == "one_way" else ("two_way",)
        subscriptions = (self.subscription_ids if subscriptions is None else subscriptions).filtered(
            lambda each: (
                each.state in USED and each.offering_id not in policy.offering_ids and each._holds().get("arrears") not in passed
            )
        )
        if subscriptions:
            reason = self.env.ref("crm_industry.telecom_reason_arrears")
            subscriptions._transition(f"suspend_{level}", reason, source="job")

    def _suspend_newcomers(self, subscriptions):
        """Suspend what begins to be in use on an account whose subscriptions are suspended for arrears."""
        if self.arrears_stage in STAGES[1:]:
            policy = self.env["crm.telecom.arrears.policy"].search([("company_id", "=", self.company_id.id)], limit=1)
            if policy:
                self._suspend_for_arrears(policy, self.arrears_stage, subscriptions)

    def _ease_arrears(self, target):
        """Resume what is suspended for arrears, or ease it to one-way."""
        reason = self.env.ref("crm_industry.telecom_reason_paid")
        held = self.subscription_ids._held_by("arrears")
        if target in ("two_way", "proposed"):
            return
        if target == "one_way":
            held = held.filtered(lambda each: each._holds()["arrears"] == "two_way")
        if held:
            held._transition("ease" if target == "one_way" else "resume", reason, source="job")

    def _remind_of_arrears(self):
        """Write to whoever pays. Extend or replace to remind by other ways."""
        account = self.with_context(lang=self.payer_id.lang or self.env.lang)
        account.message_post(
            body=account.env._("Bills of the account %(account)s are overdue. Please pay them.", account=account.name),
            partner_ids=self.payer_id.ids,
            subtype_xmlid="mail.mt_comment",
        )

    def _alert_credit(self, policy):
        """Let the credit officer know, and put the credit of whoever pays on watch. Extend by super."""
        company = self.company_id.root_id
        credit = self.env["crm.credit.account"].sudo()._for_customers(self.payer_id, company, create=True)
        reason = self.env._("Telecom account %(account)s is suspended two-way for arrears.", account=self.name)
        credit.filtered(lambda each: each.status == "normal")._set_credit({"status": "watch"}, "manual", reason=reason)
        cases = self.env["crm.credit.case"]
        officer = cases._first_working(company, credit.officer_id, company.credit_officer_id, policy.user_id)
        if officer:
            self.activity_schedule(
                "mail.mail_activity_data_todo", user_id=officer.id, summary=self.env._("Credit alert"), note=reason
            )

    def _propose_to_terminate(self, policy):
        user = policy.user_id.filtered(lambda each: each.active and not each.share)
        if user:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=self.env._("Terminate for arrears?"),
                note=self.env._("Bills of %(account)s have not been paid for a long time.", account=self.display_name),
            )
