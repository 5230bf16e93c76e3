from odoo import api, fields, models

from ...tools.checked_fields import CheckedFloat, CheckedInteger, CheckedSelection

KINDS = [
    ("aggregate", "Records of a model"),
    ("ratio", "Ratio of two measures"),
    ("growth", "Growth over last year"),
    ("code", "Ready-made"),
    ("manual", "Questionnaire"),
]
AGGREGATES = [
    ("sum", "Sum"),
    ("avg", "Average"),
    ("min", "Lowest"),
    ("max", "Highest"),
    ("count", "Number of records"),
    ("count_distinct", "Number of different values"),
    ("weeks", "Weeks with a record"),
    ("days", "Days with a record"),
    ("years_since_first", "Years since the first record"),
    ("days_since_last", "Days since the last record"),
]
# Aggregates of a field; the others count records or look at their date.
OF_A_FIELD = ("sum", "avg", "min", "max", "count_distinct")
# Nothing found means none of it; for the others it means that nothing is known.
ZERO_WHEN_EMPTY = ("sum", "count", "count_distinct", "weeks", "days")


class CrmGradingMeasure(models.Model):
    """What is measured, as a number for each customer and stretch of time. Schemes share measures."""

    _name = "crm.grading.measure"
    _description = "Grading Measure"
    _order = "sequence, name, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = CheckedInteger(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for the schemes of all companies.")
    description = fields.Text(translate=True)
    kind = fields.Selection(KINDS, required=True, default="aggregate")
    author_id = fields.Many2one(
        "res.users",
        string="Defined by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Who saved the definition last. It is used only as long as this user may read what it reads. "
        "Empty: part of an addon.",
    )
    indicator_ids = fields.One2many("crm.grading.indicator", "measure_id", string="Used by", readonly=True)

    model_id = fields.Many2one(
        "ir.model", string="Records", ondelete="cascade", domain="[('transient', '=', False), ('abstract', '=', False)]"
    )
    model = fields.Char(related="model_id.model", string="Model Name")
    domain = fields.Char(string="Which of Them", default="[]")
    partner_path = fields.Char(string="Customer", help="Field that leads to the customer, or to one of its contacts.")
    field_path = fields.Char(string="Field")
    aggregate = fields.Selection(AGGREGATES, default="sum")
    date_path = fields.Char(string="Date", help="Decides whether a record lies in the period. Empty: all records count.")
    factor = CheckedFloat(
        default=1.0, digits=(16, 4), help="The result is multiplied by it: -1 turns the balance of sales into an amount."
    )
    rate_path = fields.Char(
        string="Rate", help="Field with the rate that turns the amount into company currency: the amount is divided by it."
    )
    empty_value = fields.Selection(
        [("zero", "Zero"), ("null", "Not known")],
        string="Without Records",
        compute="_compute_empty_value",
        store=True,
        readonly=False,
        precompute=True,
    )

    numerator_id = fields.Many2one("crm.grading.measure", ondelete="restrict", check_company=True)
    denominator_id = fields.Many2one("crm.grading.measure", ondelete="restrict", check_company=True)
    denominator_constant = CheckedFloat(digits=(16, 4), help="Divides when no denominator is given, for instance 13 weeks.")
    base_id = fields.Many2one("crm.grading.measure", string="Growth of", ondelete="restrict", check_company=True)
    provider = CheckedSelection(selection="_provider_selection", string="Ready-made Measure")
    validity_months = CheckedInteger(default=12, help="Scores older than this are not known any more; 0: they stay.")

    _code_uniq = models.UniqueIndex("(code, COALESCE(company_id, 0))", "There is a measure with this code already.")

    _validity_range = models.Constraint(
        "CHECK (validity_months BETWEEN 0 AND 1200)",
        "Scores of a questionnaire are valid for 0 (no end) to 1,200 months.",
    )

    @api.depends("aggregate")
    def _compute_empty_value(self):
        for measure in self:
            measure.empty_value = "zero" if measure.aggregate in ZERO_WHEN_EMPTY else "null"

    @api.model
    def _provider_selection(self):
        return [(name, label) for name, (label, _method) in self._providers().items()]

    @api.model
    def _providers(self):
        """Return the measures that addons make by their own SQL. Extend by super.

        :return: {name: (translated label, name of a method of this model)}. The method takes (company, date_from or
            None, date_to) and returns a pair: an ``SQL`` query of partner_id (commercial partner) and value (numeric),
            one row a partner, over ``company.env.companies``, the company and its branches; and the value of customers
            without a row, 0 or None. When only some customers matter, the context of ``company`` has their ids as
            ``grading_customer_ids``: for those that would take long for all
        :rtype: dict[str, tuple[str, str]]
        """
        return {}

    def _frozen_config(self):
        """Return the definition as plain data, those of the measures it is made of included."""
        self.ensure_one()
        config = {"id": self.id, "code": self.code, "name": self.name, "kind": self.kind, "author_id": self.author_id.id or None}
        return config | getattr(self, f"_frozen_{self.kind}")()

    def _frozen_aggregate(self):
        return {
            "model": self.model_id.model,
            "domain": self.domain or "[]",
            "partner_path": self.partner_path,
            "field_path": self.field_path if self.aggregate in OF_A_FIELD else None,
            "aggregate": self.aggregate,
            "date_path": self.date_path or None,
            "factor": self.factor,
            "rate_path": self.rate_path or None,
            "empty_value": self.empty_value,
        }

    def _frozen_ratio(self):
        return {
            "numerator": self.numerator_id._frozen_config(),
            "denominator": self.denominator_id._frozen_config() if self.denominator_id else None,
            "denominator_constant": None if self.denominator_id else self.denominator_constant,
        }

    def _frozen_growth(self):
        return {"base": self.base_id._frozen_config()}

    def _frozen_code(self):
        return {"provider": self.provider}

    def _frozen_manual(self):
        return {"validity_months": self.validity_months}
