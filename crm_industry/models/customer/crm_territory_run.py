from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_territory_line import STATES, VERDICTS
from .res_partner_territory import TERRITORY_MANAGERS

# Dry runs that nobody applied are deleted after these days.
KEPT_DAYS = 30


class CrmTerritoryRun(models.Model):
    """The territory rules applied to the customers of a company: first dry, then for good.

    A dry run writes a line for each customer with what would change and why. Applying it changes the customers as the lines
    say, except those that were changed since; it can be undone for some hours, except where somebody changed more.
    """

    _name = "crm.territory.run"
    _inherit = ["crm.reassign.mixin"]
    _description = "Territory Run"
    _order = "id desc"
    _item_field = "line_ids"
    _carried_out_field = "applied_on"
    _at_once = 500
    _piece = 500

    name = fields.Char(compute="_compute_name")
    scope = fields.Selection(
        [("all", "All customers"), ("unassigned", "Customers without an active salesperson")],
        string="For",
        default="all",
        required=True,
    )
    region_id = fields.Many2one("crm.region", ondelete="restrict", help="Only customers of this region and its parts.")
    state = fields.Selection(
        [
            ("draft", "New"),
            ("computing", "Dry Run in Progress"),
            ("computed", "Dry Run"),
            ("applying", "Being Applied"),
            ("applied", "Applied"),
            ("reversing", "Being Undone"),
            ("reversed", "Undone"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    automatic = fields.Boolean(readonly=True, copy=False, help="Started at night.")
    computed_on = fields.Datetime(string="Dry Run on", readonly=True, copy=False)
    rules_stamp = fields.Char(readonly=True, copy=False)
    applied_on = fields.Datetime(readonly=True, copy=False)
    applied_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="set null")
    line_ids = fields.One2many("crm.territory.line", "run_id", string="Customers", readonly=True)
    customer_count = fields.Integer(string="Customers Looked at", compute="_compute_counts")
    change_count = fields.Integer(string="To Change", compute="_compute_counts")
    same_count = fields.Integer(string="Unchanged", compute="_compute_counts")
    fixed_count = fields.Integer(string="Kept by Hand", compute="_compute_counts")
    foreign_count = fields.Integer(string="Of Other Companies", compute="_compute_counts")
    unmatched_count = fields.Integer(string="Without a Rule", compute="_compute_counts")
    done_count = fields.Integer(string="Changed", compute="_compute_counts")
    skipped_count = fields.Integer(string="Not Changed", compute="_compute_counts")
    undone_count = fields.Integer(string="Changes Undone", compute="_compute_counts")

    # -- computes --------------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        names = ("automatic", "computed_on", "rules_stamp", "applied_on", "applied_by")
        return super()._guarded_fields() | dict.fromkeys(names, False) | {"state": "draft"}

    @api.depends("scope", "region_id", "create_date")
    @api.depends_context("lang")
    def _compute_name(self):
        labels = dict(self._fields["scope"]._description_selection(self.env))
        for run in self:
            day = fields.Date.to_string(run.create_date) if run.create_date else self.env._("New")
            run.name = " · ".join(filter(None, (day, labels.get(run.scope), run.region_id.name)))

    @api.depends("line_ids.verdict", "line_ids.state")
    def _compute_counts(self):
        lines = self.env["crm.territory.line"]
        rows = lines._read_group([("run_id", "in", self.ids)], ["run_id", "verdict", "state"], ["__count"])
        for run in self:
            verdicts, states = dict.fromkeys(dict(VERDICTS), 0), dict.fromkeys(dict(STATES), 0)
            for _run, verdict, state, count in (row for row in rows if row[0] == run):
                verdicts[verdict] += count
                states[state] = states.get(state, 0) + count
            run.customer_count = sum(verdicts.values())
            run.change_count, run.same_count = verdicts["change"], verdicts["same"]
            run.fixed_count, run.foreign_count = verdicts["fixed"], verdicts["foreign"]
            run.unmatched_count = verdicts["no_rule"]
            run.done_count, run.undone_count = states["done"], states["undone"]
            run.skipped_count = states["skipped"] + states["failed"] + states["kept"]

    def write(self, vals):
        """:raise UserError: what the run is about is given after its dry run"""
        if not {"company_id", "scope", "region_id"}.isdisjoint(vals) and (begun := self.filtered(lambda r: r.state != "draft")):
            raise UserError(self.env._("%(run)s has begun: make a new run for other customers.", run=begun[0].name))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        for run in self:
            if run.applied_on:
                raise UserError(self.env._("%(run)s has changed customers: it stays as their history.", run=run.name))

    @api.autovacuum
    def _gc_dry_runs(self):
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        domain = [("applied_on", "=", False), ("create_date", "<", before), ("job_state", "not in", ("queued", "running"))]
        self.search(domain, limit=50).unlink()

    # -- verbs -----------------------------------------------------------------------------------------------------

    def action_compute(self):
        """Work out, again if need be, what the rules would change; nothing is changed yet.

        :raise AccessError: the user is neither sales nor channel manager
        :raise UserError: the run is being worked on or over
        """
        for run in self._begin(("draft", "computing", "computed")):
            run._job_write({"state": "computing", "rules_stamp": run._get_rules_stamp()})
            run._go(run._count_customers())
        return True

    def action_apply(self):
        """Change the customers as the dry run says; those that were changed since are left alone.

        :raise AccessError: the user is neither sales nor channel manager
        :raise UserError: there is no dry run, or rules have changed since
        """
        for run in self._begin(("computed",)):
            if run.rules_stamp != run._get_rules_stamp():
                raise UserError(
                    self.env._("Territory rules have changed since the dry run: repeat it before you apply it.")
                )
            run._job_write({"state": "applying", "applied_on": fields.Datetime.now(), "applied_by": self.env.uid})
            run._go(run.change_count)
        return True

    def action_reverse(self):
        """Give the customers back what they had before, except those that somebody changed since.

        :raise AccessError: the user is neither sales nor channel manager
        :raise UserError: the run has not been applied, or too long ago
        """
        for run in self._begin_undo("applied"):
            run._job_write({"state": "reversing"})
            run._go(run.done_count)
        return True

    def action_cancel(self):
        """Give the run up before anything was changed."""
        for run in self._begin(("draft", "computing", "computed")):
            run._job_write({"state": "cancelled", "job_state": "idle"})
        return True

    def action_view_lines(self):
        """Show the customers of the run."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_territory_line_action")
        return action | {"domain": [("run_id", "=", self.id)], "context": {"search_default_change": 1}}

    # -- machinery -------------------------------------------------------------------------------------------------

    @api.model
    def _check_manager(self):
        if not self.env.su and not self.env.user.has_groups(TERRITORY_MANAGERS):
            raise AccessError(self.env._("Only sales and channel managers can assign customers by territory."))

    def _lock_key(self):
        return f"territory:{self.company_id.id}"

    def _job_steps(self):
        labels = {
            "compute": self.env._("Find the rule of each customer"),
            "apply": self.env._("Assign the customers"),
            "reverse": self.env._("Give the customers back"),
        }
        keys = {"applying": "apply", "applied": "apply", "reversing": "reverse", "reversed": "reverse"}
        key = keys.get(self.state, "compute")
        return [(key, labels[key])]

    def _job_on_done(self):
        following = {"computing": "computed", "applying": "applied", "reversing": "reversed"}
        self._job_write({"state": following[self.state]})
        if self.state == "applied":
            self._tell_salespeople()
