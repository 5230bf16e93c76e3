from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_grading.tools.arguments import as_number
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedMonetary
from odoo.addons.crm_grading.tools.period import MONTHS, ONE_DAY

from ...tools.target_split import to_amount, to_units

LARGEST = 10**12
MANAGER = "crm_industry.group_channel_manager"
# What a target can be narrowed down to: key of a split → field.
DIMENSIONS = {
    "dealer": "dealer_id",
    "type": "customer_type_id",
    "grade": "grade_id",
    "person": "user_id",
    "region": "region_id",
    "category": "categ_id",
    "brand": "brand_id",
}
# Set on the whole before it is split; the parts follow.
SHAPE = {"company_id", "measure", "uom_id", "basis", "period", "date_from", "with_sub_dealers", *DIMENSIONS.values()}


class CrmTarget(models.Model):
    """What is to be sold in a year, quarter or month: an amount or a quantity, of everything or of some customers and products.

    A target is split into parts (`split_by`), these again, and at each level the parts make up the whole exactly. The whole
    tree is decided on by its root and does not change afterwards; a revision is another tree. Amounts are in the currency of
    the company, taxes excluded; branches count with their company.
    """

    _name = "crm.target"
    _description = "Sales Target"
    _inherit = ["crm.approval.mixin", "crm.credit.root.mixin", "mail.thread", "mail.activity.mixin"]
    _parent_store = True
    _order = "date_from, id"
    _approval_group = MANAGER
    _check_company_auto = True

    name = fields.Char(required=True)
    complete_name = fields.Char(compute="_compute_complete_name", recursive=True, compute_sudo=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id", store=True, precompute=True)
    parent_id = fields.Many2one("crm.target", string="Part of", index=True, readonly=True, ondelete="cascade", copy=False)
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("crm.target", "parent_id", string="Subtargets", copy=False)
    root_id = fields.Many2one("crm.target", string="Tree", compute="_compute_root_id", store=True, recursive=True, index=True)
    split_by = fields.Selection("_selection_split_by", readonly=True, copy=False)
    reserve = fields.Boolean(
        string="Not Assigned", readonly=True, copy=False, help="The part that nobody has been given: it counts no sales."
    )

    measure = fields.Selection(
        [("amount", "Sales Amount"), ("quantity", "Quantity")], required=True, default="amount", tracking=True
    )
    uom_id = fields.Many2one(
        "uom.uom", string="Unit", ondelete="restrict", help="Of a target of quantity. Sales in other units are converted."
    )
    basis = fields.Selection(
        [("invoiced", "Posted Invoices"), ("delivered", "Done Deliveries")],
        string="Counted",
        required=True,
        default=lambda self: self.env.company.root_id.target_basis,
        tracking=True,
        help="What counts as sold: posted invoices less credit notes, or done deliveries less returns at the prices of their"
        " orders. Taken from the settings of the company and fixed with the approval.",
    )
    period = fields.Selection(
        [("year", "Year"), ("half", "Half-year"), ("quarter", "Quarter"), ("month", "Month")], required=True, default="year"
    )
    date_from = CheckedDate(
        string="From",
        required=True,
        default=lambda self: self.env.company._business_today().replace(month=1, day=1),
        help="First day of a month; a business year may begin with any.",
    )
    date_to = fields.Date(string="Until", compute="_compute_date_to", store=True, precompute=True)
    amount = CheckedMonetary(
        string="Goal", required=True, default=0.0,
        help="In the currency of the company without taxes, or in the unit of the target.",
    )
    pinned = fields.Boolean(string="Fixed", help="Keeps its amount when the other parts change.")
    note = fields.Text()
    source = fields.Char(readonly=True, copy=False, help="The file or system that the target was imported from.")
    external_id = fields.Char(string="External ID", readonly=True, copy=False)
    payload_hash = fields.Char(readonly=True, copy=False)

    dealer_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="restrict", tracking=True,
        domain="[('parent_id', '=', False)]", help="Or any other customer.",
    )
    with_sub_dealers = fields.Boolean(help="Sales to the dealers below count, too, while they are below.")
    customer_type_id = fields.Many2one("crm.customer.type", ondelete="restrict", tracking=True)
    grade_id = fields.Many2one(
        "crm.grading.grade", ondelete="restrict", tracking=True, check_company=True,
        help="Customers that have this grade now.",
    )
    user_id = fields.Many2one("res.users", string="Salesperson", index="btree_not_null", ondelete="restrict", tracking=True)
    region_id = fields.Many2one(
        "crm.region", ondelete="restrict", tracking=True, help="With all regions below, by the delivery address."
    )
    categ_id = fields.Many2one(
        "product.category", string="Product Category", ondelete="restrict", tracking=True, help="With all categories below."
    )
    brand_id = fields.Many2one("crm.brand", ondelete="restrict", tracking=True)

    _amount_in_range = models.Constraint(
        "CHECK (amount >= 0 AND amount <= 1000000000000)", "A target is from 0 to 1,000,000,000,000."
    )
    _month_first_day = models.Constraint(
        "CHECK (extract(day FROM date_from) = 1)", "A target begins on the first day of a month."
    )
    _unit_of_quantity = models.Constraint(
        "CHECK ((measure = 'quantity') = (uom_id IS NOT NULL))", "A target of quantity has a unit, one of sales amount has none."
    )
    _external_uniq = models.UniqueIndex(
        "(company_id, source, external_id) WHERE external_id IS NOT NULL", "This target of the source is there already."
    )
    _root_period_idx = models.Index("(company_id, date_from, date_to) WHERE parent_id IS NULL")

    @api.model
    def _selection_split_by(self):
        labels = {
            "half": self.env._("Half-years"),
            "quarter": self.env._("Quarters"),
            "month": self.env._("Months"),
            "dealer": self.env._("Dealer"),
            "type": self.env._("Customer type"),
            "grade": self.env._("Grade"),
            "person": self.env._("Salesperson"),
            "region": self.env._("Region"),
            "category": self.env._("Product category"),
            "brand": self.env._("Brand"),
        }
        return list(labels.items())

    # -- computes ------------------------------------------------------------------------------------------------------

    @api.depends("measure", "company_id")
    def _compute_currency_id(self):
        for target in self:
            target.currency_id = target.measure == "amount" and target.company_id.currency_id

    @api.depends("parent_id.root_id")
    def _compute_root_id(self):
        for target in self:
            target.root_id = target.parent_id.root_id or target

    @api.depends("period", "date_from")
    def _compute_date_to(self):
        for target in self:
            target.date_to = target.date_from and target._last_day(target.date_from, target.period or "year")

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for target in self:
            above = target.parent_id.complete_name
            target.complete_name = f"{above} / {target.name}" if above else target.name

    @api.depends("complete_name")
    def _compute_display_name(self):
        for target in self:
            target.display_name = target.complete_name

    @api.model
    def _last_day(self, first, period):
        """Return the last day of a period that begins on ``first``."""
        return first + relativedelta(months=MONTHS[period]) - ONE_DAY

    # -- constraints ---------------------------------------------------------------------------------------------------

    @api.constrains("dealer_id")
    def _check_dealer(self):
        self.dealer_id._check_customers()
        for target in self:
            customer = target.dealer_id
            if customer.company_id and customer.company_id.root_id != target.company_id:
                raise ValidationError(
                    self.env._("%(customer)s belongs to another company.", customer=customer.display_name)
                )

    # -- create, write, unlink -----------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        names = ("parent_id", "split_by", "reserve", "previous_id", "replaced_by_id", "in_force")
        initial = dict.fromkeys((*names, "source", "external_id", "payload_hash"), False)
        return super()._guarded_fields() | initial | {"version": 1}

    @api.model
    def _approval_content_fields(self):
        return SHAPE | {"amount", "pinned"}

    @api.model_create_multi
    def create(self, vals_list):
        """Create whole targets; their parts come by splitting.

        :raise UserError: an amount is no number, or out of range
        """
        for vals in vals_list:
            self._checked_amount(vals.get("amount") or 0.0)
        targets = super().create(vals_list)
        for target in targets.filtered(lambda target: target.measure == "quantity"):
            # Amounts of money are rounded by their field, quantities are not.
            target._write_units({target.id: target._units()})
        return targets

    def write(self, vals):
        """Write; a new amount is passed on to the parts, and that of a part is taken from the other parts that aren't fixed.

        :raise UserError: the tree has been submitted, the parts can't make up the whole, or a part would count other sales
        """
        if not vals.keys() & (self._approval_content_fields() | {"child_ids"}):
            return super().write(vals)
        self.check_access("write")
        self._lock_trees()
        self._expect_draft()
        self._refuse_reshaping(vals)
        vals, amounts = self._take_amounts(vals)
        result = super().write(vals) if vals else True
        self.browse(amounts)._change_amounts(amounts)
        return result

    def unlink(self):
        """Delete whole trees."""
        self._lock_trees()
        return super(CrmTarget, self | (self & self.root_id)._tree_nodes()).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_part(self):
        if parts := self.filtered(lambda target: target.root_id not in self):
            raise UserError(
                self.env._(
                    "%(part)s is a part: split %(whole)s again without it.", part=parts[0].name, whole=parts[0].parent_id.name
                )
            )

    def _drop_parts(self):
        """Delete parts with all below; for the splitting, which sees to the sums."""
        if self:
            self._guarded_write({"parent_id": False})
            self.unlink()

    def _expect_draft(self):
        """:raise UserError: one of the targets is decided on, or is to be"""
        if fixed := self.filtered(lambda target: target.approval_state != "draft"):
            raise UserError(
                self.env._(
                    "%(target)s is no draft and does not change: make a revision of %(root)s.",
                    target=fixed[0].display_name,
                    root=fixed[0].root_id.sudo().name,
                )
            )

    def _refuse_reshaping(self, vals):
        """What a target counts is set on a whole that isn't split; the parts got it by the split."""
        names = vals.keys() & SHAPE
        for target in self:
            if names and (target.parent_id or target.split_by):
                raise UserError(
                    self.env._(
                        "%(target)s is split, or a part: what it counts does not change. Take the parts away first.",
                        target=target.display_name,
                    )
                )

    @api.model
    def _checked_amount(self, amount):
        """Return an amount that a target may have.

        :raise UserError: it is no number, or out of range
        """
        if not 0 <= as_number(self.env, amount) <= LARGEST:
            raise UserError(
                self.env._("%(amount)s is no target: give one from 0 to %(largest)s.", amount=amount, largest=f"{LARGEST:,}")
            )
        return amount

    # -- units ---------------------------------------------------------------------------------------------------------

    def _rounding(self):
        """Return the smallest unit of the amount: of the currency, or of quantities."""
        self.ensure_one()
        if self.measure == "amount":
            return self.company_id.sudo().currency_id.rounding
        return 10 ** -self.env["decimal.precision"].precision_get("Product Unit")

    def _units(self):
        """Return the amount as a whole number of the smallest unit."""
        return to_units(self.amount, self._rounding())

    def _unit_text(self, units):
        """Return units as a text for messages."""
        return f"{to_amount(units, self._rounding()):,} {self.uom_id.name or self.currency_id.name or ''}".strip()
