from odoo import api, fields, models
from odoo.tools import SQL

from .crm_data_register import UNMEASURED

REMINDER = "crm_industry.mail_activity_data_below"
TEXTS = ("char", "text", "html")


class CrmDataRegister(models.Model):
    """Measuring: one pass over the records of a model for all of its fields in the register."""

    _inherit = "crm.data.register"

    def _measure(self):
        """Count how complete and fresh the data are today, write it down, and tell the owners of what falls below."""
        measurable = self.filtered(lambda each: each._is_there())
        (self - measurable).sudo()._guarded_write(UNMEASURED)
        for company, registers in measurable.grouped(lambda each: each.company_id.root_id).items():
            today = company._business_today()
            for model_name, group in registers.grouped("model").items():
                figures = group._measure_model(company, model_name, today)
                of_today = [("register_id", "in", group.ids), ("date", "=", today)]
                # sudo: written by code alone
                former = self.env["crm.data.measure"].sudo().search(of_today).grouped("register_id")
                for register in group:
                    register._write_down(today, former.get(register), *figures[register])

    def _is_there(self):
        """Whether the fields still are: an addon that brought them may have been uninstalled."""
        fields_there = self.env[self.model]._fields if self.model in self._register_models() else {}
        return all(name in fields_there for name in (self.field_name, self.date_field_name))

    def _measure_model(self, company, model_name, today):
        """Return {register: (records, with a value, fresh ones of these, median age in days or None)}."""
        # sudo: counts for the register's readers, of all records of the company; who set it up may read the fields
        records = self.env[model_name].sudo().with_company(company).with_context(lang="en_US", active_test=True)
        self.env.flush_all()
        query = records._search(self._register_domain(model_name, company))
        columns = [SQL("count(*)")]
        for register in self:
            columns += register._measure_columns(records, query, today)
        [row] = self.env.execute_query(query.select(*columns))
        total, *rest = row
        return {register: (total, *rest[3 * place : 3 * place + 3]) for place, register in enumerate(self)}

    def _measure_columns(self, records, query, today):
        """Return SQL: number with a value, number of fresh ones, median age."""
        value = records._field_to_sql(query.table, self.field_name, query)
        if records._fields[self.field_name].type in TEXTS:
            value = SQL("NULLIF(btrim(%s), '')", value)
        age = SQL("(%s - (%s)::date)", today, records._field_to_sql(query.table, self.date_field_name, query))
        fresh = SQL("%s <= %s", age, self.wanted_days) if self.wanted_days else SQL("TRUE")
        return [
            SQL("count(%s)", value),
            SQL("count(%s) FILTER (WHERE %s)", value, fresh),
            SQL("percentile_cont(0.5) WITHIN GROUP (ORDER BY %s) FILTER (WHERE %s IS NOT NULL)", age, value),
        ]

    def _write_down(self, today, former, total, filled, fresh, median):
        """Keep what was measured.

        :param former: measure of today that is there already, in sudo, or None
        """
        completeness = 100 * filled / total if total else 0.0
        freshness = 100 * fresh / filled if filled else 0.0
        good = completeness >= self.wanted_completeness and (not filled or freshness >= self.wanted_freshness)
        values = {"records": total, "filled": filled, "fresh": fresh, "median_days": median or 0.0, "good": good}
        if former:
            former._guarded_write(values)
        else:
            # sudo: written by code alone
            self.env["crm.data.measure"].sudo()._guarded_create([values | {"register_id": self.id, "date": today}])
        # sudo: readers of the register change nothing, the cron's user is nobody's colleague
        register = self.sudo()
        register._guarded_write(
            {
                "measured_on": today,
                "records": total,
                "completeness": completeness,
                "freshness": freshness,
                "median_days": median or 0.0,
                "state": "unmeasured" if not total else "good" if good else "below",
            }
        )
        register._remind_owner()

    def _remind_owner(self):
        """Keep one activity of the owner while the data are below what is demanded."""
        if self.state != "below":
            self.activity_unlink([REMINDER])
        elif not self.activity_ids.filtered(lambda each: each.activity_type_id == self.env.ref(REMINDER)):
            self.activity_schedule(REMINDER, user_id=self.user_id.id)

    @api.model
    def _cron_measure(self):
        """Measure all entries whose last measure is older than six days, company by company."""
        week_ago = fields.Date.subtract(fields.Date.today(), days=6)
        due = ["|", ("measured_on", "=", False), ("measured_on", "<", week_ago)]
        waiting = self.search(due)
        groups = list(waiting.grouped("company_id").values())
        self.env["ir.cron"]._commit_progress(remaining=len(groups))
        for group in groups:
            group._measure()
            if not self.env["ir.cron"]._commit_progress(1):
                break
