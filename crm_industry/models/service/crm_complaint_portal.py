from odoo import api, models
from odoo.fields import Domain
from odoo.tools import consteq

STEP = 20
SHOWN_GOODS = 200
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


class CrmComplaintPortal(models.AbstractModel):
    """What customers read and write of their complaints on the portal. Everything starts from the user, or from the key in the
    link that the customer was sent; portal users have no access to the records themselves."""

    _name = "crm.complaint.portal"
    _inherit = ["crm.portal.customer.mixin"]
    _description = "Complaints on the Portal"

    # -- whose ---------------------------------------------------------------------------------------------------------

    @api.model
    def _complaint(self, complaint_id, token=None):
        """Return a complaint of the user's customer, or one to which the user was sent the link, with full rights.

        :param int complaint_id: from the address of the page
        :param str token: key in the link
        :raise AccessError: it is neither, or is not there
        """
        complaint = self._find_page_record("crm.complaint", complaint_id, Domain.TRUE)
        customer, key = self._customer(), complaint.access_token
        if customer and complaint.partner_id == customer or token and token.isascii() and key and consteq(key, token):
            return complaint
        raise self._no_such_page()

    # -- pages ---------------------------------------------------------------------------------------------------------

    @api.model
    def _list_page(self, page=1):
        """The complaints of the user's customer, newest first.

        :return: dict of complaints (heads), total, step
        :raise AccessError: the user is no customer
        """
        complaints = self.env["crm.complaint"].sudo()
        own = [("partner_id", "=", self._own_customer().id)]
        total = complaints.search_count(own)
        offset = (min(max(page, 1), total // STEP + 1) - 1) * STEP
        found = complaints.search(own, order="received_on desc, id desc", offset=offset, limit=STEP)
        return {
            "complaints": [self._head(complaint) for complaint in found],
            "total": total,
            "step": STEP,
        }

    @api.model
    def _page(self, complaint_id, token=None):
        """What the customer reads of a complaint.

        :return: its head; history (on, text), messages (on, author, mine, body, files), promises (way, note, done_on),
            may_answer
        :raise AccessError: it is not the customer's
        """
        complaint = self._complaint(complaint_id, token)
        return self._head(complaint) | {
            # What an agent took down may hold more than the customer's words.
            "text": complaint.channel in ("portal", "email") and complaint.description,
            "goods": [{"name": line.product_id.display_name, "quantity": f"{line.quantity:g}"} for line in complaint.line_ids],
            "history": self._history(complaint),
            "messages": [self._words(complaint, message) for message in self._messages(complaint)],
            "promises": [
                {"way": each.type_id.name, "note": each.note, "done_on": each.done_on}
                for each in complaint._this_round(complaint.resolution_ids)
                if each.approval_state == "approved"
            ],
            "may_answer": self._may_answer(complaint),
        }

    @api.model
    def _head(self, complaint):
        return {
            "id": complaint.id,
            "name": complaint.name,
            "subject": complaint.subject,
            "company": complaint.company_id.name,
            "received_on": complaint.received_on,
            "order": complaint.order_id.name,
            "category": complaint.category_id.name,
            "state": complaint.state,
            "state_label": self._state_labels()[complaint.state],
        }

    @api.model
    def _state_labels(self):
        working = self.env._("Being worked on")
        return {
            "new": self.env._("Received"),
            "accepted": working,
            "approval": working,
            "executing": self.env._("Being solved"),
            "confirming": self.env._("Waiting for your answer"),
            "closed": self.env._("Closed"),
            "withdrawn": self.env._("Withdrawn"),
        }

    @api.model
    def _history(self, complaint):
        """What has happened, in words for the customer: neither who did it nor what was noted."""
        labels = self._told()
        return [{"on": event.time, "text": labels[event.kind]} for event in complaint.event_ids if event.kind in labels]

    @api.model
    def _told(self):
        """Return what customers are told of the events: {kind: words}. Extend by super."""
        return {
            "received": self.env._("Received"),
            "acknowledged": self.env._("We have confirmed by e-mail that we have it"),
            "accepted": self.env._("We are working on it"),
            "paused": self.env._("We need information from you"),
            "resumed": self.env._("We have your information"),
            "solved": self.env._("Done as promised"),
            "delivered": self.env._("Goods sent"),
            "confirmed": self.env._("You said that all is well"),
            "denied": self.env._("You said that all is not well"),
            "closed": self.env._("Closed"),
            "reopened": self.env._("We are working on it again"),
            "withdrawn": self.env._("Withdrawn"),
        }

    @api.model
    def _messages(self, complaint):
        """Return what was written between customer and company, oldest first: no notes, no changes of fields. Mails that come in
        with the address of an employee, or of somebody else, are read by the agent only: anybody can write any sender."""
        return complaint.message_ids.filtered(
            lambda message: (
                message.message_type in ("comment", "email", "email_outgoing")
                and message.subtype_id
                and not message.subtype_id.internal
                and not message.is_internal
                and (message.message_type != "email" or complaint._is_by_customer(message))
            )
        ).sorted("id")

    @api.model
    def _words(self, complaint, message):
        employee = message.author_id and not message.author_id.partner_share
        return {
            "on": message.date,
            "author": complaint.company_id.name if employee else message.author_id.name or message.email_from,
            "mine": not employee,
            "body": message.body,
            "files": [
                {"id": file.id, "name": file.name, "picture": file.mimetype in PICTURES} for file in message.attachment_ids
            ],
        }

    @api.model
    def _file(self, complaint_id, attachment_id, token=None):
        """Return a file that was sent with a message which the customer may read, with full rights.

        :raise AccessError: it is none
        """
        complaint = self._complaint(complaint_id, token)
        files = self._messages(complaint).attachment_ids.filtered(lambda file: file.id == attachment_id)
        if not files:
            raise self._no_such_page()
        return files

    @api.model
    def _may_answer(self, complaint):
        """Return whether the customer may say now that it has got what was promised, or has not."""
        waiting = complaint._round_callbacks("satisfaction").filtered(lambda each: each.state in ("planned", "unreached"))
        return bool(waiting) or complaint.state in ("confirming", "closed")

    # -- the form of a new one -----------------------------------------------------------------------------------------

    @api.model
    def _new_page(self):
        """What the form of a new complaint offers.

        :return: dict of goods (order lines of the customer, newest first), categories
        :raise AccessError: the user is no customer
        """
        return {
            "goods": self._goods(self._own_customer()),
            "categories": self.env["crm.complaint.category"].sudo().search([("active", "=", True)]),
        }

    @api.model
    def _goods(self, customer):
        """Return the order lines that a customer may complain about, with full rights: what it ordered and confirmed."""
        return (
            self.env["sale.order.line"]
            .sudo()
            .search(
                [
                    ("order_id.partner_id", "child_of", customer.id),
                    ("order_id.state", "=", "sale"),
                    ("display_type", "=", False),
                    ("is_downpayment", "=", False),
                    ("product_id.type", "=", "consu"),
                    ("product_uom_qty", ">", 0),
                ],
                order="order_id, id",
                limit=SHOWN_GOODS,
            )
        )
