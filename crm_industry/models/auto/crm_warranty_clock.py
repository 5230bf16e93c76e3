from odoo import api, fields, models
from odoo.tools import format_date


class CrmWarrantyClock(models.Model):
    """How near a vehicle is to a case for replacement or refund, with the facts that led to it. Written by the server alone.

    There is a row from the warning on: one step before the case. It goes when its facts turn out not to be any.
    """

    _name = "crm.warranty.clock"
    _description = "Clock of the Law"
    _order = "state, updated_on desc, id desc"
    _rec_name = "rule_id"
    _log_access = False

    vehicle_id = fields.Many2one("crm.vehicle", required=True, readonly=True, index=True, ondelete="cascade")
    rule_id = fields.Many2one(
        "crm.warranty.law.rule", string="Legal Case", required=True, readonly=True, index=True, ondelete="cascade"
    )
    fault_id = fields.Many2one("crm.service.fault", readonly=True, ondelete="cascade")
    law_id = fields.Many2one(related="rule_id.law_id")
    model_id = fields.Many2one(related="vehicle_id.model_id", store=True)
    counted = fields.Integer(readonly=True, aggregator=None, help="Done.")
    pending = fields.Integer(readonly=True, aggregator=None, help="In the workshop now, not decided yet.")
    at_most = fields.Integer(related="rule_id.at_most")
    state = fields.Selection([("reached", "Case Given"), ("warning", "Warning")], required=True, readonly=True)
    facts = fields.Json(string="Facts as Data", readonly=True)
    facts_text = fields.Text(string="Facts", compute="_compute_facts")
    job_ids = fields.Many2many("crm.service.job", string="Jobs", compute="_compute_facts")
    updated_on = fields.Datetime(readonly=True)

    _clock_uniq = models.UniqueIndex("(vehicle_id, rule_id, COALESCE(fault_id, 0))", "There is one clock for a case.")

    @api.depends("facts")
    def _compute_facts(self):
        jobs = self.env["crm.service.job"]
        faults = self.env["crm.service.fault"]
        for clock in self:
            rows = clock.facts or []
            clock.job_ids = jobs.browse(dict.fromkeys(row["job_id"] for row in rows)).exists()
            names = {job.id: job for job in clock.job_ids.sudo()}
            known = {
                fault.id: fault.name for fault in faults.browse({row["fault_id"] for row in rows if row["fault_id"]}).exists()
            }
            clock.facts_text = "\n".join(
                clock._fact_text(row, names[row["job_id"]], known.get(row["fault_id"])) for row in rows if row["job_id"] in names
            )

    def _fact_text(self, row, job, fault):
        """Return one fact as a line: the day, the job and its station, kilometres, what it was."""
        what = fault or self.env._("%(days)s days in repair", days=row["days"])
        return self.env._(
            "%(day)s · %(job)s · %(station)s · %(km)s km · %(what)s",
            day=format_date(self.env, row["day"]),
            job=job.name,
            station=job.station_id.name,
            km=row["km"] or 0,
            what=what,
        )

    def _warning_text(self):
        """Return what people of stations are told."""
        self.ensure_one()
        texts = {
            "case": self.rule_id.name,
            "count": self.counted,
            "most": self.rule_id.at_most,
            "fault": self.fault_id.name or "",
        }
        if self.state == "reached":
            return self.env._("Replacement or refund may be asked for: %(case)s %(fault)s (%(count)s)", **texts)
        return self.env._("One step before replacement or refund: %(case)s %(fault)s (%(count)s of %(most)s)", **texts)
