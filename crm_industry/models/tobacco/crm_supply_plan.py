from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import formatLang

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedInteger, CheckedSelection

from ...tools.order_cycle import week_name, week_start

# What tells the cells of a band apart: method → field of the retailer.
STRATA = {
    "band": None,
    "band_region": "region_id",
    "band_market": "market",
    "band_format": "store_format_id",
    "price_band": None,
}


def quantity_text(env, quantity):
    """Return a quantity as a text in the user's language, such as “1,200” or “0.5”."""
    quantity = round(quantity, 4)
    decimals = 0 if quantity == int(quantity) else len(f"{quantity:.4f}".rstrip("0").split(".")[1])
    return formatLang(env, quantity, digits=decimals)


class CrmSupplyPlan(models.Model):
    """How much of a scarce product the retailers get in a week, by supply bands.

    A plan is of one product, in its unit, or of all goods of a price class, in cartons. Its cells say what each retailer of a
    band gets. It limits orders once it is published; the total is never exceeded by what the retailers may order.
    """

    _name = "crm.supply.plan"
    _description = "Supply Plan"
    _inherit = ["crm.approval.mixin", "crm.credit.root.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "week desc, id desc"
    _approval_group = "crm_industry.group_tobacco_manager"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    week = CheckedDate(
        string="Week From",
        required=True,
        index=True,
        default=lambda self: week_start(self.env.company._business_today()) + timedelta(days=7),
        help="Monday of the week of orders.",
    )
    week_name = fields.Char(string="Week", compute="_compute_week_name", help="Year and week of ISO 8601.")
    method = fields.Selection(
        [
            ("band", "Band"),
            ("band_region", "Band and area"),
            ("band_market", "Band and market"),
            ("band_format", "Band and store format"),
            ("price_band", "Price class, by band"),
        ],
        required=True,
        default="band",
        help="Price class: one quantity of all goods of a class, among which the retailer chooses.",
    )
    product_id = fields.Many2one(
        "product.product", index="btree_not_null", ondelete="restrict", check_company=True, tracking=True
    )
    tobacco_class = CheckedSelection(lambda self: self._selection_tobacco_class(), string="Price Class")
    uom_name = fields.Char(string="Unit", compute="_compute_uom_name", compute_sudo=True)
    total = CheckedInteger(required=True, tracking=True, help="Whole units to be shared out; cartons of a price class.")
    shape = fields.Selection(
        [("number", "By number of the band"), ("even", "The same for all")],
        string="Shared Out",
        required=True,
        default="number",
        help="In proportion to the number of the band, 30 for the strongest, or alike for all bands.",
    )
    quota_ids = fields.One2many("crm.supply.quota", "plan_id", string="Cells")
    published_on = fields.Datetime(string="Published", readonly=True, copy=False)
    closed_on = fields.Datetime(string="Closed", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("published", "Published"),
            ("closed", "Closed"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )
    retailer_count = fields.Integer(string="Retailers", compute="_compute_figures")
    allotted = fields.Integer(compute="_compute_figures", help="What all retailers together may order.")
    problem = fields.Char(compute="_compute_problem", help="What stands against submitting the plan.")

    _total_positive = models.Constraint("CHECK (total > 0)", "There is something to share out: the total is more than 0.")
    _week_monday = models.Constraint("CHECK (extract(isodow FROM week) = 1)", "A week begins on Monday.")
    _what_is_shared = models.Constraint(
        "CHECK ((method = 'price_band') = (product_id IS NULL) AND (product_id IS NULL) = (tobacco_class IS NOT NULL))",
        "A plan by price class has a class, any other one a product.",
    )
    _product_uniq = models.UniqueIndex(
        "(company_id, week, product_id) WHERE approval_state NOT IN ('refused', 'cancelled')",
        "This product has a plan for the week already.",
    )
    _class_uniq = models.UniqueIndex(
        "(company_id, week, tobacco_class) WHERE approval_state NOT IN ('refused', 'cancelled')",
        "This price class has a plan for the week already.",
    )

    @api.model
    def _selection_tobacco_class(self):
        return self.env["product.category"]._fields["tobacco_class"]._description_selection(self.env)

    @api.depends("week")
    def _compute_week_name(self):
        for plan in self:
            plan.week_name = plan.week and week_name(plan.week)

    @api.depends("product_id")
    def _compute_uom_name(self):
        for plan in self:
            plan.uom_name = plan.product_id.uom_id.name or self.env._("Cartons")

    @api.depends("approval_state", "published_on", "closed_on")
    def _compute_state(self):
        for plan in self:
            published = plan.approval_state == "approved" and plan.published_on
            later = published and ("closed" if plan.closed_on else "published")
            plan.state = later or plan.approval_state

    @api.depends("week_name", "product_id.display_name", "tobacco_class")
    def _compute_display_name(self):
        classes = dict(self._selection_tobacco_class())
        for plan in self:
            what = plan.product_id.display_name or classes.get(plan.tobacco_class)
            plan.display_name = " · ".join(filter(None, (what, plan.week_name)))

    @api.depends("quota_ids.quantity", "quota_ids.retailers")
    def _compute_figures(self):
        for plan in self:
            plan.retailer_count = sum(plan.quota_ids.mapped("retailers"))
            plan.allotted = sum(quota.retailers * quota.quantity for quota in plan.quota_ids)

    @api.constrains("product_id")
    def _check_product(self):
        for plan in self:
            # sudo: categories, whoever plans
            if plan.product_id and not plan.product_id.sudo().categ_id.tobacco_class:
                raise ValidationError(
                    self.env._("%(product)s is no tobacco: its category has no class.", product=plan.product_id.display_name)
                )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"published_on": False, "closed_on": False}

    @api.model
    def _approval_content_fields(self):
        return {"company_id", "week", "method", "product_id", "tobacco_class", "total", "shape"}

    def write(self, vals):
        """Write; cells that are counted in another way go away."""
        result = super().write(vals)
        if not vals.keys().isdisjoint(("company_id", "week", "method")):
            # sudo: cells are made and taken away with their plan, which the user may write
            self.quota_ids.sudo().unlink()
        return result

    def _unit_text(self, quantity):
        """Return a quantity of the plan as a text, such as “1,200 Cartons”."""
        return f"{quantity_text(self.env, quantity)} {self.uom_name}"
