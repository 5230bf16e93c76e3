import itertools

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import period as periods
from ...tools.checked_fields import CheckedDate

MANAGER = "crm_grading.group_grading_manager"
# Whoever else may see a run sees what came of it, not how everything is weighed.
ASSESSOR = "crm_grading.group_grading_assessor"
# What is published stays: its grades were told to customers.
KEPT = ("published", "superseded")


class CrmGradingRun(models.Model):
    """One grading of the customers of a scheme for one period.

    draft → computed → review → published → superseded, or cancelled. When it is computed a run freezes the configuration
    of its scheme; its results keep the raw values. So it can be explained and repeated, whatever changes later. A scenario
    is computed and compared, never published.
    """

    _name = "crm.grading.run"
    _description = "Grading Run"
    _inherit = ["mail.thread", "crm.job.mixin"]
    _order = "date_to desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True, required=True)
    scheme_id = fields.Many2one(
        "crm.grading.scheme", required=True, index=True, ondelete="restrict", domain="[('company_id', 'in', allowed_company_ids)]"
    )
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, precompute=True)
    period = fields.Selection(related="scheme_id.period", string="Period Length")
    date_from = CheckedDate(compute="_compute_period", store=True, readonly=False, precompute=True, required=True)
    date_to = CheckedDate(compute="_compute_period", store=True, readonly=False, precompute=True, required=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("computed", "Computed"),
            ("review", "In Review"),
            ("published", "Published"),
            ("superseded", "Superseded"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    scenario = fields.Boolean(readonly=True, copy=False, help="What if: computed and compared, never published.")
    is_correction = fields.Boolean(
        string="Correction", copy=False, tracking=True, help="Replaces the published run of the period when it is published."
    )
    source_run_id = fields.Many2one(
        "crm.grading.run",
        string="Inputs Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Customers and raw values are taken from that run instead of today's data.",
    )
    previous_run_id = fields.Many2one(
        "crm.grading.run",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The published run that movements and stability are measured against.",
    )
    superseded_by_id = fields.Many2one(
        "crm.grading.run", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    note = fields.Text(copy=False)

    config = fields.Json(
        readonly=True,
        copy=False,
        prefetch=False,
        groups=ASSESSOR,
        help="The scheme as it was when the run was computed.",
    )
    scheme_version = fields.Integer(readonly=True, copy=False, aggregator=None)
    # The rows of results name these without foreign keys; the run keeps them alive.
    grade_ids = fields.Many2many("crm.grading.grade", string="Grades", readonly=True, copy=False, ondelete="restrict")
    dimension_ids = fields.Many2many(
        "crm.grading.dimension", string="Dimensions", readonly=True, copy=False, ondelete="restrict"
    )
    cap_ids = fields.Many2many("crm.grading.cap", string="Caps", readonly=True, copy=False, ondelete="restrict")

    work_counts = fields.Json(
        readonly=True,
        copy=False,
        prefetch=False,
        groups=ASSESSOR,
        help="Rows of the work tables while it is computed.",
    )

    population = fields.Integer(string="Customers", readonly=True, copy=False)
    rated_count = fields.Integer(string="Rated", readonly=True, copy=False)
    not_rated_count = fields.Integer(string="Not Rated", readonly=True, copy=False)
    new_count = fields.Integer(string="New", readonly=True, copy=False)
    peer_group_ids = fields.One2many("crm.grading.peer.group", "run_id", string="Peer Groups", readonly=True)
    detail_emptied_on = fields.Date(readonly=True, copy=False, help="The indicators of its results were dropped by retention.")

    computed_on = fields.Datetime(readonly=True, copy=False)
    computed_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    reviewed_on = fields.Datetime(readonly=True, copy=False)
    reviewed_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    published_on = fields.Datetime(readonly=True, copy=False)
    published_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")

    _published_uniq = models.UniqueIndex(
        "(scheme_id, date_from, date_to) WHERE state = 'published'", "This period of the scheme is published already."
    )
    _scenario_unpublished = models.Constraint(
        "CHECK (scenario IS NOT TRUE OR state NOT IN ('published', 'superseded'))", "A scenario is never published."
    )
    _dates_in_order = models.Constraint("CHECK (date_from <= date_to)", "A run's first day comes before its last.")

    @api.depends("scheme_id", "date_from", "scenario", "is_correction")
    def _compute_name(self):
        """After scheme, period and kind, in the language of the company; several of a period are numbered."""
        given = set()
        for run in self:
            if not run.scheme_id or not run.date_from:
                run.name = run.name or False
                continue
            name, taken = run._plain_name(), given | run._names_of_period()
            numbered = itertools.chain([name], (f"{name} #{number}" for number in itertools.count(2)))
            run.name = next(free for free in numbered if free not in taken)
            given.add(run.name)

    def _plain_name(self):
        company = self.scheme_id.company_id
        run = self.with_context(lang=company.partner_id.lang or self.env.lang)
        name = f"{run.scheme_id.name} {periods.label(run.date_from, run.scheme_id.period)}"
        if run.scenario:
            return run.env._("%(run)s (scenario)", run=name)
        return run.env._("%(run)s (correction)", run=name) if run.is_correction else name

    def _names_of_period(self):
        # sudo: names differ from those that the user may not see, too
        others = self.sudo().search(
            [("scheme_id", "=", self.scheme_id.id), ("date_from", "=", self.date_from), ("id", "!=", self._origin.id)]
        )
        return set(others.mapped("name"))

    @api.depends("scheme_id")
    def _compute_period(self):
        """Propose the last period that is over in the company."""
        for run in self.filtered("scheme_id"):
            if not run.date_from or not run.date_to:
                today = run.scheme_id.company_id._business_today()
                run.date_from, run.date_to = periods.last_complete(today, run.scheme_id.period)

    @api.onchange("date_from")
    def _onchange_date_from(self):
        if self.date_from and self.scheme_id:
            self.date_from, self.date_to = periods.containing(self.date_from, self.scheme_id.period)

    @api.constrains("date_from", "date_to", "scheme_id")
    def _check_period(self):
        for run in self.filtered(lambda run: not run.on_demand):
            first, last = periods.containing(run.date_from, run.scheme_id.period)
            if (run.date_from, run.date_to) != (first, last):
                raise ValidationError(
                    self.env._(
                        "%(run)s must cover a whole period of its scheme: from %(first)s to %(last)s.",
                        run=run.name,
                        first=first,
                        last=last,
                    )
                )

    @api.model
    def _guarded_fields(self):
        names = (
            "scenario source_run_id previous_run_id superseded_by_id config scheme_version grade_ids dimension_ids cap_ids"
            " work_counts"
            " population rated_count not_rated_count new_count peer_group_ids detail_emptied_on computed_on computed_by"
            " reviewed_on reviewed_by published_on published_by"
        )
        return super()._guarded_fields() | dict.fromkeys(names.split(), False) | {"state": "draft"}

    def write(self, vals):
        """Write; scheme and period of a run stay once its configuration is frozen, its kind once it is published.

        :raise UserError: one of them is given too late
        """
        # Follows from the scheme.
        vals = {name: value for name, value in vals.items() if name != "company_id"}
        if {"scheme_id", "date_from", "date_to"} & vals.keys() and (done := self.filtered("config")):
            raise UserError(
                self.env._(
                    "%(run)s is computed, or being computed: its scheme and period cannot be changed. Make another run.",
                    run=done[0].name,
                )
            )
        if "is_correction" in vals and (done := self.filtered(lambda run: run.state in KEPT)):
            raise UserError(self.env._("%(run)s is published: it stays what it was.", run=done[0].name))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if kept := self.filtered(lambda run: run.state in KEPT):
            raise UserError(
                self.env._("%(run)s was published: it is kept, so that its grades can be explained.", run=kept[0].name)
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_repeated(self):
        # sudo: a scenario holds its source, whoever may see it
        scenario = self.sudo().search([("source_run_id", "in", self.ids), ("id", "not in", self.ids)], limit=1)
        if scenario:
            raise UserError(
                self.env._(
                    "%(scenario)s uses the values of %(run)s: delete it first.",
                    scenario=scenario.name,
                    run=scenario.source_run_id.name,
                )
            )
