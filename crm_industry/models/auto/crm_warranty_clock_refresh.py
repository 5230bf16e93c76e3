from odoo import api, fields, models
from odoo.tools import SQL


class CrmWarrantyClock(models.Model):
    """Working the clocks out, for some vehicles or for all, by one statement."""

    _inherit = "crm.warranty.clock"

    @api.model
    def _refresh(self, vehicles=None):
        """Work the clocks of some vehicles out again, of all by default; tell people of new warnings and cases.

        :param vehicles: crm.vehicle
        :return: the clocks that began or went from warning to case
        """
        # sudo: the facts of all stations count, whoever adds one
        clocks = self.sudo()
        if vehicles is not None and not vehicles:
            return clocks.browse()
        rows = self.env.execute_query(self._write_query(vehicles))
        self.invalidate_model()
        changed = clocks.browse([clock_id for (clock_id,) in rows])
        changed._announce()
        return changed

    @api.model
    def _write_query(self, vehicles):
        """Return the statement of `_refresh`; its result are the clocks that began or became a case."""
        return SQL(
            """
            WITH found AS MATERIALIZED (%(found)s),
            gone AS (
                DELETE FROM crm_warranty_clock c WHERE %(scope)s AND NOT EXISTS (
                    SELECT FROM found f WHERE (f.vehicle_id, f.rule_id, coalesce(f.fault_id, 0))
                                            = (c.vehicle_id, c.rule_id, coalesce(c.fault_id, 0)))
            ), before AS (
                SELECT vehicle_id, rule_id, coalesce(fault_id, 0) AS fault_id, state
                  FROM crm_warranty_clock WHERE %(scope)s
            ), written AS (
                INSERT INTO crm_warranty_clock AS c
                       (vehicle_id, rule_id, fault_id, model_id, counted, pending, state, facts, updated_on)
                SELECT f.vehicle_id, f.rule_id, f.fault_id, v.model_id, f.counted, f.pending, f.state, f.facts, %(now)s
                  FROM found f JOIN crm_vehicle v ON v.id = f.vehicle_id ORDER BY f.vehicle_id, f.rule_id, f.fault_id
                ON CONFLICT (vehicle_id, rule_id, COALESCE(fault_id, 0)) DO UPDATE
                   SET counted = EXCLUDED.counted, pending = EXCLUDED.pending, state = EXCLUDED.state,
                       facts = EXCLUDED.facts, model_id = EXCLUDED.model_id, updated_on = EXCLUDED.updated_on
                 WHERE (c.counted, c.pending, c.state, c.facts) IS DISTINCT FROM
                       (EXCLUDED.counted, EXCLUDED.pending, EXCLUDED.state, EXCLUDED.facts)
                RETURNING c.id, c.vehicle_id, c.rule_id, coalesce(c.fault_id, 0) AS fault_id, c.state
            )
            SELECT w.id FROM written w LEFT JOIN before b USING (vehicle_id, rule_id, fault_id)
             WHERE b.state IS NULL OR b.state = 'warning' AND w.state = 'reached' ORDER BY w.id
            """,
            found=self._clocks_query(vehicles),
            scope=SQL("TRUE") if vehicles is None else SQL("vehicle_id = ANY(%s)", vehicles.ids),
            now=fields.Datetime.now(),
        )

    @api.model
    def _clocks_query(self, vehicles=None):
        """Return SQL: vehicle_id, rule_id, fault_id, counted, pending, state, facts, from the warning on.

        One more than is put up with is a case; as many as are put up with are a warning, and so is what would be a case when
        what is in the workshop now is done.
        """
        self.env["crm.warranty.law.rule"].flush_model()
        return SQL(
            """
            WITH period AS MATERIALIZED (%(periods)s), fact AS MATERIALIZED (%(facts)s), counting AS (
                SELECT p.vehicle_id, r.id AS rule_id, r.counting, r.at_most, f.*,
                       CASE WHEN r.counting IN ('assembly_replaced', 'main_part_replaced', 'same_fault') THEN f.fault_id END
                           AS of_fault,
                       row_number() OVER (PARTITION BY r.id, f.job_id ORDER BY f.id) AS turn
                  FROM period p JOIN crm_warranty_law_rule r ON r.law_id = p.law_id
                  JOIN fact f ON f.of_vehicle = p.vehicle_id
                 WHERE f.day BETWEEN p.start_on
                                 AND CASE WHEN r.within_days > 0 THEN p.start_on + r.within_days ELSE p.validity_until END
                   AND (r.within_days > 0 AND coalesce(r.within_km, 0) = 0
                        OR coalesce(f.km, 0) <= CASE WHEN r.within_km > 0 THEN r.within_km ELSE p.validity_km END)
                   AND (%(conditions)s)
            ), summed AS (
                SELECT vehicle_id, rule_id, of_fault AS fault_id, at_most,
                       CASE WHEN counting = 'repair_days' THEN coalesce(sum(days) FILTER (WHERE turn = 1), 0)
                            ELSE count(*) FILTER (WHERE done) END AS counted,
                       CASE WHEN counting = 'repair_days' THEN 0 ELSE count(*) FILTER (WHERE NOT done) END AS pending,
                       jsonb_agg(jsonb_build_object('job_id', job_id, 'day', day, 'km', km, 'days', days,
                                 'fault_id', CASE WHEN counting <> 'repair_days' THEN fault_id END) ORDER BY day, job_id, id)
                           FILTER (WHERE counting <> 'repair_days' OR turn = 1) AS facts
                  FROM counting GROUP BY vehicle_id, rule_id, of_fault, counting, at_most
            )
            SELECT vehicle_id, rule_id, fault_id, counted::integer, pending::integer, facts,
                   CASE WHEN counted > at_most THEN 'reached' ELSE 'warning' END AS state
              FROM summed WHERE counted > 0 AND counted >= at_most OR counted + pending > at_most
            """,
            periods=self.env["crm.warranty.law"]._periods_query(vehicles),
            facts=self._facts_query(vehicles),
            conditions=self._fact_condition(),
        )

    @api.model
    def _fact_condition(self):
        counted = self._counting_conditions().items()
        return SQL(" OR ").join(SQL("r.counting = %s AND %s", key, condition) for key, condition in counted)

    @api.model
    def _counting_conditions(self):
        """Return {what a rule counts: SQL over the fact ``f``}. What is not decided yet may still be a replacement."""
        replaced = SQL("(f.outcome = 'replaced' OR f.outcome IS NULL)")
        return {
            "early_replacement": SQL("f.part_kind IN ('assembly', 'main_part') AND %s", replaced),
            "early_case": SQL("f.early_case IS NOT NULL"),
            "safety_repairs": SQL("f.safety"),
            "assembly_replaced": SQL("f.part_kind = 'assembly' AND %s", replaced),
            "main_part_replaced": SQL("f.part_kind = 'main_part' AND %s", replaced),
            "same_fault": SQL("TRUE"),
            "repair_days": SQL("TRUE"),
        }

    @api.model
    def _facts_query(self, vehicles=None):
        """Return SQL of the faults that count: id, of_vehicle, job_id, fault_id, day, km, days, outcome, done and what they are.

        Those that the maker answers for, of vehicles that have come; not what was not found, or not wanted. Wearing parts don't.
        """
        for model in ("crm.service.job", "crm.service.job.fault", "crm.service.fault"):
            self.env[model].flush_model()
        return SQL(
            """
            SELECT f.id, j.vehicle_id AS of_vehicle, j.id AS job_id, f.fault_id, j.received_day AS day, j.km, f.outcome,
                   j.state IN ('done', 'delivered') AND f.outcome IS NOT NULL AS done,
                   greatest(1, ceil(extract(epoch FROM coalesce(j.done_on, %(now)s) - j.received_on) / 86400))::integer AS days,
                   c.part_kind, coalesce(c.safety, FALSE) AS safety, c.early_case
              FROM crm_service_job_fault f
              JOIN crm_service_job j ON j.id = f.job_id
              JOIN crm_service_fault c ON c.id = f.fault_id
             WHERE f.warranty AND j.state NOT IN ('booked', 'cancelled') AND j.received_day IS NOT NULL
               AND c.part_kind <> 'wear' AND coalesce(f.outcome, 'repaired') IN ('repaired', 'replaced') AND %(scope)s
            """,
            now=fields.Datetime.now(),
            scope=SQL("TRUE") if vehicles is None else SQL("j.vehicle_id = ANY(%s)", vehicles.ids),
        )

    def _announce(self):
        """Tell the advisor of the latest job of each vehicle. Extend by super."""
        jobs = self.env["crm.service.job"].sudo()
        for clock in self:
            job = jobs.search([("vehicle_id", "=", clock.vehicle_id.id), ("received_on", "!=", False)], limit=1)
            if job:
                caller = job.company_id._employed(job.user_id) or job.station_id.user_ids[:1] or self.env.user
                job.activity_schedule("mail.mail_activity_data_warning", user_id=caller.id, summary=clock._warning_text())

    @api.model
    def _cron_refresh(self):
        """Days pass in the workshop; and where laws or faults have changed, go on with all vehicles, in pieces."""
        # sudo: the scheduled job, over all stations
        jobs = self.env["crm.service.job"].sudo()
        self._refresh(jobs.search([("state", "in", ("received", "in_work"))]).vehicle_id)
        for law in self.env["crm.warranty.law"].with_context(active_test=False).search([("recount_from", ">", 0)]):
            while law.recount_from:
                law._recount_piece()
                if not self.env["ir.cron"]._commit_progress(1, remaining=1 if law.recount_from else 0):
                    return
