from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, html_sanitize

from odoo.addons.crm_grading.tools.arguments import as_number, as_text

from ...tools.storable_text import storable
from .crm_touchpoint import LONGEST, MANUAL

MOST_TOUCHPOINTS = 2000
MOST_LETTERS = 100_000
MOST_MINUTES = 1440
TEXTS = ("external_id", "customer", "email", "channel", "direction", "subject", "result", "user")


class CrmTouchpoint(models.Model):
    """Contacts sent by other systems: telephone exchange, chat, shop, mobile app."""

    _name = "crm.touchpoint"
    _inherit = ["crm.touchpoint", "crm.recorded.mixin"]

    _recorded_content = (
        "partner_id", "contact_id", "time", "channel", "direction", "subject", "body", "duration", "result", "user_id",
    )  # fmt: skip

    @api.model
    def _recorded_payload(self):
        """As everywhere, but 3 minutes are 3.0."""
        expressions = dict(zip(self._recorded_content, super()._recorded_payload(), strict=True))
        return list((expressions | {"duration": SQL("round(s.duration, 1)")}).values())

    @api.model
    def record_touchpoints(self, touchpoints, source):
        """Record up to 2,000 contacts with customers of the current company; the same one twice is recorded once.

        Made for Odoo's JSON-2 API. A contact is a dict: ``external_id``, ``channel`` (phone, email, visit, shop, portal, chat,
        sms, social or system), ``direction`` (in or out), ``subject``, ``time`` (ISO; without a distance from UTC in the
        company's time zone) and one of ``partner_id`` (number of the customer or contact), ``customer`` (its reference) and
        ``email`` are needed; ``body`` (HTML, made safe), ``duration`` (minutes), ``result`` (positive, neutral, negative or
        unreached) and ``user`` (login of the employee) are not. Good ones are recorded even when others are bad.

        :param list touchpoints: the contacts
        :param str source: the system that they come from; external ids are unique in it
        :return: {"new": count, "same": count, "errors": [{"index", "external_id", "message"}]}
        :raise AccessError: the user may not record touchpoints
        :raise UserError: the call as a whole makes no sense
        """
        self.check_access("create")
        source = storable(as_text(self.env, source))
        if not 0 < len(source) <= LONGEST or source == MANUAL:
            raise UserError(self.env._("Name the system they come from, in %(count)s letters at most.", count=LONGEST))
        if not isinstance(touchpoints, list) or len(touchpoints) > MOST_TOUCHPOINTS:
            raise UserError(self.env._("Give a list of %(count)s touchpoints at most.", count=MOST_TOUCHPOINTS))
        book = self._touchpoint_book([given for given in touchpoints if isinstance(given, dict)])
        return self._record_entries(touchpoints, source, self.env.company, lambda given: self._touchpoint_values(given, book))

    @api.model
    def _touchpoint_book(self, given):
        """Look up what the contacts name, a query each, with the rights of the caller."""

        def texts(name):
            return self._recorded_texts(given, name)

        partners = self.env["res.partner"].with_context(active_test=False)
        ids = {each["partner_id"] for each in given if type(each.get("partner_id")) is int and 0 < each["partner_id"] < 2**31}
        # sudo: the names of colleagues are no secret
        users = self.env["res.users"].sudo().search([("login", "in", list(texts("user"))), ("share", "=", False)])
        return self._recorded_clock(self.env.company) | {
            "ids": partners.search([("id", "in", list(ids))]).grouped("id"),
            "refs": partners.search([("ref", "in", list(texts("customer")))]).grouped("ref"),
            "emails": partners.search([("email_normalized", "in", [text.lower() for text in texts("email")])]).grouped(
                "email_normalized"
            ),
            "users": {user.login: user.id for user in users},
            "choices": {
                name: dict(self._fields[name].get_description(self.env, ["selection"])["selection"])
                for name in ("channel", "direction", "result")
            },
        }

    @api.model
    def _touchpoint_values(self, given, book):
        """Return the columns of a contact.

        :raise UserError: what is wrong with it
        """
        if not isinstance(given, dict):
            raise UserError(self.env._("A touchpoint is an object with names and values."))
        texts = {name: storable(as_text(self.env, given.get(name))) for name in TEXTS}
        self._touchpoint_check(texts, book)
        contact = self._touchpoint_partner(given, texts, book)
        customer = contact.sudo().commercial_partner_id
        return {
            "partner_id": customer.id,
            "contact_id": contact.id if contact != customer else None,
            "time": self._recorded_time(given.get("time"), book),
            "body": self._touchpoint_body(given.get("body")),
            "duration": self._touchpoint_duration(given.get("duration")),
            "result": texts["result"] or None,
            "user_id": book["users"].get(texts["user"]),
            **{name: texts[name] for name in ("external_id", "channel", "direction", "subject")},
        }

    @api.model
    def _touchpoint_check(self, texts, book):
        """:raise UserError: a text is missing, too long or none of those there are"""
        if missing := [name for name in ("external_id", "channel", "direction", "subject") if not texts[name]]:
            raise UserError(self.env._("%(names)s is missing.", names=", ".join(missing)))
        if long := [name for name in ("external_id", "subject") if len(texts[name]) > LONGEST]:
            raise UserError(self.env._("%(names)s has more than %(count)s letters.", names=", ".join(long), count=LONGEST))
        for name, known in book["choices"].items():
            if texts[name] and texts[name] not in known:
                keys = ", ".join(known)
                raise UserError(
                    self.env._("%(name)s: “%(value)s” is none of %(keys)s.", name=name, value=texts[name][:40], keys=keys)
                )
        if texts["user"] and texts["user"] not in book["users"]:
            raise UserError(self.env._("Nobody works here with the login “%(login)s”.", login=texts["user"][:80]))

    @api.model
    def _touchpoint_partner(self, given, texts, book):
        """Return the customer or contact that is named, by the first of its keys that has a value.

        :raise UserError: nobody, or several, have it
        """
        keys = [("partner_id", "ids", given.get("partner_id")), ("customer", "refs", texts["customer"])]
        for _name, table, value in [*keys, ("email", "emails", texts["email"].lower())]:
            if not value:
                continue
            found = book[table].get(value) if isinstance(value, int | str) else None
            if not found:
                raise UserError(self.env._("No customer is found for “%(key)s”.", key=str(value)[:80]))
            if len(found) > 1 and len(found.sudo().commercial_partner_id) == 1:
                found = found.sudo().commercial_partner_id.with_env(self.env)
            if len(found) > 1:
                raise UserError(self.env._("Several customers are found for “%(key)s”: give the number.", key=str(value)[:80]))
            return found
        raise UserError(self.env._("Name the customer by partner_id, customer or email."))

    @api.model
    def _touchpoint_body(self, body):
        text = storable(as_text(self.env, body))
        if len(text) > MOST_LETTERS:
            raise UserError(self.env._("The text has more than %(count)s letters.", count=MOST_LETTERS))
        return str(html_sanitize(text)) if text else None

    @api.model
    def _touchpoint_duration(self, minutes):
        if minutes is None or minutes is False:
            return 0
        if not 0 <= as_number(self.env, minutes) <= MOST_MINUTES:
            raise UserError(self.env._("A contact takes between 0 and 1,440 minutes."))
        return round(minutes, 1)
