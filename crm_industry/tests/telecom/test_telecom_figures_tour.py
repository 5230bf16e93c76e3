from dateutil.relativedelta import relativedelta

from odoo.tests import HttpCase, new_test_user, tagged

from .telecom_common import TelecomCommon


@tagged("post_install", "-at_install")
class TestTelecomFiguresTour(HttpCase, TelecomCommon):
    """The screens of the figures, as of the real today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.company._business_today()
        begin = cls.env["crm.telecom.churn.test"]._quarter(today)
        cls.wavering = cls.make_customer("Wavering Ltd")
        cls.subscription = cls.subscribe(
            "active",
            "internet",
            day=begin - relativedelta(months=3),
            account_id=cls.make_account(partner_id=cls.wavering.id).id,
            commitment_from=begin - relativedelta(months=3),
            commitment_to=today + relativedelta(days=20),
        )
        cls.commitment = cls.env["crm.telecom.churn.flag"]._of_company(cls.company)["commitment"]
        # Long before the quarter and now.
        cls.commitment.write({"points": 60, "threshold": 300})
        cls.env["res.config.settings"].create({"group_trade_telecom": True}).execute()
        cls.env["crm.telecom.figures"]._for_company(cls.company)._begin(now=True)

    def tour(self, path, name, login="telecom_manager"):
        self.start_tour(f"/odoo/{path}", name, login=login, timeout=120)

    def test_ratios_on_the_screens(self):
        self.tour("telecom-analysis", "telecom_figures", "telecom_agent")

    def test_from_the_list_to_a_campaign(self):
        groups = "crm_industry.group_telecom_agent,crm_industry.group_market_manager"
        new_test_user(self.env, "retention_agent", groups, company_id=self.company.id).lang = "en_US"
        self.tour("telecom-retention", "telecom_retention", "retention_agent")
        call = self.env.ref("crm_industry.mail_activity_telecom_retention")
        self.assertEqual(self.subscription.activity_ids.activity_type_id, call)
        segment = self.env["crm.market.segment"].search([("company_id", "=", self.company.id)], order="id desc", limit=1)
        self.assertEqual(self.env["res.partner"].browse(segment._customers_query()), self.wavering)

    def test_weights_and_what_they_are_worth(self):
        self.tour("telecom-churn-tests", "telecom_churn_tests")
        self.tour("telecom-churn-flags", "telecom_churn_flags")
        self.assertEqual(self.commitment.points, 25)
