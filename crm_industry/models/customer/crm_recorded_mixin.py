import json

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import as_text

from ...tools.moments import read_moment, to_utc
from ...tools.storable_text import storable


class CrmRecordedMixin(models.AbstractModel):
    """What other systems send: each entry is recorded once for a company and source, and stays as it was recorded.

    The heir has the fields ``company_id``, ``source`` and ``external_id``, unique together, and ``payload_hash``, by which the
    same entry is known again. It names its columns and checks what is sent; its public method calls `_record_entries`.
    """

    _name = "crm.recorded.mixin"
    _description = "Entries Sent by Other Systems"

    _recorded_content = ()
    """The columns that make two entries with one external ID the same."""
    _recorded_besides = ()
    """Further columns, which may become known later."""

    @api.model
    def _recorded_payload(self):
        """Return the SQL expressions over the alias ``s`` that make up an entry's content. Extend by super."""
        return [SQL.identifier("s", name) for name in self._recorded_content]

    @api.model
    def _recorded_hash(self):
        """SQL: the hash of an entry's content over the alias ``s``."""
        payload = SQL(", ").join(self._recorded_payload())
        return SQL("encode(sha256(convert_to(jsonb_build_array(%s)::text, 'UTF8')), 'hex')", payload)

    @api.model
    def _record_entries(self, entries, source, company, values):
        """Record entries; good ones even when others are bad.

        :param list entries: what was sent, of any kind
        :param str source: the system that they come from, checked
        :param company: res.company that they are recorded for
        :param values: function of an entry that returns its columns, or raises UserError with what is wrong with it
        :return: {"new": count, "same": count, "errors": [{"index", "external_id", "message"}]}
        """
        rows, errors = [], []
        for index, entry in enumerate(entries):
            try:
                rows.append({"index": index} | values(entry))
            except UserError as error:
                name = entry.get("external_id") if isinstance(entry, dict) else None
                errors.append({"index": index, "external_id": str(name)[:80] if name else False, "message": str(error)})
        written = self._recorded_insert(source, company, rows)
        changed = [row for row in rows if not written[row["index"]][1]]
        new = sum(bool(created) for created, _same in written.values())
        message = self.env._("This entry is on record with other content, which stays.")
        errors += [{"index": row["index"], "external_id": row["external_id"], "message": message} for row in changed]
        return {"new": new, "same": len(rows) - new - len(changed), "errors": errors}

    @api.model
    def _recorded_texts(self, entries, *names):
        """Return the set of texts that entries, dicts, have under these names."""
        found = [entry.get(name) for entry in entries for name in names]
        return {storable(text) for text in found if isinstance(text, str) and storable(text)}

    @api.model
    def _recorded_clock(self, company):
        """Return {"zone": of times without a distance from UTC, "latest": moment after which a time lies in the future}."""
        # A sender's clock may be a little fast.
        return {
            "zone": pytz.timezone(company.sudo().business_tz or "UTC"),
            "latest": fields.Datetime.add(fields.Datetime.now(), hours=1),
        }

    @api.model
    def _recorded_time(self, text, clock):
        """Return a moment as PostgreSQL reads it, in UTC.

        :raise UserError: it is no moment, or lies in the future
        """
        try:
            moment = to_utc(read_moment(as_text(self.env, text)), clock["zone"])
        except (ValueError, OverflowError):
            raise UserError(
                self.env._("“%(time)s” is no time: write one like 2026-03-31T14:05:00+08:00.", time=str(text)[:40])
            ) from None
        if moment > clock["latest"]:
            raise UserError(self.env._("“%(time)s” lies in the future.", time=text))
        return moment.isoformat(sep=" ")

    @api.model
    def _recorded_insert(self, source, company, rows):
        """Insert what is new; return {index of a row: [whether it is new, whether the content is what is on record]}."""
        if not rows:
            return {}
        self.env.flush_all()
        written = dict(self.env.execute_query(self._recorded_query(source, company, rows)))
        self.invalidate_model()
        return written

    @api.model
    def _recorded_query(self, source, company, rows):
        """SQL of `_recorded_insert`.

        Always in the same order: two calls with the same entries that insert them the other way round would lock each other.
        """
        names = ("external_id", *self._recorded_besides, *self._recorded_content)
        return SQL(
            """
            WITH given AS MATERIALIZED (
                SELECT (entry ->> 'index')::integer AS index, s.*, %(hash)s AS hash,
                       row_number() OVER (PARTITION BY s.external_id ORDER BY (entry ->> 'index')::integer) AS turn
                  FROM jsonb_array_elements(%(rows)s::jsonb) AS entry,
                       jsonb_populate_record(NULL::%(table)s, entry) AS s
            ), added AS (
                INSERT INTO %(table)s (%(columns)s, company_id, source, payload_hash,
                                       create_uid, create_date, write_uid, write_date)
                SELECT %(columns)s, %(company)s, %(source)s, hash, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM given WHERE turn = 1 ORDER BY external_id
                ON CONFLICT (company_id, source, external_id) DO NOTHING
                RETURNING external_id, payload_hash
            )
            SELECT g.index, ARRAY[a.external_id IS NOT NULL AND g.turn = 1, g.hash = coalesce(a.payload_hash, t.payload_hash)]
              FROM given g
              LEFT JOIN added a ON a.external_id = g.external_id
              LEFT JOIN %(table)s t
                     ON t.company_id = %(company)s AND t.source = %(source)s AND t.external_id = g.external_id
            """,
            hash=self._recorded_hash(),
            rows=json.dumps(rows),
            table=SQL.identifier(self._table),
            columns=SQL(", ").join(map(SQL.identifier, names)),
            company=company.id,
            source=source,
            uid=self.env.uid,
            now=self.env.cr.now(),
        )
