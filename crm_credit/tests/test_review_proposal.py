from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .kpi_common import KpiCommon


@freeze_time("2026-07-20 12:00:00")
@tagged("post_install", "-at_install")
class TestReviewProposal(KpiCommon):
    """Accounts that no longer fit, what is proposed, and what becomes of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls._user("proposal_officer", "crm_credit.group_credit_officer")
        classes = cls.env["crm.credit.class"].search([("company_id", "=", cls.company.id)])
        cls.best, cls.good = classes[0], classes[1]
        cls.good.limit_factor = 1.0
        cls.account = cls._account(amount=1000, class_id=cls.good.id)
        cls.customer.property_payment_term_id = cls.env.ref("account.account_payment_term_30days")
        cls._metrics(12000)

    @classmethod
    def _metrics(cls, sales):
        """Net sales of twelve months; 12,000 a year, a month's term and factor 1 make a limit of 1,000."""
        metrics = cls.env["crm.customer.metrics"]
        row = metrics.search([("partner_id", "=", cls.customer.id), ("company_id", "=", cls.company.id)])
        if not row:
            metrics._refresh(cls.customer, cls.company)
            row = metrics.search([("partner_id", "=", cls.customer.id), ("company_id", "=", cls.company.id)])
        if not row:
            row = metrics.create(
                {"partner_id": cls.customer.id, "company_id": cls.company.id, "currency_id": cls.company.currency_id.id}
            )
        row.net_sales_12m = sales

    def _find(self):
        self.env["crm.credit.review.proposal"]._find(self.company)
        return self.env["crm.credit.review.proposal"].search([("account_id", "=", self.account.id)], order="id")

    def _scored(self, score, moment="2026-07-01 10:00:00"):
        application = self.env["crm.credit.application"].create(
            {"partner_id": self.customer.id, "kind": "review", "requested_amount": 1000, "reason": "x"}
        )
        application._guarded_write({"scored_on": moment, "score": score, "score_status": "rated"})
        return application

    def test_what_fits_is_not_proposed(self):
        self.assertFalse(self._find())
        self._metrics(14000)
        self.assertFalse(self._find(), "within the tolerance of 20 percent")

    def test_limit_by_the_formula(self):
        self._metrics(24000)
        proposal = self._find()
        self.assertEqual((proposal.present_amount, proposal.proposed_amount, proposal.state), (1000, 2000, "open"))
        self.assertEqual(self._find(), proposal, "found again, it is still one")
        self._metrics(12000)
        self._find()
        self.assertEqual(proposal.state, "outdated")

    def test_class_by_the_latest_score(self):
        self._scored(30, "2026-06-01 10:00:00")
        self._scored(90)
        proposal = self._find()
        self.assertEqual((proposal.present_class_id, proposal.proposed_class_id), (self.good, self.best))

    def test_terms_of_the_class(self):
        self.good.payment_term_id = self.env.ref("account.account_payment_term_15days")
        proposal = self._find()
        self.assertEqual(proposal.proposed_term_id, self.good.payment_term_id)
        self.customer.grading_own_terms = True
        self._find()
        self.assertEqual(proposal.state, "outdated")

    def test_who_pays_badly_gets_no_more(self):
        self._metrics(24000)
        self._dated(1500, date(2026, 3, 1), date(2026, 3, 31))
        proposal = self._find()
        self.assertEqual((proposal.proposed_amount, proposal.utilisation), (1000, 150))
        self.assertEqual(len(proposal.reasons.splitlines()), 2)

    def test_application_of_a_proposal(self):
        self._metrics(24000)
        self._scored(90)
        proposal = self._find().with_user(self.officer)
        proposal.action_apply()
        application = proposal.application_id
        self.assertEqual((application.kind, application.requested_amount), ("review", proposal.proposed_amount))
        self.assertEqual((application.stage, application.decided_class_id), ("assess", self.best))
        self.assertEqual((self.account.limit_amount, self.account.class_id), (1000, self.good), "nothing without approval")
        with self.assertRaises(UserError):
            proposal.action_apply()
        self.assertEqual(self._find(), proposal, "an open application is enough")

    def test_dismissed_stays_away_until_the_facts_change(self):
        self._metrics(24000)
        proposal = self._find()
        proposal.with_user(self.officer).action_dismiss()
        self._metrics(24100)
        self.assertEqual(self._find(), proposal)
        self._metrics(48000)
        self.assertEqual(self._find().mapped("state"), ["dismissed", "open"])

    def test_who_may(self):
        self._metrics(24000)
        proposal = self._find()
        reader = self._user("proposal_reader", "crm_credit.group_credit_user")
        leader = self._user("proposal_leader", "sales_team.group_sale_manager")
        for user in (reader, leader):
            for verb in ("action_apply", "action_dismiss"):
                with self.assertRaises(AccessError):
                    getattr(proposal.with_user(user), verb)()
        with self.assertRaises(AccessError):
            proposal.with_user(self.officer).write({"state": "applied"})

    def test_running_month_looks_at_all_accounts(self):
        self._metrics(24000)
        month = self._take()
        self.assertFalse(self.env["crm.credit.review.proposal"].search([]))
        month._guarded_write({"proposals_wanted": True})
        month._job_run_now()
        self.assertEqual((month.proposals_on, month.proposals_wanted), (date(2026, 7, 20), False))
        self.assertEqual(self.env["crm.credit.review.proposal"].search([]).account_id, self.account)
        with self.assertRaises(UserError):
            self._take(date(2026, 6, 1)).with_user(self.officer).action_find_proposals()
