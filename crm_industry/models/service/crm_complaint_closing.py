from odoo import models

CLOSED = "crm_industry.mail_template_complaint_closed"


class CrmComplaint(models.Model):
    """The last word is the customer's: whenever a complaint is closed it is told so, with the link by which it says that all is
    not well after all; that begins a new round."""

    _inherit = "crm.complaint"

    def _close(self, by=None):
        result = super()._close(by)
        # sudo: asked for whoever closes, the customer, too
        for complaint in self.sudo():
            if complaint.company_id.complaint_closing_notices:
                complaint._try_letter(CLOSED)
        return result
