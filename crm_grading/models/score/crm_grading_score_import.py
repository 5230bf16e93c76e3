from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.checked_fields import CheckedDate
from ...tools.import_columns import ImportColumn

TEMPLATE_BATCH = 2000


class CrmGradingScoreImport(models.Model):
    """Scores of one questionnaire from a file: one row a customer, one column a question (or the score itself).

    Rows in which nothing is filled in are left out, so that the template can list all customers. A score of a day that has
    one already replaces it; the old one is kept.
    """

    _name = "crm.grading.score.import"
    _inherit = ["crm.import.mixin"]
    _description = "Import of Manual Scores"
    _check_company_auto = True

    _import_model = "crm.grading.score"

    measure_id = fields.Many2one(
        "crm.grading.measure",
        string="Questionnaire",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain="[('kind', '=', 'manual')]",
    )
    date = CheckedDate(
        required=True,
        default=lambda self: self.env.company._business_today(),
        help="Day of the scores whose row has no date.",
    )
    population = fields.Char(
        string="Customers of the Template",
        compute="_compute_population",
        store=True,
        readonly=False,
        help="The template lists these customers with their present scores.",
    )

    @api.depends("measure_id", "company_id")
    def _compute_population(self):
        """Those of the first scheme that uses the questionnaire."""
        for batch in self:
            schemes = self.env["crm.grading.scheme"].search([("company_id", "parent_of", batch.company_id.id)])
            users = schemes.filtered(lambda s, m=batch.measure_id: m in s.dimension_ids.indicator_ids.measure_id)
            batch.population = users[:1].domain or "[]"

    def write(self, vals):
        if vals.keys() & {"measure_id", "date"}:
            self._import_refuse_change()
        return super().write(vals)

    # -- the file --------------------------------------------------------------------------------------------------

    def _import_columns(self):
        questions = self._import_questions()
        return [
            *self._import_customer_columns(),
            ImportColumn("current", self.env._("Present Score"), help=self.env._("Only to look at; it is not imported.")),
            ImportColumn(
                "date", self.env._("Date"), type="date", help=self.env._("Day of the score; empty: the date of the import.")
            ),
            *(
                ImportColumn(
                    f"q_{question.id}",
                    question.name,
                    type="number",
                    aliases=(question.code,) if question.code else (),
                    help=self.env._("Points from 0 to %(points)s.", points=f"{question.points:g}"),
                )
                for question in questions
            ),
            ImportColumn(
                "score",
                self.env._("Score"),
                type="number",
                help=self.env._("From 0 to 100; empty when the questions are answered.")
                if questions
                else self.env._("From 0 to 100."),
            ),
            ImportColumn("note", self.env._("Note")),
            ImportColumn(
                "external_id", self.env._("External ID"), help=self.env._("Empty: questionnaire, customer and day make it up.")
            ),
        ]

    def _import_questions(self):
        return self.measure_id.question_ids

    def _import_links(self):
        return {"partner_id": "integer", "day": "date", "result": "numeric"}

    def _import_template_rows(self):
        """Yield the customers of the population with their present scores."""
        company, partners = self.company_id, self.env["res.partner"]
        today = company._business_today()
        latest = dict(self.env.execute_query(self.env["crm.grading.score"]._latest_query(self.measure_id.id, company, today)))
        last = 0
        while found := partners.search(self._import_population() & Domain("id", ">", last), order="id", limit=TEMPLATE_BATCH):
            for partner in found:
                yield {
                    "customer_id": partner.id,
                    "customer_ref": partner.ref,
                    "customer": partner.name,
                    "current": latest.get(partner.id),
                }
            last = found[-1].id
            found.invalidate_recordset()

    def _import_population(self):
        """The domain of the customers that the template lists.

        :raise UserError: the domain is not valid
        """
        try:
            chosen = Domain(literal_eval(self.population or "[]"))
            chosen.validate(self.env["res.partner"])
        except (ValueError, SyntaxError, TypeError):
            raise UserError(self.env._("The customers of the template are not a valid filter: choose them again.")) from None
        company = Domain("company_id", "=", False) | Domain("company_id", "parent_of", self.company_id.id)
        return chosen & company & self.env["res.partner"]._customer_domain()
