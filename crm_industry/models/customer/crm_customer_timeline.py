from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import as_day, as_options, as_text

from .typed_select import typed_select

DIRECTIONS = ("in", "out")
# The columns of a row and their SQL types: what a source does not give is NULL.
COLUMNS = {
    "time": "timestamp",
    "key": "bigint",
    "kind": "text",
    "model": "text",
    "res_id": "integer",
    "title": "text",
    "status": "text",
    "amount": "numeric",
    "currency_id": "integer",
    "user_id": "integer",
    "contact_id": "integer",
    "direction": "text",
    "whole_day": "boolean",
}


class CrmCustomerTimeline(models.AbstractModel):
    """Everything that happened between a customer and the company, the latest first, read from the documents themselves.

    Each area adds its sources by `_timeline_sources`. A row tells when, what and how much, never what a document says: opening
    it goes through the rights of the reader. Pages continue after the last row (time, source, key), so rows that come in
    meanwhile neither repeat nor hide others.
    """

    _name = "crm.customer.timeline"
    _description = "Customer Timeline"

    # -- for the areas -------------------------------------------------------------------------------------------------

    @api.model
    def _timeline_kinds(self):
        """Return {kind: {"label", "icon"}} of the rows there can be, in the order of the filter. Extend by super."""
        return {}

    @api.model
    def _timeline_sources(self, scope):
        """Return {source: SQL}: SELECTs made by `_timeline_select`. Extend by super.

        :param ViewScope scope: whose rows
        :rtype: dict[str, SQL]
        """
        return {}

    @api.model
    def _timeline_statuses(self):
        """Return {model of a row: (model, field) with the labels of its column ``status``}. Extend by super."""
        return {}

    @api.model
    def _timeline_select(self, columns, tail):
        """Return the SELECT of a source.

        :param columns: {name of COLUMNS: SQL}; time (UTC), key (unique in the source), kind, model and res_id are needed
        :param tail: SQL from FROM on
        """
        return typed_select(COLUMNS, columns, tail)

    # -- pages ---------------------------------------------------------------------------------------------------------

    @api.model
    def _timeline_page(self, scope, filters=None, cursor=None, limit=30):
        """Return some rows of a customer, the latest first. The caller has checked that the user may see the customer.

        :param filters: all optional: kinds (list), date_from and date_to (days of the company), direction (in or out), text (part
            of the title)
        :param cursor: what the page before returned
        :return: ::

            {"items": [{"id", "time" (UTC), "day" (instead of a time, or False), "kind", "model", "res_id", "opens" (the reader
             may see such documents), "title", "status" (label), "amount", "currency_id", "user", "contact", "direction"}],
             "cursor": list or False when there are no more}

        :raise UserError: a filter or the cursor makes no sense
        """
        condition = self._timeline_condition(scope, filters)
        after = self._timeline_cursor(cursor)
        sources = self._timeline_sources(scope)
        self.env.flush_all()
        rows = self.env.execute_query_dict(self._timeline_query(sources, condition, after, limit + 1))
        more = len(rows) > limit
        rows = rows[:limit]
        last = rows[-1] if more else None
        return {
            "items": self._timeline_items(scope, rows),
            "cursor": [last["time"].isoformat(), last["source"], last["key"]] if last else False,
        }

    @api.model
    def _timeline_condition(self, scope, filters):
        """SQL over the alias ``entry``."""
        filters = as_options(self.env, filters, ("kinds", "date_from", "date_to", "direction", "text"))
        parts = [SQL("entry.time IS NOT NULL")]
        if kinds := filters.get("kinds"):
            known = self._timeline_kinds()
            if not isinstance(kinds, list | tuple) or any(kind not in known for kind in kinds if isinstance(kind, str)):
                raise UserError(self.env._("Choose the kinds from %(kinds)s.", kinds=", ".join(known)))
            parts.append(SQL("entry.kind = ANY(%s)", [as_text(self.env, kind) for kind in kinds]))
        if direction := filters.get("direction"):
            if direction not in DIRECTIONS:
                raise UserError(self.env._("The direction is “in” or “out”."))
            parts.append(SQL("entry.direction = %s", direction))
        if day := as_day(self.env, filters.get("date_from")):
            parts.append(SQL("entry.time >= %s", scope.begin(day)))
        if day := as_day(self.env, filters.get("date_to")):
            parts.append(SQL("entry.time < %s", scope.begin(fields.Date.add(day, days=1))))
        if text := as_text(self.env, filters.get("text")).strip():
            parts.append(SQL("strpos(lower(entry.title), lower(%s)) > 0", text))
        return SQL(" AND ").join(parts)

    @api.model
    def _timeline_cursor(self, cursor):
        """Return (time, source, key) of the last row of the page before, or None."""
        if not cursor:
            return None
        refusal = UserError(self.env._("The page cannot be continued: read it again from its beginning."))
        try:
            time, source, key = cursor
            begun = datetime.fromisoformat(time).replace(tzinfo=None)
        except (TypeError, ValueError) as error:
            raise refusal from error
        if not isinstance(source, str) or type(key) is not int or not 0 <= key < 2**63:
            raise refusal
        return begun, source, key

    @api.model
    def _timeline_query(self, sources, condition, after, limit):
        """The rows of all sources, each of which gives no more than the page needs."""
        parts = [
            SQL(
                "(SELECT %(name)s::text AS source, entry.* FROM (%(source)s) entry WHERE %(condition)s AND %(after)s"
                " ORDER BY entry.time DESC, entry.key DESC LIMIT %(limit)s)",
                name=name,
                source=source,
                condition=condition,
                after=self._timeline_after(name, after),
                limit=limit,
            )
            for name, source in sources.items()
        ]
        return SQL(
            """
            SELECT page.*, person.name AS user_name, contact.name AS contact_name
              FROM (SELECT * FROM (%(parts)s) entry ORDER BY time DESC, source COLLATE "C" DESC, key DESC LIMIT %(limit)s) page
              LEFT JOIN res_users ON res_users.id = page.user_id
              LEFT JOIN res_partner person ON person.id = res_users.partner_id
              LEFT JOIN res_partner contact ON contact.id = page.contact_id
             ORDER BY page.time DESC, page.source COLLATE "C" DESC, page.key DESC
            """,
            parts=SQL(" UNION ALL ").join(parts),
            limit=limit,
        )

    @api.model
    def _timeline_after(self, name, after):
        """The condition for the rows of a source that come after the last row of the page before."""
        if not after:
            return SQL("TRUE")
        time, source, key = after
        if name == source:
            return SQL("(entry.time, entry.key) < (%s, %s)", time, key)
        return SQL("entry.time <= %s", time) if name < source else SQL("entry.time < %s", time)

    @api.model
    def _timeline_items(self, scope, rows):
        models_found = {row["model"] for row in rows}
        opens = {model: self.env[model].has_access("read") for model in models_found}
        labels = {
            model: dict(self.env[owner]._fields[name].get_description(self.env, ["selection"])["selection"])
            for model, (owner, name) in self._timeline_statuses().items()
            if model in models_found
        }
        return [
            {
                "id": f"{row['source']}-{row['key']}",
                "time": fields.Datetime.to_string(row["time"].replace(microsecond=0)),
                "day": row["whole_day"] and scope.local_day(row["time"]).isoformat(),
                "opens": opens[row["model"]],
                "status": labels.get(row["model"], {}).get(row["status"], False),
                "amount": None if row["amount"] is None else float(row["amount"]),
                "user": row["user_name"],
                "contact": row["contact_name"],
                **{name: row[name] for name in ("kind", "model", "res_id", "title", "currency_id", "direction")},
            }
            for row in rows
        ]
