from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command

from .exposure_common import ExposureCommon


class CollectionCommon(ExposureCommon):
    """An own dunning plan of the company (levels after 10, 20 and 30 days, the last one stops supply), one user per role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.template = cls.env.ref("crm_credit.mail_template_dunning")
        cls.plan = cls._plan(cls.company)
        cls.first, cls.second, cls.third = cls.plan.level_ids.sorted("days_overdue")
        cls.company.write(
            {
                "credit_dunning_plan_id": cls.plan.id,
                "credit_promise_grace_days": 2,
                "credit_case_amount": 0,
                "credit_dunning_auto": "off",
            }
        )
        cls.officer = cls._user("collection_officer", "crm_credit.group_credit_officer")
        cls.accountant = cls._user("collection_accountant", "account.group_account_invoice")
        cls.seller = cls._user("collection_seller", "sales_team.group_sale_salesman")
        cls.customer.write({"email": "one@example.com", "user_id": cls.seller.id, "lang": "en_US"})
        cls.other.write({"email": "two@example.com", "lang": "en_US"})
        cls.reason = cls.env.ref("crm_credit.dispute_reason_price")

    @classmethod
    def _plan(cls, company, **values):
        levels = ((10, "First reminder", "letter"), (20, "Second reminder", "letter"), (30, "Last reminder", "both"))
        return cls.env["crm.credit.dunning.plan"].create(
            {
                "name": "Test plan",
                "company_id": company.id,
                "min_interval_days": 5,
                "level_ids": [
                    Command.create(
                        {
                            "days_overdue": days,
                            "name": name,
                            "kind": kind,
                            "mail_template_id": cls.template.id,
                            "stop_supply": days == 30,
                        }
                    )
                    for days, name, kind in levels
                ],
                **values,
            }
        )

    def _run(self, send=True, date=None, user=None):
        """A dunning run to its end, at once."""
        run = self.env["crm.credit.dunning.run"].create({"company_id": self.company.id, "date": date or self._day()})
        self._step(run.with_user(user or self.officer), "action_propose")
        if send:
            self._step(run.with_user(user or self.officer), "action_send")
        return run

    def _step(self, run, action):
        """Press a button of the run and do what it queued in this transaction."""
        with patch.object(self.registry["crm.credit.dunning.run"], "_job_start", lambda job: job._job_run_now()):
            getattr(run, action)()

    def _day(self):
        return self.company._business_today()

    def _later(self, days):
        """A moment so many days from the day of the class, at noon UTC, for freeze_time."""
        return f"{fields.Date.to_string(self.today + timedelta(days=days))} 12:00:00"

    def _letter(self, run, partner=None):
        return run.letter_ids.filtered(lambda letter: letter.partner_id == (partner or self.customer))

    def _case(self, partner=None, state="open"):
        return self.env["crm.credit.case"].search(
            [("partner_id", "=", (partner or self.customer).id), ("company_id", "=", self.company.id), ("state", "=", state)]
        )

    def _promise(self, amount=100.0, days=5, partner=None, **values):
        day = self._day()
        return self.env["crm.credit.promise"].create(
            {
                "partner_id": (partner or self.customer).id,
                "company_id": self.company.id,
                "amount": amount,
                "date": day,
                "date_due": day + timedelta(days=days),
                **values,
            }
        )

    def _dispute(self, move, amount=None, **values):
        return self.env["crm.credit.dispute"].create(
            {"move_id": move.id, "reason_id": self.reason.id, **({"amount": amount} if amount else {}), **values}
        )
