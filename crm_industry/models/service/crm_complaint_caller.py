import re

from odoo import api, fields, models
from odoo.tools import email_normalize
from odoo.tools.sql import escape_psql

from odoo.addons.crm_grading.tools.customer_key import HOME_PREFIX, phone_key

from .crm_complaint import AGENT

SHORTEST = 3
SHORTEST_NAME = 2  # of a name in characters that are words of their own, such as 李娜
WORDS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
SHOWN = 10
PHONE = re.compile(r"[\d\s+()./\-–—]+")


class CrmComplaint(models.Model):
    """Who is on the phone: found by number, e-mail, order or name, before anything is typed."""

    _inherit = "crm.complaint"

    caller = fields.Char(
        string="Who Calls",
        store=False,
        help="Phone number, e-mail, number of an order, or name: fills in customer, contact and order.",
    )
    caller_ids = fields.Many2many("res.partner", string="Who It May Be", compute="_compute_caller_ids")

    @api.depends("caller")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_caller_ids(self):
        for complaint in self:
            partners, _order = self._find_caller(complaint.caller) if complaint.caller else (complaint.caller_ids, None)
            complaint.caller_ids = partners

    @api.onchange("caller")
    def _onchange_caller(self):
        if not (self.caller or "").strip():
            return None
        partners, order = self._find_caller(self.caller)
        customers = partners.commercial_partner_id
        if len(customers) != 1:
            return {"warning": self._caller_notice(partners)}
        people = partners.filtered(lambda partner: partner != customers or not partner.is_company)
        self.contact_id = people if len(people) == 1 else False
        self.partner_id = customers
        self.order_id = order
        return None

    @api.model
    def _caller_notice(self, partners):
        if not partners:
            message = self.env._("Nobody is known by “%(asked)s”: take the case down, and find out who it is.", asked=self.caller)
        else:
            message = self.env._(
                "“%(asked)s” may be %(names)s: choose the contact.",
                asked=self.caller,
                names=", ".join(partner.display_name for partner in partners),
            )
        return {"title": self.env._("Who Calls"), "message": message, "type": "notification"}

    @api.model
    def _find_caller(self, asked):
        """Return who may be meant: partners that the user may see, and the order if it was named by its number.

        The first of these that finds anybody: e-mail, number of an order, phone, name (with codes and references).

        :param str asked: what the caller says, or the phone shows
        """
        asked = (asked or "").strip()
        orders = self.env["sale.order"]
        if len(asked) < (SHORTEST_NAME if WORDS.search(asked) else SHORTEST):
            return self.env["res.partner"], orders
        if order := self._find_caller_order(asked):
            return order.partner_id.with_env(self.env), order.with_env(self.env)
        for find in (self._find_caller_email, self._find_caller_phone, self._find_caller_name):
            if partners := find(asked):
                return partners, orders
        return self.env["res.partner"], orders

    @api.model
    def _find_caller_order(self, asked):
        orders = self.env["sale.order"]
        if self.env.user.has_group(AGENT):
            # sudo: agents need not see orders; the customer tells them the number
            orders = orders.sudo()
        elif not orders.has_access("read"):
            return orders
        here = [("company_id", "in", self.env.companies.ids), ("state", "=", "sale")]
        for field in ("name", "client_order_ref"):
            found = orders.search([*here, (field, "in", [asked, asked.upper()])], limit=2)
            if len(found) == 1:
                return found
        return orders

    @api.model
    def _find_caller_email(self, asked):
        email = email_normalize(asked)
        return email and self._search_caller([("email_normalized", "=", email)])

    @api.model
    def _find_caller_phone(self, asked):
        """The same number however it is written; without one, those whose number contains it."""
        key = PHONE.fullmatch(asked) and phone_key(asked)
        if not key:
            return None
        found = self._search_caller([("phone_mobile_search", "ilike", key.removeprefix(HOME_PREFIX))])
        same = found.filtered(lambda partner: phone_key(partner.phone, str(partner.country_id.phone_code or HOME_PREFIX)) == key)
        return same or found

    @api.model
    def _find_caller_name(self, asked):
        return self._search_caller([("display_name", "ilike", escape_psql(asked))])

    @api.model
    def _search_caller(self, domain):
        return self.env["res.partner"].search([*domain, ("partner_share", "=", True)], limit=SHOWN)
