from odoo.tests import HttpCase

from odoo.addons.crm_grading.tests.portal_common import PortalPages

from .statement_common import StatementCommon


class PortalCreditCommon(PortalPages, StatementCommon, HttpCase):
    """A buyer of the customer with documents of all kinds, one of another customer, both with portal users."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._world()
        drafts = cls.env["account.move"].search([("partner_id", "=", cls.customer.id), ("state", "=", "draft")])
        drafts.unlink()
        cls.account = cls._account(amount=2000.0)
        cls.buyer = cls.portal_user("credit_buyer", cls.customer)
        cls.stranger = cls.portal_user("credit_stranger", cls.other)

    def _log_in(self, user=None):
        self.log_in(user or self.buyer)

    def _page(self, user=None):
        return self.page_of(user or self.buyer, "/my/credit").replace("\ufeff", "")

    def _post(self, form, data=None, files=None, user=None):
        return self.send_form(user or self.buyer, f"/my/credit/{form}", data, files)
