from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_one

SALES = "sales_team.group_sale_salesman"


class ResPartner(models.Model):
    """What customers own and what for: segments, grades and lists go by it. Vehicles are those that a customer owns today, or has
    in its fleet today; they are counted with the customer, not with its contacts."""

    _inherit = "res.partner"

    auto_occupation_id = fields.Many2one(
        "crm.auto.trait", string="Occupation", domain="[('kind', '=', 'occupation')]", ondelete="restrict", groups=SALES
    )
    auto_income_id = fields.Many2one(
        "crm.auto.trait", string="Income", domain="[('kind', '=', 'income')]", ondelete="restrict", groups=SALES
    )
    auto_party_ids = fields.One2many(
        "crm.vehicle.party", "customer_id", string="Parties of Vehicles", readonly=True, groups=SALES
    )
    auto_vehicle_count = fields.Integer(
        string="Vehicles", compute="_compute_auto_counts", search="_search_auto_vehicle_count", groups=SALES
    )
    auto_due_count = fields.Integer(
        string="Maintenance Due Soon",
        compute="_compute_auto_counts",
        groups=SALES,
        help="Vehicles whose maintenance is due within the days of the settings.",
    )
    auto_usage = fields.Selection(
        "_selection_auto_usage", string="Use of a Vehicle", store=False, search="_search_auto_usage", groups=SALES
    )
    auto_body_class = fields.Selection(
        "_selection_auto_body_class", string="Class of a Vehicle", store=False, search="_search_auto_body_class", groups=SALES
    )
    auto_fleet = fields.Boolean(
        string="Fleet",
        compute="_compute_auto_fleet",
        search="_search_auto_fleet",
        groups=SALES,
        help="So many vehicles as the settings say, or vehicles that are in its fleet by their file.",
    )

    @api.model
    def _selection_auto_usage(self):
        return self.env["crm.vehicle"]._selection_usage()

    @api.model
    def _selection_auto_body_class(self):
        return self.env["crm.vehicle.model"]._selection_body_class()

    @api.constrains("auto_occupation_id", "auto_income_id")
    def _check_auto_traits(self):
        for name in ("occupation", "income"):
            if any(partner[f"auto_{name}_id"].kind not in (False, name) for partner in self):
                raise ValidationError(self.env._("An occupation is no income, and an income no occupation."))

    # -- whose vehicles ------------------------------------------------------------------------------------------------

    @api.model
    def _auto_held_query(self, condition=None):
        """Return SQL of the vehicles that customers own or have in their fleet today: customer_id, vehicle_id.

        :param SQL condition: on ``vehicle``
        """
        self.env["crm.vehicle.party"].flush_model()
        self.env["crm.vehicle"].flush_model()
        return SQL(
            "SELECT DISTINCT party.customer_id, party.vehicle_id FROM crm_vehicle_party party"
            " JOIN crm_vehicle vehicle ON vehicle.id = party.vehicle_id AND vehicle.active"
            " WHERE party.role IN ('owner', 'fleet') AND daterange(party.date_from, party.date_to, '[]') @> %s::date AND %s",
            self.env.company._business_today(),
            condition or SQL("TRUE"),
        )

    def _compute_auto_counts(self):
        soon = SQL("vehicle.maintenance_due_on <= %s", self.env["crm.vehicle"]._maintenance_horizon())
        held, due = (self._auto_count_by_customer(condition) for condition in (None, soon))
        for partner in self:
            partner.auto_vehicle_count = held.get(partner._origin.id, 0)
            partner.auto_due_count = due.get(partner._origin.id, 0)

    def _auto_count_by_customer(self, condition):
        query = SQL(
            "SELECT customer_id, count(*) FROM (%s) held WHERE customer_id = ANY(%s) GROUP BY 1",
            self._auto_held_query(condition),
            self._origin.ids,
        )
        return dict(self.env.execute_query(query))

    def _auto_search_check(self, name):
        # Odoo leaves the groups of a field unchecked when it has a search method.
        self._check_field_access(self._fields[name], "read")

    def _search_auto_vehicle_count(self, operator, value):
        self._auto_search_check("auto_vehicle_count")
        if operator not in (">", ">="):
            return NotImplemented
        least = value + 1 if operator == ">" else value
        return self._auto_at_least(least) if least > 0 else Domain.TRUE

    @api.model
    def _auto_at_least(self, number):
        held = self._auto_held_query()
        return Domain("id", "in", SQL("(SELECT customer_id FROM (%s) held GROUP BY 1 HAVING count(*) >= %s)", held, number))

    def _auto_holders(self, condition):
        return Domain("id", "in", SQL("(SELECT customer_id FROM (%s) held)", self._auto_held_query(condition)))

    def _search_auto_usage(self, operator, value):
        self._auto_search_check("auto_usage")
        if operator != "in":
            return NotImplemented
        return self._auto_holders(SQL("vehicle.usage = ANY(%s)", [each for each in value if each]))

    def _search_auto_body_class(self, operator, value):
        self._auto_search_check("auto_body_class")
        if operator != "in":
            return NotImplemented
        return self._auto_holders(SQL("vehicle.body_class = ANY(%s)", [each for each in value if each]))

    def _compute_auto_fleet(self):
        fleets = self.sudo().search(self._auto_fleet_domain() & Domain("id", "in", self._origin.ids))
        for partner in self:
            partner.auto_fleet = partner._origin.id in fleets._ids

    def _search_auto_fleet(self, operator, value):
        self._auto_search_check("auto_fleet")
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self._auto_fleet_domain()

    @api.model
    def _auto_fleet_domain(self):
        """Domain of the fleets: taxi companies, car rentals, companies with many vehicles."""
        self.env["crm.vehicle.party"].flush_model()
        # sudo: a setting
        least = self.env.company.sudo().auto_fleet_size
        by_file = SQL(
            "(SELECT customer_id FROM crm_vehicle_party"
            " WHERE role = 'fleet' AND daterange(date_from, date_to, '[]') @> %s::date)",
            self.env.company._business_today(),
        )
        named = Domain("id", "in", by_file)
        return named | self._auto_at_least(least) if least else named

    # -- what users open -----------------------------------------------------------------------------------------------

    def action_auto_vehicles(self):
        """Open the vehicles that the customer owns or has in its fleet today."""
        return self._open_auto_vehicles({})

    def action_auto_due(self):
        """Open those whose maintenance is due soon."""
        return self._open_auto_vehicles({"search_default_maintenance_soon": 1})

    def _open_auto_vehicles(self, context):
        check_one(self)
        self.check_access("read")
        current = self.env["crm.vehicle.party"]._current_domain()
        mine = current & Domain("role", "in", ("owner", "fleet")) & Domain("customer_id", "=", self.commercial_partner_id.id)
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Vehicles of %(customer)s", customer=self.display_name),
            "res_model": "crm.vehicle",
            "view_mode": "list,form",
            "domain": [("party_ids", "any", list(mine))],
            "context": context,
        }
        if context:
            view = self.env.ref("crm_industry.crm_vehicle_view_list_maintenance")
            action["views"] = [(view.id, "list"), (False, "form")]
        return action
