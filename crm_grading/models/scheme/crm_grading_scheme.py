from odoo import api, fields, models

from ...tools.checked_fields import CheckedFloat, CheckedInteger

PERIODS = [("month", "Month"), ("quarter", "Quarter"), ("half", "Half-year"), ("year", "Year")]


class CrmGradingScheme(models.Model):
    """How customers of a company are graded: what is measured, how it is weighed, and which grades there are."""

    _name = "crm.grading.scheme"
    _inherit = ["crm.guarded.mixin"]
    _description = "Grading Scheme"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False, help="Short name, unique in the company.")
    sequence = CheckedInteger(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company.root_id)
    description = fields.Text(translate=True)
    version = fields.Integer(
        default=1,
        readonly=True,
        copy=False,
        help="Counts the changes of the configuration. A run keeps the one it was computed with.",
    )
    fingerprint = fields.Char(readonly=True, copy=False, help="Of the configuration of this version.")
    purpose = fields.Selection(
        [("value", "Customer value"), ("credit", "Credit"), ("supply", "Supply")], required=True, default="value"
    )
    period = fields.Selection(PERIODS, required=True, default="quarter", help="Customers are graded for one such period.")

    domain = fields.Char(
        string="Customers", required=True, default="[]", help="Which customers are graded, of those that are commercial partners."
    )
    require_business = fields.Boolean(
        string="With Business Only",
        default=True,
        help="Customers that never had an order or an invoice until the end of the period are not rated.",
    )
    peer_key_ids = fields.One2many(
        "crm.grading.peer.key", "scheme_id", string="Peer Groups", copy=True,
        help="Customers are compared with others of the same values. Small groups are merged by giving up the last one.",
    )  # fmt: skip

    dimension_ids = fields.One2many("crm.grading.dimension", "scheme_id", string="Dimensions", copy=True)
    indicator_ids = fields.One2many("crm.grading.indicator", "scheme_id", string="Indicators")
    coverage = CheckedFloat(
        string="Least Coverage (%)",
        digits=(16, 4),
        default=60.0,
        help="A customer is rated when the indicators that count make up at least this share of the weight, in each dimension "
        "and in all.",
    )
    coverage_each = fields.Boolean(
        string="In Each Dimension",
        default=True,
        help="Unset, the least coverage is asked for in all only: a dimension may lack all its values.",
    )
    coverage_basis = fields.Selection(
        [("measured", "Measured values only"), ("scored", "Measured values and those that stand in for them")],
        string="Coverage Counts",
        required=True,
        default="measured",
        help="Without a value, an indicator may count as zero, neutral or worst. Measured values only: it is missing all "
        "the same. Otherwise only indicators that are left out are missing.",
    )

    grade_ids = fields.One2many("crm.grading.grade", "scheme_id", string="Grades", copy=True)
    split = fields.Selection(
        [
            ("mid_rank", "By rank, exact"),
            ("largest_remainder", "By largest remainder"),
            ("bands", "By minimum scores"),
        ],
        required=True,
        default="mid_rank",
        help="By rank: a customer more never takes a grade away from anybody with the usual weights. Largest remainder comes "
        "nearer to the ratio in small groups, but may. Minimum scores: the grade depends on the customer's own score alone.",
    )
    ties = fields.Selection(
        [("average", "Middle of the tied ranks"), ("best", "Best of the tied ranks"), ("worst", "Worst of the tied ranks")],
        required=True,
        default="average",
        help="Customers with the same score get the same grade, by this rank.",
    )
    tie_break_ids = fields.One2many(
        "crm.grading.tie.break", "scheme_id", string="Tie-breakers", copy=False,
        help="The scores of these indicators decide, one after the other, between customers with the same total.",
    )  # fmt: skip
    min_group = CheckedInteger(string="Smallest Group", default=20, help="Rated customers a peer group needs for its own split.")
    small_group = fields.Selection(
        [
            ("merge", "Merge with the next larger group"),
            ("bands", "Grade by the minimum scores"),
            ("flag", "Split all the same, with a mark"),
            ("middle", "Give all the middle grade"),
        ],
        string="Small Groups",
        required=True,
        default="merge",
    )

    max_step = CheckedInteger(string="Largest Step", default=0, help="Grades a customer may move in one run; 0: any number.")
    downgrade_runs = CheckedInteger(
        string="Runs before a Downgrade",
        default=1,
        help="A customer loses its grade when so many runs one after the other give a lower one.",
    )
    initial_grade_id = fields.Many2one(
        "crm.grading.grade",
        string="Grade of New Customers",
        domain="[('scheme_id', '=', id)]",
        copy=False,
        help="Customers whose first business lies in the period are not ranked; they get this grade.",
    )
    cap_ids = fields.One2many("crm.grading.cap", "scheme_id", string="Caps", copy=False)

    _code_uniq = models.UniqueIndex("(company_id, code)", "The company has a scheme with this code already.")

    _coverage_range = models.Constraint("CHECK (coverage BETWEEN 0 AND 100)", "The least coverage is a percentage, 0 to 100.")
    _min_group_positive = models.Constraint("CHECK (min_group >= 1)", "The smallest group has at least one customer.")
    _max_step_positive = models.Constraint("CHECK (max_step >= 0)", "The largest step can't be negative; 0 means any.")
    _downgrade_positive = models.Constraint("CHECK (downgrade_runs >= 1)", "A downgrade takes at least one run.")

    @api.depends("name", "version")
    @api.depends_context("show_scheme_version")
    def _compute_display_name(self):
        with_version = self.env.context.get("show_scheme_version")
        for scheme in self:
            scheme.display_name = f"{scheme.name} ({scheme.version})" if with_version else scheme.name
