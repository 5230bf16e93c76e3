from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

from ...tools.mail_text import LONGEST_TEXT
from .crm_telecom_account import SUBSCRIPTION_OVER

SHOWN_CASES = 20


class CrmTelecomPortal(models.AbstractModel):
    """What customers ask for on the portal: cases of the service, about a subscription of their own."""

    _inherit = "crm.telecom.portal"

    @api.model
    def _categories(self):
        """What a request may be about, with full rights: the categories of telecom."""
        top = self.env.ref("crm_industry.complaint_category_telecom", raise_if_not_found=False)
        categories = self.env["crm.complaint.category"].sudo()
        return categories.search(Domain("parent_id", "child_of", top.id)) if top else categories

    @api.model
    def _cases(self, subscription):
        """The latest cases of the customer about a subscription of its own."""
        own = [("telecom_subscription_id", "=", subscription.id), ("partner_id", "=", self._own_customer().id)]
        portal = self.env["crm.complaint.portal"]
        return [portal._head(case) for case in self._own("crm.complaint", own, limit=SHOWN_CASES, order="id desc")]

    @api.model
    def _request(self, subscription_id, values):
        """Take a request about a subscription.

        :param dict values: texts of the form: category (id), text
        :return: the case, with full rights
        :raise AccessError: the subscription is not the customer's
        :raise UserError: it is over, something is missing or too long, or many came today
        """
        subscription, customer = self._subscription(subscription_id), self._own_customer()
        portal = self.env["crm.complaint.portal"]
        category = portal._chosen(self._categories(), values.get("category"))
        if not category:
            raise UserError(self.env._("Please choose what it is about."))
        text = portal._text(values.get("text"), LONGEST_TEXT, self.env._("Please tell us what you would like."))
        if subscription.state in SUBSCRIPTION_OVER:
            raise UserError(self.env._("%(subscription)s is over.", subscription=subscription.name))
        portal._check_often(customer)
        number = subscription.number_id.e164 or subscription.name
        case = self.env["crm.complaint"].sudo().create(
            {
                "type_id": self.env.ref("crm_industry.complaint_type_request").id,
                "subject": f"{category.name}: {number}",
                "description": plaintext2html(text),
                "channel": "portal",
                "company_id": subscription.company_id.id,
                "partner_id": customer.id,
                "contact_id": self.env.user.sudo().partner_id.id,
                "category_id": category.id,
                "telecom_subscription_id": subscription.id,
            }
        )  # fmt: skip
        case._acknowledge_written()
        return case
