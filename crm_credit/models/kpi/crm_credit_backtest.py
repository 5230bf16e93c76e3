from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.ratios import ratio

Z2 = 1.959964**2
INTERVAL = ("rate_low", "rate_high")


def wilson(bad, scored):
    """Return the 95 % confidence interval (Wilson) of a share, in percent; nothing for no sample.

    >>> [round(bound, 2) for bound in wilson(10, 100)]
    [5.52, 17.44]
    >>> [round(bound, 2) for bound in wilson(0, 10)]
    [0.0, 27.75]
    """
    if not scored:
        return 0.0, 0.0
    share = bad / scored
    middle = share + Z2 / (2 * scored)
    half = (Z2 * (share * (1 - share) / scored + Z2 / (4 * scored * scored))) ** 0.5
    return tuple(100 * (middle + sign * half) / (1 + Z2 / scored) for sign in (-1, 1))


class CrmCreditBacktest(models.Model):
    """How many customers of a risk class turned bad within twelve months after they were scored.

    Bad: for more than so many days overdue with at least an amount, or written off (settings). Of several scores in a month the
    last one counts; customers that were bad already when they were scored are left out. Only scores that are twelve months
    old count. Written by code alone.
    """

    _name = "crm.credit.backtest"
    _inherit = ["crm.ratio.mixin"]
    _description = "Back-Test of Credit Scores"
    _log_access = False
    _order = "month desc, class_id, id"
    _rec_name = "class_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    month = fields.Date(string="Scored In", required=True, readonly=True)
    class_id = fields.Many2one("crm.credit.class", string="Risk Class", required=True, readonly=True, ondelete="cascade")
    scored = fields.Integer(string="Customers Scored", readonly=True, help="The size of the sample.")
    bad = fields.Integer(string="Turned Bad", readonly=True)
    expected_bad = fields.Float(digits=(16, 4), readonly=True)
    bad_rate = fields.Float(string="Bad Rate (%)", digits=(16, 2), compute="_compute_ratios")
    expected_rate = fields.Float(string="Expected Rate (%)", digits=(16, 2), compute="_compute_ratios")
    rate_low = fields.Float(
        string="Bad Rate From (%)", digits=(16, 2), compute="_compute_interval", help="95 % confidence interval (Wilson)."
    )
    rate_high = fields.Float(string="Bad Rate To (%)", digits=(16, 2), compute="_compute_interval")
    verdict = fields.Selection(
        [("better", "Better than expected"), ("as", "As expected"), ("worse", "Worse than expected")],
        compute="_compute_interval",
        help="As expected: the expected rate lies within the confidence interval.",
    )

    _key_uniq = models.UniqueIndex("(company_id, class_id, month)", "This back-test exists already.")

    @api.model
    def _ratios(self):
        return super()._ratios() | {"bad_rate": ratio("bad", "scored"), "expected_rate": ratio("expected_bad", "scored")}

    @api.model
    def _ratio_measures(self):
        return super()._ratio_measures() | set(INTERVAL)

    @api.depends("scored", "bad", "expected_rate")
    def _compute_interval(self):
        for row in self:
            row.rate_low, row.rate_high = wilson(row.bad, row.scored)
            below, above = row.expected_rate < row.rate_low, row.expected_rate > row.rate_high
            row.verdict = "worse" if below else "better" if above else "as"

    def _read_group_select(self, aggregate_spec, query):
        """The interval of a group is that of its sums, like its rates."""
        name = aggregate_spec.partition(":")[0]
        if name not in INTERVAL:
            return super()._read_group_select(aggregate_spec, query)
        size, bad = (SQL("SUM(%s)::float", self._field_to_sql(self._table, column, query)) for column in ("scored", "bad"))
        return SQL(
            "100 * (%(b)s / %(n)s + %(z)s / (2 * %(n)s) %(sign)s"
            " SQRT(GREATEST(%(z)s * (%(b)s / %(n)s * (1 - %(b)s / %(n)s) / %(n)s + %(z)s / (4 * %(n)s * %(n)s)), 0)))"
            " / (1 + %(z)s / %(n)s)",
            b=bad,
            n=SQL("NULLIF(%s, 0)", size),
            z=Z2,
            sign=SQL("-") if name == "rate_low" else SQL("+"),
        )
