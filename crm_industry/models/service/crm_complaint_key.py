from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.orm.models import NO_ACCESS


class CrmComplaint(models.Model):
    """The key in the link speaks for the customer: nobody else gets it, and it opens the pages of `crm.complaint.portal` only."""

    _inherit = "crm.complaint"

    access_token = fields.Char(groups=NO_ACCESS)

    def _portal_ensure_token(self):
        # sudo: whoever writes to the customer sends the key along, without seeing it
        return super(CrmComplaint, self.sudo())._portal_ensure_token()

    def _sign_token(self, pid):
        # sudo: as above
        return super(CrmComplaint, self.sudo())._sign_token(pid)

    def _get_share_url(self, redirect=False, signup_partner=False, pid=None, share_token=True):
        """Employees share the address alone: who opens it has to log in as the customer."""
        own = self.env.su
        return super()._get_share_url(redirect, signup_partner, pid if own else None, share_token and own)

    def get_portal_url(self, suffix=None, report_type=None, download=None, query_string=None, anchor=None):
        """Return the address of the page; the server's own letters have the key in it, employees get it without.

        :raise AccessError: the user may not read the complaint
        """
        self.check_access("read")
        url = super().get_portal_url(suffix, report_type, download, query_string, anchor)
        return (
            url
            if self.env.su
            else url.replace(f"access_token={self._portal_ensure_token()}", "").replace("?&", "?").removesuffix("?")
        )

    def _hide_key(self, messages):
        """Take the key out of what the thread keeps of letters: the customer has got it, employees read the thread.

        :param messages: mail.message
        """
        key = self._portal_ensure_token()
        for message in messages.filtered(lambda message: key in (message.body or "")):
            message.body = message.body.replace(f"?access_token={key}", "").replace(key, "")

    @api.model
    def _get_thread_with_access(self, thread_id, *, hash=None, pid=None, token=None, **kwargs):  # noqa: A002
        """Odoo's own doors show followers, files and activities to whoever has the key: here it does not open them."""
        return super()._get_thread_with_access(thread_id, **kwargs)

    def _check_customer_speaks(self):
        """:raise AccessError: an employee speaks for the customer"""
        user = self.env.user
        if user._is_internal() and not user._is_superuser():
            raise AccessError(
                self.env._(
                    "%(complaint)s: only the customer says that. Write down what it tells you instead.",
                    complaint=self.display_name,
                )
            )
