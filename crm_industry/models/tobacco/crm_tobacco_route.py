from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedSelection

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class CrmTobaccoRoute(models.Model):
    """Retailers who order on one day of the week and are visited by one client manager."""

    _name = "crm.tobacco.route"
    _description = "Tobacco Route"
    _inherit = ["crm.credit.root.mixin", "crm.owner.mixin"]
    _order = "code, name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True)
    code = fields.Char()
    active = fields.Boolean(default=True)
    user_id = fields.Many2one(
        "res.users",
        string="Client Manager",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        ondelete="restrict",
        help="Visits the retailers of the route.",
    )
    order_weekday = CheckedSelection(
        "_selection_weekday", string="Order Day", help="Its retailers order on this day of each week; empty: on any day."
    )
    cutoff = CheckedFloat(
        string="Orders Until",
        required=True,
        default=lambda self: self.env.company.root_id.tobacco_cutoff,
        aggregator=None,
        help="Orders of the day are taken until this time in the company's time zone.",
    )
    visit_monday = fields.Boolean(default=True)
    visit_tuesday = fields.Boolean(default=True)
    visit_wednesday = fields.Boolean(default=True)
    visit_thursday = fields.Boolean(default=True)
    visit_friday = fields.Boolean(default=True)
    visit_saturday = fields.Boolean()
    visit_sunday = fields.Boolean()
    retailer_ids = fields.One2many("crm.tobacco.retailer", "route_id", string="Retailers")
    retailer_count = fields.Integer(string="Number of Retailers", compute="_compute_retailer_count")

    _code_uniq = models.UniqueIndex("(company_id, code) WHERE code <> ''", "Another route has this code.")
    _cutoff_range = models.Constraint(
        "CHECK (cutoff > 0 AND cutoff <= 24)", "The last time for orders is between 0:00 and 24:00."
    )

    @api.model
    def _selection_weekday(self):
        """The days of the week, by their number from Monday on: "0" to "6"."""
        names = [
            self.env._("Monday"),
            self.env._("Tuesday"),
            self.env._("Wednesday"),
            self.env._("Thursday"),
            self.env._("Friday"),
            self.env._("Saturday"),
            self.env._("Sunday"),
        ]
        return [(str(number), name) for number, name in enumerate(names)]

    def _compute_retailer_count(self):
        groups = self.env["crm.tobacco.retailer"]._read_group([("route_id", "in", self.ids)], ["route_id"], ["__count"])
        counts = {route.id: count for route, count in groups}
        for route in self:
            route.retailer_count = counts.get(route.id, 0)

    def _visit_weekdays(self):
        """Return the days of the week on which retailers are visited, as `date.weekday` gives them: 0 is Monday.

        :rtype: set[int]
        """
        self.ensure_one()
        return {number for number, name in enumerate(WEEKDAYS) if self[f"visit_{name}"]}
