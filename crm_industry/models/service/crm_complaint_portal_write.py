from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_is_zero, plaintext2html

from ...tools.mail_text import LONGEST_LINE, LONGEST_TEXT, storable
from .incoming_words import IncomingWords, taking_in

# In 24 hours, by one customer.
MOST_COMPLAINTS = 20
MOST_MESSAGES = 50


class CrmComplaintPortal(models.AbstractModel):
    """What customers send on the portal."""

    _inherit = "crm.complaint.portal"

    @api.model
    def _complain(self, values, files):
        """Take a complaint of the user's customer.

        :param dict values: texts of the form: subject, text, goods (id of an order line), quantity, category (id)
        :param list files: (name, content) of photos and documents
        :return: the complaint, with full rights
        :raise AccessError: the user is no customer
        :raise UserError: something is missing, too much, or not the customer's
        """
        customer = self._own_customer()
        subject = self._text(values.get("subject"), LONGEST_LINE, self.env._("Please say in a few words what it is about."))
        text = self._text(values.get("text"), LONGEST_TEXT, self.env._("Please tell us what happened."))
        self._check_files(files)
        line = self._chosen(self._goods(customer), values.get("goods"))
        category = self._chosen(self.env["crm.complaint.category"].sudo().search([("active", "=", True)]), values.get("category"))
        self._check_often(customer)
        content = {
            "subject": subject,
            "description": plaintext2html(text),
            "channel": "portal",
            "company_id": (line.order_id.company_id or self.env.company).id,
            "partner_id": customer.id,
            "contact_id": self.env.user.sudo().partner_id.id,
            "category_id": category.id,
            "order_id": line.order_id.id,
            "line_ids": self._goods_values(line, values.get("quantity")),
        }
        # sudo: portal users have no right to complaints in any other way
        complaint = self.env["crm.complaint"].sudo().create(content)
        if files:
            with taking_in(IncomingWords(begun={complaint.id})):
                self._post(complaint, self.env._("Sent with the complaint:"), files)
        complaint._acknowledge_written()
        return complaint

    @api.model
    def _message(self, complaint_id, text, files, token=None):
        """Take a message of the customer about a complaint.

        :param str text: what it writes
        :param list files: (name, content)
        :raise AccessError: it is not the customer's
        :raise UserError: there is nothing in it, or too much
        """
        complaint = self._complaint(complaint_id, token)
        complaint._check_customer_speaks()
        if not files or (text or "").strip():
            text = self._text(text, LONGEST_TEXT, self.env._("Please write something, or attach a file."))
        self._check_files(files)
        day = fields.Datetime.now() - timedelta(days=1)
        own = self._messages(complaint).filtered(lambda message: message.date > day and message.author_id.partner_share)
        if len(own) >= MOST_MESSAGES:
            raise UserError(self.env._("You have written many times today already: please call us."))
        self._post(complaint, text or "", files)

    @api.model
    def _answer(self, complaint_id, values, token=None):
        """Take the customer's word whether all is well.

        :param dict values: texts of the form: received (yes or no), score (1 to 5), comment
        :raise AccessError: it is not the customer's
        :raise UserError: nothing was done yet, or half of the answer is missing
        """
        complaint = self._complaint(complaint_id, token)
        complaint._check_customer_speaks()
        received = values.get("received") if values.get("received") in ("yes", "no") else False
        score = values.get("score") or ""
        comment = storable(values.get("comment")).strip()[:LONGEST_TEXT]
        complaint._customer_answer(received, int(score) if score in "12345" and len(score) == 1 else False, comment)

    # -- small things --------------------------------------------------------------------------------------------------

    @api.model
    def _text(self, text, longest, missing):
        """Return a text of the form.

        :raise UserError: it is empty or too long
        """
        text = storable(text).strip()
        # Signs without width are no text.
        if not any(sign.isprintable() and not sign.isspace() for sign in text):
            raise UserError(missing)
        if len(text) > longest:
            raise UserError(self.env._("Please write %(count)s letters at most.", count=longest))
        return text

    @api.model
    def _check_files(self, files):
        # Size, number and kinds as for everything that customers send.
        self.env["crm.credit.application"]._portal_check_files(files)

    @api.model
    def _chosen(self, choices, value):
        """Return the choice of a list in the form, empty when none was made.

        :raise UserError: it is none of those that were offered
        """
        if not value:
            return choices.browse()
        chosen = choices.filtered(lambda choice: str(choice.id) == value)
        if not chosen:
            raise UserError(self.env._("Please choose from the list."))
        return chosen

    @api.model
    def _goods_values(self, line, quantity):
        """Return the goods of a complaint about an order line, in the unit of the product.

        :raise UserError: the quantity is no number, or more than was ordered
        """
        if not line:
            return []
        try:
            number = float((quantity or "").strip() or 1)
        except ValueError:
            number = 0.0
        amount = line.product_uom_id._compute_quantity(number, line.product_id.uom_id, round=False)
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        if not 0 < number <= line.product_uom_qty or float_is_zero(amount, precision_digits=digits):
            raise UserError(
                self.env._(
                    "How many of them? You ordered %(ordered)s: please enter a number up to that.",
                    ordered=f"{line.product_uom_qty:g}",
                )
            )
        return [(0, 0, {"product_id": line.product_id.id, "order_line_id": line.id, "quantity": amount})]

    @api.model
    def _check_often(self, customer):
        """:raise UserError: the customer has sent many complaints today"""
        self.env["crm.capacity.lock"].sudo()._lock_capacity([f"complaint portal:{customer.id}"])
        day = fields.Datetime.now() - timedelta(days=1)
        sent = (
            self.env["crm.complaint"]
            .sudo()
            .search_count([("partner_id", "=", customer.id), ("channel", "=", "portal"), ("create_date", ">", day)])
        )
        if sent >= MOST_COMPLAINTS:
            raise UserError(self.env._("You have sent many complaints today already: please call us."))

    @api.model
    def _post(self, complaint, text, files):
        """Keep what the customer writes, as written by the user; by who was sent the link when nobody is logged in."""
        user = self.env.user.sudo()
        mine = user._is_portal() and user.partner_id.commercial_partner_id == complaint.partner_id
        author = user.partner_id if mine else complaint.contact_id or complaint.partner_id
        complaint.message_post(
            body=plaintext2html(text) if text else "",
            author_id=author.id,
            email_from=author.email_formatted or complaint.email_from,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[(name, content) for name, content in files],
        )
