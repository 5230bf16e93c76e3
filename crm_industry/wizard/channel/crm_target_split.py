from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger, CheckedSelection
from odoo.addons.crm_grading.tools.period import MONTHS, ONE_DAY, label

from ...models.channel.crm_target import DIMENSIONS

# Values to choose from: key of a split → field of the wizard.
CHOICES = {
    "dealer": "dealer_ids",
    "type": "customer_type_ids",
    "grade": "grade_ids",
    "person": "user_ids",
    "region": "region_ids",
    "category": "categ_ids",
    "brand": "brand_ids",
}


class CrmTargetSplit(models.TransientModel):
    """Splits targets into parts; what each gets is shown before it is done."""

    _name = "crm.target.split"
    _description = "Split Targets"

    target_ids = fields.Many2many("crm.target", string="Targets", required=True, domain="[('approval_state', '=', 'draft')]")
    company_id = fields.Many2one(related="target_ids.company_id")
    state = fields.Selection([("choose", "Choose"), ("preview", "Preview")], default="choose", required=True, readonly=True)
    split_by = CheckedSelection("_selection_split_by", required=True, default="month")
    method = fields.Selection(
        [
            ("history", "As in former years"),
            ("season", "By a seasonal profile"),
            ("weights", "By weights typed in"),
            ("even", "Evenly"),
        ],
        required=True,
        default="history",
    )
    history_basis = fields.Selection(
        [("invoiced", "Posted Invoices"), ("delivered", "Done Deliveries")],
        string="Sales Counted",
        default=lambda self: self.env.company.root_id.target_basis,
    )
    history_years = CheckedInteger(string="Years Back", default=1, help="The same periods of so many years before are added up.")
    season_id = fields.Many2one("crm.target.season", string="Seasonal Profile", domain="[('company_id', '=', company_id)]")
    reserve_share = CheckedFloat(
        string="Not Assigned (%)", digits=(16, 2), help="Part of each target that nobody gets: it stays as a part of its own."
    )
    dealer_ids = fields.Many2many(
        "res.partner", compute="_compute_choices", store=True, readonly=False, domain="[('channel_type_id.is_dealer', '=', True)]"
    )
    with_sub_dealers = fields.Boolean(help="Sales to the dealers below each of them count, too.")
    customer_type_ids = fields.Many2many("crm.customer.type", compute="_compute_choices", store=True, readonly=False)
    grade_ids = fields.Many2many("crm.grading.grade", compute="_compute_choices", store=True, readonly=False)
    user_ids = fields.Many2many(
        "res.users",
        string="Salespeople",
        compute="_compute_choices",
        store=True,
        readonly=False,
        domain="[('share', '=', False)]",
    )
    region_ids = fields.Many2many("crm.region", compute="_compute_choices", store=True, readonly=False)
    categ_ids = fields.Many2many(
        "product.category", string="Product Categories", compute="_compute_choices", store=True, readonly=False
    )
    brand_ids = fields.Many2many("crm.brand", compute="_compute_choices", store=True, readonly=False)
    line_ids = fields.One2many("crm.target.split.line", "split_id", string="Subtargets")
    replaces = fields.Boolean(compute="_compute_replaces")

    @api.model
    def _selection_split_by(self):
        return self.env["crm.target"]._selection_split_by()

    @api.depends("target_ids", "split_by")
    def _compute_replaces(self):
        """Whether parts go that are there."""
        for wizard in self:
            wizard.replaces = any(target.split_by and target.split_by != wizard.split_by for target in wizard.target_ids)

    @api.depends("target_ids", "split_by")
    def _compute_choices(self):
        """The parts there are; else what lies directly below the target, or all there is."""
        for wizard in self:
            for split_by, choice in CHOICES.items():
                wizard[choice] = wizard._first_choice(split_by) if split_by == wizard.split_by else False

    def _first_choice(self, split_by):
        targets, name = self.target_ids, DIMENSIONS[split_by]
        if parts := targets.child_ids.filtered(lambda part: part.parent_id.split_by == split_by)[name]:
            return parts
        records = self.env[targets._fields[name].comodel_name]
        if split_by in ("region", "category"):
            return records.search([("parent_id", "in", targets[name].ids or [False])])
        if split_by == "dealer":
            company = targets.company_id[:1]
            own = [("company_id", "in", (False, company.id)), ("parent_id", "=", False)]
            return records.search([("channel_type_id.is_dealer", "=", True), *own])
        if split_by == "person":
            team = self.env.ref("sales_team.group_sale_salesman")
            return records.search([("all_group_ids", "in", team.ids), ("company_ids", "in", targets.company_id.ids)])
        if split_by == "grade":
            return records.search([("company_id", "in", targets.company_id.ids), ("scheme_id.purpose", "=", "value")])
        return records.search([("active", "=", True)])

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def action_preview(self):
        """Work out the parts.

        :raise UserError: something is missing, or a target does not fit the split
        """
        check_one(self)
        self._check_input()
        rows = [row for target in self.target_ids for row in self._rows(target)]
        self._weigh(rows)
        self.line_ids.unlink()
        self.env["crm.target.split.line"].create([{"split_id": self.id} | row for row in rows])
        self.state = "preview"
        return self._reopen()

    def action_back(self):
        """Choose again."""
        check_one(self)
        self.line_ids.unlink()
        self.state = "choose"
        return self._reopen()

    def action_apply(self):
        """Split the targets as shown.

        :raise UserError: a target has changed since
        """
        check_one(self)
        if self.state != "preview" or not self.line_ids:
            raise UserError(self.env._("Look at the parts first."))
        self.target_ids._lock_trees()
        plan = {}
        for target, lines in self.line_ids.grouped("target_id").items():
            if lines[0].seen_amount != target.amount:
                raise UserError(
                    self.env._("%(target)s has been changed meanwhile: go back and look again.", target=target.display_name)
                )
            plan[target] = [line._part() for line in lines]
        self.env["crm.target"]._split_all(self.split_by, plan)
        return {"type": "ir.actions.act_window_close"}

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _check_input(self):
        self.target_ids.check_access("write")
        self.target_ids._expect_draft()
        if self.method == "season" and (not self.season_id or self.split_by not in MONTHS):
            raise UserError(self.env._("Choose a seasonal profile; it splits into half-years, quarters or months."))
        if not 1 <= self.history_years <= 10:
            raise UserError(self.env._("Take from 1 to 10 former years."))
        if not 0 <= self.reserve_share < 100 or (self.reserve_share and self.split_by in MONTHS):
            raise UserError(self.env._("Only a part can be left unassigned, and none of a split into periods."))
        if len(self.target_ids.company_id) > 1:
            raise UserError(self.env._("Split the targets of one company at a time."))

    # -- parts ---------------------------------------------------------------------------------------------------------

    def _rows(self, target):
        """Return the values of the lines of a target."""
        base = {"target_id": target.id, "seen_amount": target.amount, "weight": 1.0}
        if self.split_by in MONTHS:
            periods = target._periods(self.split_by)
            if not periods:
                raise UserError(self.env._("%(target)s is not longer than that.", target=target.display_name))
            rows = [base | {"name": label(first, self.split_by), "date_from": first} for first, _last in periods]
        else:
            name = DIMENSIONS[self.split_by]
            rows = [base | {"name": value.display_name, name: value.id} for value in self[CHOICES[self.split_by]]]
        if not rows:
            raise UserError(self.env._("Choose what to split among."))
        if self.reserve_share:
            rows.append(base | {"name": self.env._("Not assigned"), "reserve": True})
        return rows

    def _weigh(self, rows):
        """Set history and weights of the rows."""
        parts = [row for row in rows if not row.get("reserve")]
        for row, sold in zip(parts, self._history(parts), strict=True):
            row["history"] = sold
            target = self.env["crm.target"].browse(row["target_id"])
            if self.method == "history":
                row["weight"] = max(sold, 0.0)
            elif self.method == "season":
                row["weight"] = self.season_id._weight(row["date_from"], target._last_day(row["date_from"], self.split_by))
            elif self.method == "weights" and target.split_by == self.split_by:
                row["weight"] = self._present_amount(target, row)

    def _present_amount(self, target, row):
        """Return what the part has now; 0 of a new one."""
        key = target._key_of(self.split_by, row)
        return sum(part.amount for part in target.child_ids if part._part_key(self.split_by) == key)

    def _history(self, rows):
        """Return what was sold in the same periods of former years, by row; one statement for all."""
        targets = self.env["crm.target"]
        wanted = []
        for number, row in enumerate(rows):
            target = targets.browse(row["target_id"])
            first = row.get("date_from") or target.date_from
            last = target._last_day(first, self.split_by if self.split_by in MONTHS else target.period)
            for years in range(1, self.history_years + 1):
                back = relativedelta(years=years)
                days = {"date_from": first - back, "date_to": last + ONE_DAY - back - ONE_DAY}
                wanted.append(self._wanted(target, row) | days | {"key": number})
        # sudo: sums for those who may plan targets
        sold = dict(targets.sudo()._actuals(targets._wanted_values(wanted)))
        return [float(sold.get(number) or 0.0) for number in range(len(rows))]

    def _wanted(self, target, row):
        """Return what a part counts, for `crm.target._wanted_values`."""
        values = {name: row.get(name) or target[name].id for name in DIMENSIONS.values()}
        below = self.with_sub_dealers if self.split_by == "dealer" else target.with_sub_dealers
        return values | {
            "company_id": target.company_id.id,
            "measure": target.measure,
            "uom_id": target.uom_id.id,
            "basis": self.history_basis or target.basis,
            "with_sub_dealers": below,
        }
