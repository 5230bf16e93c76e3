from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ...tools.mail_text import LONGEST_TEXT


class CrmTelecomPortal(models.AbstractModel):
    """What customers say about bills on the portal: one complaint about a bill, which is on hold meanwhile."""

    _inherit = "crm.telecom.portal"

    @api.model
    def _bill_page(self, bill_id):
        """Besides the bill: what the customer has said about it, and whether it may say something.

        :return: as super; complaint (its head, or False), may_complain
        """
        page, bill = super()._bill_page(bill_id), self._bill(bill_id)
        complaint = bill.complaint_id.filtered(lambda case: case.partner_id == self._own_customer())
        head = complaint and self.env["crm.complaint.portal"]._head(complaint)
        return page | {"complaint": head or False, "may_complain": not bill.complaint_id}

    @api.model
    def _complain_about_bill(self, bill_id, values):
        """Take a complaint about a bill; the bill is put on hold. A complaint that is over may be answered, not repeated.

        :param dict values: texts of the form: text
        :return: the complaint, with full rights
        :raise AccessError: the customer neither has nor pays the bill
        :raise UserError: there is a complaint about it, nothing is said, or many came today
        """
        bill, customer = self._bill(bill_id), self._own_customer()
        portal = self.env["crm.complaint.portal"]
        text = portal._text(values.get("text"), LONGEST_TEXT, self.env._("Please tell us what is wrong."))
        portal._check_often(customer)
        # sudo: portal users have no right to the records in any other way
        self.env["crm.capacity.lock"].sudo()._lock_capacity(bill._transition_locks("hold"))
        bill.invalidate_recordset()
        if bill.complaint_id:
            raise UserError(self.env._("There is a complaint about the bill %(bill)s already.", bill=bill.name))
        case = self.env["crm.complaint"].sudo().create(self._prepare_bill_complaint(bill, customer, text))
        case._acknowledge_written()
        return case

    @api.model
    def _prepare_bill_complaint(self, bill, customer, text):
        category = self.env.ref("crm_industry.complaint_category_telecom_bill", raise_if_not_found=False)
        return {
            "subject": self.env._("Bill %(bill)s", bill=bill.name),
            "description": plaintext2html(text),
            "channel": "portal",
            "company_id": bill.company_id.id,
            "partner_id": customer.id,
            "contact_id": self.env.user.sudo().partner_id.id,
            "category_id": category and category.id,
            "telecom_bill_ids": [(4, bill.id)],
        }
