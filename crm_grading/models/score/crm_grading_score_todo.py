from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from ...tools.arguments import check_one

OPEN = ("missing", "expired", "due")
DUE_DAYS = 30


class CrmGradingScoreTodo(models.Model):
    """For the current company: the customers of its schemes' populations and how each stands with each questionnaire.

    Nothing is stored; the query is put together from the schemes' domains whenever it is read, with the reader's rights to
    customers.
    """

    _name = "crm.grading.score.todo"
    _description = "Customer to Assess"
    _auto = False
    _order = "id"
    _rec_name = "partner_id"
    _depends = {"crm.grading.score": ["measure_id", "partner_id", "company_id", "date", "score", "state"]}

    measure_id = fields.Many2one("crm.grading.measure", string="Questionnaire", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    date = fields.Date(string="Last Score On", readonly=True)
    score = fields.Float(string="Last Score", readonly=True, digits=(16, 4), aggregator="avg")
    valid_until = fields.Date(readonly=True)
    status = fields.Selection(
        [("missing", "Never assessed"), ("expired", "Expired"), ("due", "Expires soon"), ("valid", "Valid")], readonly=True
    )

    @property
    def _table_query(self):
        parts = [self._measure_query(measure, domain) for measure, domain in self._populations().items()]
        return SQL(" UNION ALL ").join(parts) if parts else self._measure_query(self.env["crm.grading.measure"], Domain.FALSE)

    def _populations(self):
        """Return {questionnaire: domain of the customers in the schemes that use it}, for the current company."""
        populations = {}
        for scheme in self.env["crm.grading.scheme"].search([("company_id", "parent_of", self.env.company.id)]):
            measures = scheme.dimension_ids.indicator_ids.measure_id.filtered(lambda measure: measure.kind == "manual")
            for measure in measures:
                domain = Domain(safe_eval(scheme.domain or "[]"))
                populations[measure] = populations.get(measure, Domain.FALSE) | domain
        return populations

    def _measure_query(self, measure, domain):
        """SQL: a row for each customer of ``domain``, with the newest confirmed score."""
        today = self.env.company._business_today()
        partners = self.env["res.partner"]
        own = Domain("company_id", "=", False) | Domain("company_id", "parent_of", self.env.company.id)
        customers = partners._search(domain & own & partners._customer_domain())
        # sudo: which branches a company has is no secret
        companies = self.env["res.company"].sudo().search([("id", "child_of", self.env.company.id)])
        return SQL(
            """
            SELECT %(measure)s::bigint * 4294967296 + p.id AS id, %(measure)s AS measure_id, p.id AS partner_id, p.user_id,
                s.date, s.score, u.valid_until,
                CASE WHEN s.date IS NULL THEN 'missing'
                     WHEN u.valid_until < %(today)s THEN 'expired'
                     WHEN u.valid_until < %(due)s THEN 'due' ELSE 'valid' END AS status
            FROM res_partner p
            LEFT JOIN (
                SELECT DISTINCT ON (partner_id) partner_id, date, score FROM crm_grading_score
                WHERE measure_id = %(measure)s AND company_id = ANY(%(companies)s) AND state = 'confirmed' AND date <= %(today)s
                ORDER BY partner_id, date DESC, id DESC
            ) s ON s.partner_id = p.id
            LEFT JOIN LATERAL (
                SELECT (s.date + make_interval(months => %(months)s) - interval '1 day')::date AS valid_until
            ) u ON %(months)s > 0
            WHERE p.id IN %(customers)s
            """,
            measure=measure.id or 0,
            months=measure.validity_months,
            companies=companies.ids,
            today=today,
            due=today + relativedelta(days=DUE_DAYS),
            customers=customers.subselect(),
        )

    def action_assess(self):
        """Open the draft that is begun for this customer, or a new one.

        :raise UserError: the customer is in no population any more
        """
        check_one(self)
        if not self.partner_id:
            raise UserError(self.env._("This customer is not assessed any more: reload the list."))
        draft = self.env["crm.grading.score"].search(
            [
                ("measure_id", "=", self.measure_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.env.company.id),
                ("state", "=", "draft"),
                ("create_uid", "=", self.env.uid),
            ],
            limit=1,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assess"),
            "res_model": "crm.grading.score",
            "view_mode": "form",
            "views": [(False, "form")],
            "res_id": draft.id,
            "context": {"default_measure_id": self.measure_id.id, "default_partner_id": self.partner_id.id},
        }
