from odoo import fields, models

from .light_many2one import LightMany2one

STATUSES = [
    ("rated", "Rated"),
    ("not_rated", "Not Rated"),
    ("new", "New Customer"),
]
REASONS = [
    ("no_data", "No Business Yet"),
    ("coverage", "Not Enough Data"),
    ("new", "New in the Period"),
    ("cap", "Capped"),
    ("veto", "Vetoed"),
]
FINAL_REASONS = [
    ("step", "Largest Step"),
    ("downgrade", "Downgrade Waits"),
    ("cap", "Capped"),
    ("veto", "Vetoed"),
    ("override", "Overridden"),
]


class CrmGradingResult(models.Model):
    """What a run found out about one customer. Written by runs only, one row for each customer of the population.

    `total` is in points 0..100, the exact sum of the rounded contributions in `detail`. `computed_grade_id` is the grade of
    the split; `final_grade_id` the one that counts, after stability, overrides, caps and vetoes, empty when not rated.
    """

    _name = "crm.grading.result"
    _description = "Grading Result"
    _log_access = False
    _order = "id"
    _rec_name = "partner_id"

    run_id = fields.Many2one("crm.grading.run", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = LightMany2one("res.company", required=True, readonly=True)
    scheme_id = LightMany2one("crm.grading.scheme", required=True, readonly=True)
    peer_group_id = LightMany2one(
        "crm.grading.peer.group", readonly=True, help="The customers this one is ranked among."
    )
    peer_leaf_id = LightMany2one(
        "crm.grading.peer.group", string="Own Peer Group", readonly=True, help="The peer group before any merging."
    )
    status = fields.Selection(STATUSES, required=True, readonly=True)
    reason = fields.Selection(REASONS, readonly=True, help="Why the customer is not rated.")
    total = fields.Float(digits=(16, 4), readonly=True, aggregator="avg", help="Points, 0 to 100.")
    coverage = fields.Float(
        digits=(5, 2), readonly=True, aggregator="avg", help="Share of the weight with data, in percent."
    )
    rank = fields.Integer(readonly=True, aggregator=None, help="1 is the best of the peer group.")
    rank_high = fields.Integer(
        string="Last Rank of Equals", readonly=True, aggregator=None, help="Customers with equal totals share the ranks."
    )
    size = fields.Integer(string="Ranked Customers", readonly=True, aggregator=None)
    computed_grade_id = LightMany2one("crm.grading.grade", string="Computed Grade", readonly=True)
    final_grade_id = LightMany2one("crm.grading.grade", string="Grade", readonly=True)
    final_reason = fields.Selection(
        FINAL_REASONS, string="Changed By", readonly=True, help="Why the grade is not the computed one."
    )
    cap_id = LightMany2one("crm.grading.cap", string="Cap", readonly=True, help="The strictest cap that applies.")
    previous_grade_id = LightMany2one("crm.grading.grade", string="Previous Grade", readonly=True)
    movement = fields.Integer(readonly=True, aggregator="avg", help="Grades up against the previous run; down is negative.")
    runs_below = fields.Integer(
        readonly=True, aggregator=None, help="Runs in a row, this one included, computed below the grade held before."
    )
    effects = fields.Json(
        readonly=True,
        prefetch=False,
        help="What caps, vetoes and overrides asked for when the run was computed: [[kind, effect, grade, cap, text], …].",
    )
    ruled = fields.Json(
        readonly=True,
        prefetch=False,
        help="Status, grade and reasons by the run's own rules, kept while an override or a veto stands over them.",
    )
    detail = fields.Json(
        readonly=True,
        prefetch=False,
        help="{indicator code: [raw value, score, effective weight as a fraction, contribution in points]}",
    )
    dimension_ids = fields.One2many("crm.grading.result.dimension", "result_id", string="Dimensions", readonly=True)

    _run_partner_uniq = models.UniqueIndex("(run_id, partner_id)", "A run has one result for each customer.")
