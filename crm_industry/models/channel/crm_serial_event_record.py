import json

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import as_text

from ...tools.moments import read_moment, to_utc
from ...tools.storable_text import storable
from .crm_serial_event import LONGEST

MOST_EVENTS = 5000
# What makes two events with one external ID the same; the serial number may become known later.
PAYLOAD = ("code", "kind", "dealer_id", "reporter_id", "region_id", "event_time", "note")


def payload_hash():
    """SQL: the hash of an event's content over the alias ``s``."""
    values = SQL(", ").join(SQL.identifier("s", name) for name in PAYLOAD)
    return SQL("encode(sha256(convert_to(jsonb_build_array(%s)::text, 'UTF8')), 'hex')", values)


class CrmSerialEvent(models.Model):
    """Events sent by other systems."""

    _inherit = "crm.serial.event"

    @api.model
    def record_events(self, events, source):
        """Record up to 5,000 events of the current company; the same event twice is recorded once.

        Made for Odoo's JSON-2 API. An event is a dict: ``external_id``, ``code``, ``kind`` (receipt, activation, scan,
        stock_check or after_sales) and ``time`` (ISO; without a distance from UTC in the company's time zone) are needed;
        ``dealer`` and ``reporter`` (reference of the partner), ``region`` (its code), ``product`` (internal reference, where
        several products share serial numbers) and ``note`` are not. Good events are recorded even when others are bad.

        :param list events: the events
        :param str source: the system that they come from; external ids are unique in it
        :return: {"new": count, "same": count, "errors": [{"index", "external_id", "message"}]}
        :raise AccessError: the user may not record events
        :raise UserError: the call as a whole makes no sense
        """
        self.check_access("create")
        source = storable(as_text(self.env, source))
        if not 0 < len(source) <= LONGEST:
            raise UserError(self.env._("Name the source of the events, in %(count)s letters at most.", count=LONGEST))
        if not isinstance(events, list) or len(events) > MOST_EVENTS:
            raise UserError(self.env._("Give a list of %(count)s events at most.", count=MOST_EVENTS))
        company = self.env.company.root_id
        book = self._record_book(company, [event for event in events if isinstance(event, dict)])
        rows, errors = [], []
        for index, event in enumerate(events):
            try:
                rows.append({"index": index} | self._record_values(event, book))
            except UserError as error:
                errors.append({"index": index, "external_id": self._record_name(event), "message": str(error)})
        new, same, changed = self._record_rows(company, source, rows)
        return {"new": new, "same": same, "errors": errors + changed}

    @api.model
    def _record_name(self, event):
        name = event.get("external_id") if isinstance(event, dict) else None
        return str(name)[:80] if name else False

    @api.model
    def _record_book(self, company, events):
        """Look up what the events name, a query each."""

        def texts(*names):
            found = [event.get(name) for event in events for name in names]
            return {storable(text) for text in found if isinstance(text, str) and storable(text)}

        partners = self.env["res.partner"].search([("ref", "in", list(texts("dealer", "reporter")))])
        regions = self.env["crm.region"].search([("code", "in", list(texts("region")))])
        return {
            "zone": pytz.timezone(company.sudo().business_tz or "UTC"),
            "latest": fields.Datetime.add(fields.Datetime.now(), hours=1),
            "kinds": dict(self._selection_kind()),
            "lots": self._lots_by_code(company, texts("code")),
            "partners": partners.grouped("ref"),
            "regions": regions.grouped("code"),
        }

    @api.model
    def _record_values(self, event, book):
        """Return the columns of an event.

        :raise UserError: what is wrong with it
        """
        if not isinstance(event, dict):
            raise UserError(self.env._("An event is an object with names and values."))
        names = ("external_id", "code", "kind", "dealer", "reporter", "region", "product", "note")
        given = {name: storable(as_text(self.env, event.get(name))) for name in names}
        if missing := [name for name in ("external_id", "code", "kind") if not given[name]]:
            raise UserError(self.env._("%(names)s is missing.", names=", ".join(missing)))
        if long := [name for name in names[:2] if len(given[name]) > LONGEST]:
            raise UserError(self.env._("%(names)s has more than %(count)s letters.", names=", ".join(long), count=LONGEST))
        if given["kind"] not in book["kinds"]:
            raise UserError(self.env._("“%(kind)s” is no kind of event.", kind=given["kind"]))
        lots = book["lots"].get(given["code"], self.env["stock.lot"])
        dealer = self._record_partner(given["dealer"], book)
        return {
            "external_id": given["external_id"],
            "code": given["code"],
            "kind": given["kind"],
            "lot_id": self._only_lot(given["code"], lots, given["product"]).id or None,
            "dealer_id": dealer.id or None,
            "reporter_id": self._record_partner(given["reporter"], book).id or None,
            "region_id": (self._record_region(given["region"], book) or dealer.channel_region_id).id or None,
            "event_time": self._record_time(event.get("time"), book),
            "note": given["note"] or None,
        }

    @api.model
    def _record_partner(self, ref, book):
        found = book["partners"].get(ref, self.env["res.partner"]).commercial_partner_id
        if ref and len(found) != 1:
            raise UserError(self.env._("No partner, or several, have the reference “%(ref)s”.", ref=ref))
        return found

    @api.model
    def _record_region(self, code, book):
        found = book["regions"].get(code, self.env["crm.region"])
        if code and len(found) != 1:
            raise UserError(self.env._("No region, or several, have the code “%(code)s”.", code=code))
        return found

    @api.model
    def _record_time(self, text, book):
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
    def _record_rows(self, company, source, rows):
        """Insert what is new; return the number of new and of known events, and the errors of known ones with other content."""
        if not rows:
            return 0, 0, []
        self.flush_model()
        self.env.cr.execute(self._record_query(company, source, rows))
        written = dict(self.env.cr.fetchall())
        self.invalidate_model()
        new = sum(bool(created) for created, _same in written.values())
        errors = [
            {
                "index": row["index"],
                "external_id": row["external_id"],
                "message": self.env._("This event is on record with other content, which stays."),
            }
            for row in rows
            if not written[row["index"]][1]
        ]
        return new, len(rows) - new - len(errors), errors

    @api.model
    def _record_query(self, company, source, rows):
        """SQL: insert the rows and return (index, [whether it is new, whether the content is what is on record]).

        Always in the same order: two calls with the same events that insert them the other way round would lock each other.
        """
        columns = SQL(", ").join(map(SQL.identifier, ("external_id", "lot_id", *PAYLOAD)))
        return SQL(
            """
            WITH given AS MATERIALIZED (
                SELECT s.*, %(hash)s AS hash, row_number() OVER (PARTITION BY external_id ORDER BY index) AS turn
                  FROM jsonb_to_recordset(%(rows)s::jsonb) AS s (index integer, external_id text, code text, kind text,
                       lot_id integer, dealer_id integer, reporter_id integer, region_id integer, event_time timestamp, note text)
            ), added AS (
                INSERT INTO crm_serial_event (%(columns)s, company_id, source, payload_hash,
                                              create_uid, create_date, write_uid, write_date)
                SELECT %(columns)s, %(company)s, %(source)s, hash, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM given WHERE turn = 1 ORDER BY external_id
                ON CONFLICT (company_id, source, external_id) DO NOTHING
                RETURNING external_id, payload_hash
            )
            SELECT g.index, ARRAY[a.external_id IS NOT NULL AND g.turn = 1, g.hash = coalesce(a.payload_hash, t.payload_hash)]
              FROM given g
              LEFT JOIN added a ON a.external_id = g.external_id
              LEFT JOIN crm_serial_event t
                     ON t.company_id = %(company)s AND t.source = %(source)s AND t.external_id = g.external_id
            """,
            hash=payload_hash(),
            rows=json.dumps(rows),
            columns=columns,
            company=company.id,
            source=source,
            uid=self.env.uid,
            now=self.env.cr.now(),
        )
