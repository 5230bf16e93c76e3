import json

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, html_sanitize

from odoo.addons.crm_grading.tools.arguments import as_number, as_text

from ...tools.moments import read_moment, to_utc
from ...tools.storable_text import storable
from .crm_touchpoint import LONGEST, MANUAL

MOST_TOUCHPOINTS = 2000
MOST_LETTERS = 100_000
MOST_MINUTES = 1440
TEXTS = ("external_id", "customer", "email", "channel", "direction", "subject", "result", "user")
# What makes two entries with one external ID the same.
PAYLOAD = (
    "partner_id", "contact_id", "time", "channel", "direction", "subject", "body", "duration", "result", "user_id",
)  # fmt: skip


def payload():
    """Return the SQL expressions over the alias ``s`` that make up an entry's content; 3 minutes are 3.0."""
    return [SQL("round(s.duration, 1)") if name == "duration" else SQL.identifier("s", name) for name in PAYLOAD]


class CrmTouchpoint(models.Model):
    """Contacts sent by other systems: telephone exchange, chat, shop, mobile app."""

    _inherit = "crm.touchpoint"

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
        rows, errors = [], []
        for index, given in enumerate(touchpoints):
            try:
                rows.append({"index": index} | self._touchpoint_values(given, book))
            except UserError as error:
                errors.append({"index": index, "external_id": self._touchpoint_name(given), "message": str(error)})
        new, same, changed = self._touchpoint_insert(source, rows)
        return {"new": new, "same": same, "errors": errors + changed}

    @api.model
    def _touchpoint_name(self, given):
        name = given.get("external_id") if isinstance(given, dict) else None
        return str(name)[:80] if name else False

    @api.model
    def _touchpoint_book(self, given):
        """Look up what the contacts name, a query each, with the rights of the caller."""

        def texts(name):
            found = [each.get(name) for each in given]
            return {storable(text) for text in found if isinstance(text, str) and storable(text)}

        partners = self.env["res.partner"].with_context(active_test=False)
        ids = {each["partner_id"] for each in given if type(each.get("partner_id")) is int and 0 < each["partner_id"] < 2**31}
        # sudo: the names of colleagues are no secret
        users = self.env["res.users"].sudo().search([("login", "in", list(texts("user"))), ("share", "=", False)])
        return {
            "zone": pytz.timezone(self.env.company.sudo().business_tz or "UTC"),
            "latest": fields.Datetime.add(fields.Datetime.now(), hours=1),
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
            "time": self._touchpoint_time(given.get("time"), book),
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
    def _touchpoint_time(self, text, book):
        try:
            moment = to_utc(read_moment(as_text(self.env, text)), book["zone"])
        except (ValueError, OverflowError):
            raise UserError(
                self.env._("“%(time)s” is no time: write one like 2026-03-31T14:05:00+08:00.", time=str(text)[:40])
            ) from None
        if moment > book["latest"]:
            raise UserError(self.env._("“%(time)s” lies in the future.", time=text))
        return moment.isoformat(sep=" ")

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

    # -- insert --------------------------------------------------------------------------------------------------------

    @api.model
    def _touchpoint_insert(self, source, rows):
        """Insert what is new; return the number of new and of known ones, and the errors of known ones with other content."""
        if not rows:
            return 0, 0, []
        self.env.flush_all()
        self.env.cr.execute(self._touchpoint_query(source, rows))
        written = dict(self.env.cr.fetchall())
        self.invalidate_model()
        new = sum(bool(created) for created, _same in written.values())
        errors = [
            {
                "index": row["index"],
                "external_id": row["external_id"],
                "message": self.env._("This touchpoint is on record with other content, which stays."),
            }
            for row in rows
            if not written[row["index"]][1]
        ]
        return new, len(rows) - new - len(errors), errors

    @api.model
    def _touchpoint_query(self, source, rows):
        """SQL: insert the rows and return (index, [whether it is new, whether the content is what is on record])."""
        return SQL(
            """
            WITH given AS MATERIALIZED (
                SELECT s.*, encode(sha256(convert_to(jsonb_build_array(%(payload)s)::text, 'UTF8')), 'hex') AS hash,
                       row_number() OVER (PARTITION BY external_id ORDER BY index) AS turn
                  FROM jsonb_to_recordset(%(rows)s::jsonb) AS s (index integer, external_id text, partner_id integer,
                       contact_id integer, time timestamp, channel text, direction text, subject text, body text,
                       duration numeric, result text, user_id integer)
            ), added AS (
                INSERT INTO crm_touchpoint (external_id, %(columns)s, company_id, source, payload_hash,
                                            create_uid, create_date, write_uid, write_date)
                SELECT external_id, %(columns)s, %(company)s, %(source)s, hash, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM given WHERE turn = 1 ORDER BY index
                ON CONFLICT (company_id, source, external_id) DO NOTHING
                RETURNING external_id, payload_hash
            )
            SELECT g.index, ARRAY[a.external_id IS NOT NULL AND g.turn = 1, g.hash = coalesce(a.payload_hash, t.payload_hash)]
              FROM given g
              LEFT JOIN added a ON a.external_id = g.external_id
              LEFT JOIN crm_touchpoint t
                     ON t.company_id = %(company)s AND t.source = %(source)s AND t.external_id = g.external_id
            """,
            payload=SQL(", ").join(payload()),
            rows=json.dumps(rows),
            columns=SQL(", ").join(map(SQL.identifier, PAYLOAD)),
            company=self.env.company.id,
            source=source,
            uid=self.env.uid,
            now=self.env.cr.now(),
        )
