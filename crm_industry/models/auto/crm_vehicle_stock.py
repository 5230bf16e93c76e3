from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

SELLER = "sales_team.group_sale_salesman"


class CrmVehicle(models.Model):
    """Vehicles in our stock: since when, for which order they are kept, what is asked for them."""

    _inherit = "crm.vehicle"

    stock_since = fields.Date(string="In Stock since", compute="_compute_stock", search="_search_stock_since", groups=SELLER)
    stock_days = fields.Integer(string="Days in Stock", compute="_compute_stock", groups=SELLER)
    is_aged = fields.Boolean(
        string="Aged",
        compute="_compute_stock",
        search="_search_is_aged",
        groups=SELLER,
        help="Longer in stock than the settings like.",
    )
    sale_line_ids = fields.One2many("sale.order.line", "vehicle_id", string="Orders", readonly=True, groups=SELLER)
    kept_for = fields.Char(compute="_compute_kept_for", groups=SELLER, help="The order that the vehicle is kept for.")
    kept_for_line = fields.Boolean(string="Kept for an Order", compute="_compute_kept_for", search="_search_kept", groups=SELLER)
    sold = fields.Boolean(compute="_compute_kept_for", search="_search_sold", groups=SELLER, help="It belongs to a customer.")
    asking_currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id, groups=SELLER)
    asking_price = CheckedMonetary(
        copy=False,
        currency_field="asking_currency_id",
        groups=SELLER,
        tracking=True,
        help="For a used vehicle or a demonstration car: what it costs on an order, by default.",
    )

    def _compute_stock(self):
        since = self._stock_since(self)
        # sudo: a setting
        most, today = self.env.company.sudo().auto_aged_days, self.env.company._business_today()
        for vehicle in self:
            day = since.get(vehicle.id, False)
            vehicle.stock_since = day
            vehicle.stock_days = (today - day).days if day else 0
            vehicle.is_aged = bool(day and most) and vehicle.stock_days > most

    @api.model
    def _stock_since(self, vehicles):
        """Return {vehicle id: day that it came into the stock of the chosen companies}; only those that are there."""
        rows = self.env.execute_query(
            SQL("SELECT vehicle_id, since FROM (%s) s WHERE vehicle_id = ANY(%s)", self._stock_query(), vehicles.ids)
        )
        return dict(rows)

    @api.model
    def _stock_query(self):
        """Return SQL: vehicle_id, since (day), of vehicles in internal locations of the chosen companies."""
        self.flush_model(["lot_id"])
        self.env["stock.quant"].flush_model()
        return SQL(
            """
            SELECT v.id AS vehicle_id,
                   min(q.in_date AT TIME ZONE 'UTC' AT TIME ZONE coalesce(company.business_tz, 'UTC'))::date AS since
              FROM crm_vehicle v JOIN stock_quant q ON q.lot_id = v.lot_id
              JOIN res_company company ON company.id = q.company_id
              JOIN stock_location l ON l.id = q.location_id
             WHERE l.usage = 'internal' AND q.quantity > 0 AND q.company_id = ANY(%s) GROUP BY v.id
            """,
            self.env.companies.ids,
        )

    def _search_stock_since(self, operator, value):
        if operator == "in" and set(value) == {False}:
            return [("id", "not in", SQL("(SELECT vehicle_id FROM (%s) s)", self._stock_query()))]
        if operator == "not in" and set(value) == {False}:
            return [("id", "in", SQL("(SELECT vehicle_id FROM (%s) s)", self._stock_query()))]
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        ids = SQL("(SELECT vehicle_id FROM (%s) s WHERE since %s %s)", self._stock_query(), SQL(operator), value)
        return [("id", "in", ids)]

    def _search_is_aged(self, operator, value):
        if operator != "in":
            return NotImplemented
        company = self.env.company
        most = company.sudo().auto_aged_days
        limit = company._business_today() - timedelta(days=most) if most else fields.Date.to_date("1900-01-01")
        aged = self._search_stock_since("<", limit)
        return aged if True in value else ["!", *aged]

    def _compute_kept_for(self):
        # sudo: the number of an order is for every station
        lines = self.env["sale.order.line"].sudo().search([("vehicle_id", "in", self.ids), *self._kept_domain()])
        names = {line.vehicle_id.id: line.order_id.name for line in lines}
        own = self._own_partners()
        for vehicle in self:
            vehicle.kept_for = names.get(vehicle.id, False)
            vehicle.kept_for_line = vehicle.id in names
            vehicle.sold = vehicle._is_sold(own)

    @api.model
    def _kept_domain(self):
        """Domain of the order lines that a vehicle is kept for."""
        return [("vehicle_id", "!=", False), ("vehicle_delivered_on", "=", False), ("state", "!=", "cancel")]

    def _search_kept(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: vehicles that are kept for orders of other stations are kept
        lines = self.env["sale.order.line"].sudo()._search(self._kept_domain()).subselect("vehicle_id")
        return [("id", "in" if True in value else "not in", lines)]

    @api.model
    def _own_partners(self, company=None):
        """Return res.partner of a company, by default the present one, and of its branches, its root and theirs."""
        company = company or self.env.company
        # sudo: companies of the same root
        return self.env["res.company"].sudo().search([("id", "child_of", company.root_id.id)]).partner_id

    def _is_sold(self, own):
        """Return whether the vehicle belongs to somebody else than us, or was delivered to somebody unknown."""
        self.ensure_one()
        owner = self.owner_id
        return bool(owner) and owner.commercial_partner_id not in own or not owner and bool(self.delivery_date)

    def _search_sold(self, operator, value):
        if operator != "in":
            return NotImplemented
        parties = self.env["crm.vehicle.party"]
        current = parties._current_domain() & parties._role_domain("owner")
        own = self._own_partners().ids
        sold = parties._search([*current, ("customer_id", "not in", own)]).subselect("vehicle_id")
        owned = parties._search(current).subselect("vehicle_id")
        domain = Domain("id", "in", sold) | (Domain("id", "not in", owned) & Domain("delivery_date", "!=", False))
        return domain if True in value else ~domain
