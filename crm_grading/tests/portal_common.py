from odoo import http
from odoo.fields import Command
from odoo.tests import new_test_user


class PortalUsers:
    """Portal users of customers, for test cases with a ``company``."""

    @classmethod
    def portal_user(cls, login, customer):
        """Create a contact of a customer with access to the portal in English."""
        contact = cls.env["res.partner"].create({"name": login, "parent_id": customer.id, "email": f"{login}@example.com"})
        return new_test_user(
            cls.env,
            login,
            "base.group_portal",
            partner_id=contact.id,
            lang="en_US",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )


class PortalPages(PortalUsers):
    """Pages of the portal by HTTP, in English whatever the language of the site, for heirs of `HttpCase`."""

    def log_in(self, user):
        self.authenticate(user.login, user.login)
        self.opener.cookies["frontend_lang"] = "en_US"

    def body(self, response):
        """What a page says, without menus and footer."""
        self.env.invalidate_all()
        return response.text.split('id="wrap"')[-1].split("<footer")[0]

    def page_of(self, user, path):
        """Return what a page says to a user."""
        self.log_in(user)
        response = self.url_open(path)
        self.assertEqual(response.status_code, 200)
        return self.body(response)

    def send_form(self, user, path, data=None, files=None):
        """Let a user send a form; return the response."""
        self.log_in(user)
        response = self.url_open(path, data={"csrf_token": http.Request.csrf_token(self)} | (data or {}), files=files)
        self.env.invalidate_all()
        return response
