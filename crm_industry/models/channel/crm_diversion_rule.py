from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger

KINDS_OF_EVENTS = ("receipt", "activation", "scan", "stock_check", "after_sales")
EVERYTHING = dict.fromkeys((f"on_{kind}" for kind in KINDS_OF_EVENTS), True)
HANDLED_BY_DEALERS = {"on_receipt": True, "on_stock_check": True}
NOTHING = dict.fromkeys(EVERYTHING, False)
DEFAULTS = {
    "R1": EVERYTHING | {"min_units": 5, "min_percent": 10.0, "window_days": 90},
    "R2": NOTHING | HANDLED_BY_DEALERS | {"min_units": 1, "min_percent": 0.0, "window_days": 90},
    "R3": EVERYTHING | {"min_units": 5, "min_percent": 0.0, "window_days": 90, "tolerance_hours": 24},
    "R4": EVERYTHING | {"min_units": 3, "min_percent": 0.0, "window_days": 90, "regions": 3, "hours": 24},
    "R5": NOTHING
    | {"on_activation": True, "min_units": 20, "min_percent": 0.0, "window_days": 90}
    | {"growth_percent": 50.0, "activation_percent": 10.0},
}


class CrmDiversionRule(models.Model):
    """A sign of diverted goods, and how much of it opens a case. One of each kind for a company.

    A single activation proves nothing: consumers travel and buy online. A finding only counts; a case is opened when the
    units found reach the number, or their share of one delivery, within the window.
    """

    _name = "crm.diversion.rule"
    _inherit = ["crm.credit.root.mixin"]
    _description = "Diversion Rule"
    _order = "company_id, kind"
    _rec_name = "kind"

    kind = fields.Selection(
        [
            ("R1", "R1 Seen outside of the dealer's territory"),
            ("R2", "R2 In the hands of another dealer"),
            ("R3", "R3 Unknown or not shipped at that time"),
            ("R4", "R4 One code in several regions"),
            ("R5", "R5 Purchases grow without activations"),
        ],
        required=True,
    )
    active = fields.Boolean(default=True)
    on_receipt = fields.Boolean(string="Receipts", default=True)
    on_activation = fields.Boolean(string="Activations", default=True)
    on_scan = fields.Boolean(string="Scans", default=True)
    on_stock_check = fields.Boolean(string="Stock Checks", default=True)
    on_after_sales = fields.Boolean(string="After-Sales", default=True)
    min_units = CheckedInteger(string="Units", required=True, default=5, help="So many units within the window open a case.")
    min_percent = CheckedFloat(
        string="Share of a Delivery (%)",
        default=0.0,
        digits=(16, 2),
        help="Or this share of the units of one delivery. 0: the number of units alone decides.",
    )
    least_shipped = CheckedInteger(
        string="Deliveries of at Least", default=10, help="The share counts for deliveries of so many units and more."
    )
    window_days = CheckedInteger(string="Window (Days)", required=True, default=90)
    tolerance_hours = CheckedInteger(
        string="Tolerance (Hours)", default=24, help="Clocks differ and deliveries are booked late (R3)."
    )
    regions = CheckedInteger(default=3, help="So many regions within the hours (R4).")
    hours = CheckedInteger(default=24)
    growth_percent = CheckedFloat(
        string="Growth (%)", default=50.0, digits=(16, 2), help="Of the units shipped against the window before (R5)."
    )
    activation_percent = CheckedFloat(
        string="Activated Less Than (%)",
        default=10.0,
        digits=(16, 2),
        help="Share of the units shipped that were activated, and not outside of the territory (R5).",
    )

    _kind_uniq = models.UniqueIndex("(company_id, kind)", "The company has this rule already; it may be archived.")
    _in_range = models.Constraint(
        "CHECK (min_units > 0 AND min_percent BETWEEN 0 AND 100 AND least_shipped > 0 AND window_days BETWEEN 1 AND 3650"
        " AND tolerance_hours BETWEEN 0 AND 8760 AND regions > 1 AND hours BETWEEN 1 AND 8760"
        " AND growth_percent BETWEEN 0 AND 1000000 AND activation_percent BETWEEN 0 AND 100)",
        "Units, deliveries, days and hours are above 0, regions 2 or more, shares between 0 and 100 percent.",
    )

    @api.constrains("on_receipt", "on_activation", "on_scan", "on_stock_check", "on_after_sales")
    def _check_kinds(self):
        for rule in self:
            if not rule._event_kinds():
                raise ValidationError(self.env._("%(rule)s needs a kind of event to look at.", rule=rule.display_name))

    def write(self, vals):
        if vals.keys() & {"kind", "company_id"}:
            raise ValidationError(self.env._("A rule keeps its kind and company: findings refer to it."))
        return super().write(vals)

    def _event_kinds(self):
        """Return the kinds of events that count."""
        return [kind for kind in KINDS_OF_EVENTS if self[f"on_{kind}"]]

    @api.model
    def _create_missing(self, companies=None):
        """Give the roots of branch trees the rules that they don't have yet."""
        if companies is None:
            companies = self.env["res.company"].search([("parent_id", "=", False)])
        rules = self.sudo().with_context(active_test=False)
        for company in companies.root_id:
            known = rules.search([("company_id", "=", company.id)]).mapped("kind")
            rules.create([{"company_id": company.id, "kind": kind} | DEFAULTS[kind] for kind in DEFAULTS if kind not in known])
