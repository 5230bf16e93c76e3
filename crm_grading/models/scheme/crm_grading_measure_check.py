import psycopg2

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, mute_logger

from .crm_grading_measure_author import DEFINITION
from .raw_plan_builder import RawPlanBuilder

# Measures that another can be made of: those with figures of their own.
PARTS = ("aggregate", "code")


class CrmGradingMeasure(models.Model):
    """What is wrong with a measure is said when it is saved, not when a run fails."""

    _inherit = "crm.grading.measure"

    @api.constrains(*DEFINITION)
    def _check_definition(self):
        for measure in self:
            getattr(measure, f"_check_{measure.kind}")()
            measure._try_query()

    def _refuse(self, problem):
        raise ValidationError(self.env._("Measure “%(name)s”: %(problem)s", name=self.name, problem=problem))

    def _check_aggregate(self):
        if not self.factor:
            self._refuse(self.env._("a factor of zero makes everything zero."))
        if not self.aggregate:
            self._refuse(self.env._("choose what is worked out from the records."))
        self._check_measure(self._frozen_config() | {"name": self.name})

    def _check_ratio(self):
        if not self.numerator_id:
            self._refuse(self.env._("choose the numerator."))
        if not self.denominator_id and self.denominator_constant <= 0:
            self._refuse(self.env._("choose a denominator, or a number above zero to divide by."))
        self._check_parts(self.numerator_id | self.denominator_id)

    def _check_growth(self):
        if not self.base_id:
            self._refuse(self.env._("choose the measure whose growth it is."))
        self._check_parts(self.base_id)

    def _check_code(self):
        if self.provider not in self._providers():
            self._refuse(self.env._("choose one of the ready-made measures."))

    def _check_manual(self):
        """Questions may follow later, scores may be imported without any."""

    def _check_parts(self, parts):
        for part in parts:
            if part.kind not in PARTS:
                self._refuse(self.env._("“%(part)s” is made of others itself, or entered by hand.", part=part.name))

    def _try_query(self):
        """Let PostgreSQL plan the query: it refuses values of the wrong type, for instance."""
        if self.kind == "manual":
            return
        company = self.company_id or self.env.company
        today = company._business_today()
        self.env.flush_all()
        builder = RawPlanBuilder(self.env, company, today, today)
        try:
            with self.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
                builder.value(self._frozen_config(), today, today)
                for source in builder.sources():
                    self.env.cr.execute(SQL("EXPLAIN %s", source.query))
        except (psycopg2.Error, ValueError, TypeError, NotImplementedError, UserError) as error:
            self._refuse(self.env._("the database can't work it out: %(error)s", error=str(error).splitlines()[0]))

    @api.constrains("kind")
    def _check_still_a_part(self):
        for measure in self.filtered(lambda measure: measure.kind not in PARTS):
            dependents = measure._get_dependents()
            if dependents:
                measure._refuse(
                    self.env._("“%(other)s” is made of it, so it has to stay a figure of its own.", other=dependents[0].name)
                )
