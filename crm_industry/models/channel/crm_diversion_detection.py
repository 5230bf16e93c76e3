import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

EVENTS_A_PIECE = 500_000
# A transaction may change a stock move and commit it later than others that began after it.
LONGEST_TRANSACTION = timedelta(days=1)
MANY_ROWS = 5_000
WAIT = 0.5
MOST_WAITS = 240
# What the query of a rule returns, in this order.
FINDING_COLUMNS = (
    "reason", "event_id", "lot_id", "code", "shipment_id", "dealer_id", "agreement_id", "victim_id", "found_at_id",
    "region_id", "event_time", "units", "figures",
)  # fmt: skip


class CrmDiversionDetection(models.Model):
    """The search for diverted goods in a company (root of a branch tree), every night and by the button, in steps.

    New events are looked at: `last_event_id` tells how far it went; older ones again when their goods or an agreement came
    late. Findings and open cases have unique keys, so that a step that is repeated, or two at a time, write nothing twice.
    """

    _name = "crm.diversion.detection"
    _inherit = ["crm.company.job.mixin"]
    _description = "Detection of Diverted Goods"

    last_event_id = fields.Integer(readonly=True, aggregator=None, help="Events up to this one have been looked at.")
    last_finding_id = fields.Integer(readonly=True, aggregator=None, help="Findings up to this one may have opened cases.")
    shipped_since = fields.Datetime(readonly=True, help="Stock moves changed before have been read.")
    growth_on = fields.Date(readonly=True, help="Day of the last comparison of purchases with activations.")

    _company_uniq = models.UniqueIndex("(company_id)", "A company has one detection.")

    @api.model
    def _guarded_fields(self):
        initial = {"last_event_id": 0, "last_finding_id": 0, "shipped_since": False, "growth_on": False}
        return super()._guarded_fields() | initial

    # -- starting ------------------------------------------------------------------------------------------------------

    @api.model
    def _cron_detect(self):
        self._begin_all()

    def action_detect(self):
        """Look for diverted goods of the current company now (button).

        :raise AccessError: the user is no channel manager
        """
        if not self.env.user.has_group("crm_industry.group_channel_manager"):
            raise AccessError(self.env._("Only channel managers start the detection."))
        return self._begin_and_show()

    def _detect_now(self):
        """Do all of it in the present transaction: for small data, and for tests."""
        for detection in self:
            detection._lock()
            detection._job_run_now()

    # -- steps ---------------------------------------------------------------------------------------------------------

    def _job_steps(self):
        steps = {
            "ship": self.env._("Read what was shipped"),
            "again": self.env._("Look again at events that something came late for"),
            "find": self.env._("Look at the new events"),
            "growth": self.env._("Compare purchases with activations"),
            "cases": self.env._("Open cases"),
        }
        return list(steps.items())

    def _job_run_step(self, key, cursor):
        self._lock()
        self.env.flush_all()
        return getattr(self, f"_step_{key}")(cursor)

    def _lock(self):
        """One at a time for a company, whoever starts it."""
        self.env["crm.capacity.lock"]._lock_capacity([f"diversion-detection:{self.company_id.id}"])

    def _step_ship(self, cursor):
        """Shipments of the serial numbers that moved; the next detection goes on from the beginning of this step."""
        cursor = cursor or {"began": fields.Datetime.to_string(self.env.cr.now()), "after": 0}
        after = self.env["crm.serial.shipment"]._refresh_piece(
            self.company_id, self.shipped_since, cursor["after"], self.last_event_id
        )
        if after is not None:
            return cursor | {"after": after}
        began = fields.Datetime.to_datetime(cursor["began"])
        self._guarded_write({"shipped_since": began - LONGEST_TRANSACTION})
        return None

    def _step_find(self, cursor):
        """New events by the rules, up to the last one there was when the step began."""
        if cursor is None:
            return self._first_events()
        if set(cursor.get("writers", ())) & set(self._writers()):
            return self._wait(cursor)
        until = min(self.last_event_id + EVENTS_A_PIECE, cursor["until"])
        if until <= self.last_event_id:
            return None
        self._write_findings(SQL("e.id > %s AND e.id <= %s", self.last_event_id, until))
        self._guarded_write({"last_event_id": until})
        self._job_count(until, cursor["until"])
        return {"until": cursor["until"]} if until < cursor["until"] else None

    def _write_findings(self, events):
        """Write what the rules find in some events, one statement each.

        :param SQL events: condition of the events ``e``
        """
        written = 0
        for rule in self._rules():
            if query := getattr(self, f"_{rule.kind.lower()}_query", None):
                self.env.cr.execute(self._insert_findings(rule, query(rule, events)))
                written += self.env.cr.rowcount
        self._analyze("crm_diversion_finding", written)
        self.env["crm.diversion.finding"].invalidate_model()

    def _analyze(self, table, written):
        """Tell the planner about many new rows before they are read."""
        if written >= MANY_ROWS:
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    def _first_events(self):
        """How far the step goes. Events get their numbers before they are committed: whoever is writing some is waited for."""
        [(until,)] = self.env.execute_query(
            SQL(
                "SELECT greatest(CASE WHEN is_called THEN last_value ELSE 0 END, (SELECT max(id) FROM crm_serial_event))"
                " FROM crm_serial_event_id_seq"
            )
        )
        return {"until": until or 0, "writers": self._writers(), "waits": 0}

    def _writers(self):
        """The other transactions that are writing serial events."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT virtualtransaction FROM pg_locks WHERE relation = 'crm_serial_event'::regclass"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                " AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()"
            )
        )
        return [name for (name,) in rows]

    def _wait(self, cursor):
        if cursor["waits"] >= MOST_WAITS:
            raise UserError(self.env._("Serial events are being written for too long: detect again later."))
        time.sleep(WAIT)
        return cursor | {"waits": cursor["waits"] + 1}

    def _rules(self):
        """The active rules of the company."""
        return self.env["crm.diversion.rule"].search([("company_id", "=", self.company_id.id)])

    def _insert_findings(self, rule, query):
        """SQL: write the rows of a query as findings of a rule; those that are known stay as they are."""
        columns = SQL(", ").join(map(SQL.identifier, FINDING_COLUMNS))
        return SQL(
            "INSERT INTO crm_diversion_finding (company_id, rule_id, %s) SELECT %s, %s, found.* FROM (%s) found"
            " ON CONFLICT DO NOTHING",
            columns,
            self.company_id.id,
            rule.id,
            query,
        )
