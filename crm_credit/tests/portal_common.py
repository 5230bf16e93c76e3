from odoo import http
from odoo.tests import HttpCase, new_test_user

from .statement_common import StatementCommon


class PortalCreditCommon(StatementCommon, HttpCase):
    """A buyer of the customer with documents of all kinds, one of another customer, both with portal users."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._world()
        drafts = cls.env["account.move"].search([("partner_id", "=", cls.customer.id), ("state", "=", "draft")])
        drafts.unlink()
        cls.account = cls._account(amount=2000.0)
        cls.buyer = cls._portal_user("credit_buyer", cls.customer)
        cls.stranger = cls._portal_user("credit_stranger", cls.other)

    @classmethod
    def _portal_user(cls, login, customer):
        contact = cls.env["res.partner"].create({"name": login, "parent_id": customer.id, "email": f"{login}@example.com"})
        return new_test_user(
            cls.env,
            login,
            "base.group_portal",
            partner_id=contact.id,
            lang="en_US",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def _log_in(self, user=None):
        """As somebody who reads the pages in English whatever the language of the site."""
        login = (user or self.buyer).login
        self.authenticate(login, login)
        self.opener.cookies["frontend_lang"] = "en_US"

    def _page(self, user=None):
        self._log_in(user)
        response = self.url_open("/my/credit")
        self.assertEqual(response.status_code, 200)
        return response.text.split('id="wrap"')[-1].split("<footer")[0].replace("\ufeff", "")

    def _post(self, form, data=None, files=None, user=None):
        self._log_in(user)
        data = {"csrf_token": http.Request.csrf_token(self), **(data or {})}
        response = self.url_open(f"/my/credit/{form}", data=data, files=files)
        self.env.invalidate_all()
        return response
