import time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .crm_telecom_lifecycle_mixin import MANAGER

# What is read for changes: {field of the place reached: (table, records of a piece, query of the months they are about)}
SOURCES = {
    "last_usage_id": ("crm_telecom_usage", 500_000, "_due_by_usage"),
    "last_line_id": ("crm_telecom_bill_line", 200_000, "_due_by_line"),
    "last_revision_id": ("crm_telecom_revision", 50_000, "_due_by_revision"),
    "last_event_id": ("crm_telecom_event", 20_000, "_due_by_event"),
}
MONTHS_AT_ONCE = 5_000
# With more new records than this the button starts a job instead of having the user wait.
SMALL = 20_000
WAIT = 0.5
MOST_WAITS = 240


class CrmTelecomFigures(models.Model):
    """The telecom figures of a company with its branches, worked out in steps: every night and by the button.

    Months are worked out again when something about them is new: it remembers how far it has read bills, usage, revisions and
    steps. A step that is repeated works out the same.
    """

    _name = "crm.telecom.figures"
    _inherit = ["crm.company.job.mixin"]
    _description = "Refresh of Telecom Figures"

    business_day = fields.Date(readonly=True, help="The day of the company on which the figures were worked out.")
    month = fields.Date(readonly=True, help="All subscriptions have been worked out up to this month.")
    last_usage_id = fields.Integer(readonly=True, aggregator=None, help="Usage up to this one has been read.")
    last_line_id = fields.Integer(readonly=True, aggregator=None, help="Lines of bills up to this one have been read.")
    last_revision_id = fields.Integer(readonly=True, aggregator=None, help="Revisions up to this one have been read.")
    last_event_id = fields.Integer(readonly=True, aggregator=None, help="Steps up to this one have been read.")

    _company_uniq = models.UniqueIndex("(company_id)", "A company has one refresh of its telecom figures.")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"business_day": False, "month": False} | dict.fromkeys(SOURCES, 0)

    # -- starting ------------------------------------------------------------------------------------------------------

    def _begin_values(self):
        return super()._begin_values() | {"business_day": self.company_id._business_today()}

    @api.model
    def _cron_telecom_figures(self):
        self._begin_all()

    @api.model
    def action_refresh_company(self):
        """Work out the telecom figures of the current company: at once where little is new, else by the worker (button).

        :raise AccessError: the user is no telecom manager
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only telecom managers refresh the figures."))
        return self._begin_and_show()

    def _is_small(self):
        """Little is new, and there are few subscriptions."""
        limits = self._figure_limits()
        if any(limits[name] - self[name] > SMALL for name in SOURCES):
            return False
        query = SQL("SELECT count(*) FROM (SELECT FROM crm_telecom_subscription LIMIT %s) s", MONTHS_AT_ONCE + 1)
        return self.env.execute_query(query)[0][0] <= MONTHS_AT_ONCE

    # -- steps ---------------------------------------------------------------------------------------------------------

    def _job_steps(self):
        """Extend by super."""
        steps = {
            "changes": self.env._("Look for what has changed"),
            "calendar": self.env._("Begin new months"),
            "months": self.env._("Work out the months"),
        }
        return list(steps.items())

    def _job_run_step(self, key, cursor):
        self.env["crm.capacity.lock"]._lock_capacity([f"telecom-figures:{self.company_id.id}"])
        self.env.flush_all()
        self.env["crm.customer.metrics"]._tune()
        return getattr(self, f"_step_{key}")(cursor)

    def _branches(self):
        return self.env["res.company"].sudo().search([("id", "child_of", self.company_id.id)]).ids

    def _step_changes(self, cursor):
        """Find the months that new records are about, piece by piece; whoever is writing some is waited for first.

        Records get their numbers before they are committed.
        """
        if cursor is None:
            return {"until": self._figure_limits(), "writers": self._figure_writers(), "waits": 0}
        if set(cursor.get("writers", ())) & set(self._figure_writers()):
            return self._wait_for_writers(cursor)
        for name, (_table, piece, query) in SOURCES.items():
            until = min(self[name] + piece, cursor["until"][name])
            if until > self[name]:
                months = self.env["crm.telecom.month"]
                months._make_due(getattr(months, query)(self[name], until, self._branches()))
                self._guarded_write({name: until})
                return {"until": cursor["until"]}
        return None

    def _wait_for_writers(self, cursor):
        if cursor["waits"] >= MOST_WAITS:
            raise UserError(self.env._("Bills or usage are being imported for too long: refresh the figures later."))
        time.sleep(WAIT)
        return cursor | {"waits": cursor["waits"] + 1}

    def _figure_limits(self):
        """Return {field: the last record that there is, whether it is committed or not}."""
        limits = {}
        for name, (table, _piece, _query) in SOURCES.items():
            query = SQL(
                "SELECT greatest(CASE WHEN is_called THEN last_value ELSE 0 END, (SELECT max(id) FROM %s), 0) FROM %s",
                SQL.identifier(table),
                SQL.identifier(f"{table}_id_seq"),
            )
            limits[name] = self.env.execute_query(query)[0][0]
        return limits

    def _figure_writers(self):
        """Return the other transactions that are writing what is read here."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT l.virtualtransaction FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
                " WHERE c.relname = ANY(%s) AND l.mode = 'RowExclusiveLock' AND l.pid <> pg_backend_pid()"
                " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                [table for table, _piece, _query in SOURCES.values()],
            )
        )
        return [name for (name,) in rows]

    def _step_calendar(self, _cursor):
        """In a new month all that are connected get a row, and the month before is worked out for the last time: its grades."""
        # The planner doesn't know yet what the step before has written.
        self.env.cr.execute("ANALYZE crm_telecom_month")
        this = self.business_day.replace(day=1)
        if self.month and self.month < this:
            months = self.env["crm.telecom.month"]
            months._make_due(months._due_by_calendar(self.month, self._branches()))
        self._guarded_write({"month": this})

    def _step_months(self, _cursor):
        branches = self._branches()
        done = self.env["crm.telecom.month"]._refresh_piece(branches, MONTHS_AT_ONCE)
        query = SQL("SELECT count(*) FROM crm_telecom_month WHERE stale AND company_id = ANY(%s)", branches)
        left = self.env.execute_query(query)[0][0]
        self._job_count(self.job_done + done, self.job_done + done + left)
        return {} if left else None
