from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedSelection

ONE_OWNER = (
    "EXCLUDE USING gist (int4range(vehicle_id, vehicle_id, '[]') WITH =, daterange(date_from, date_to, '[]') WITH &&)"
    " WHERE (role = 'owner')"
)


class CrmVehicleParty(models.Model):
    """Who has to do with a vehicle from when to when: owner, driver, payer, insurer, fleet. One owner at a time.

    What has been stays: a row gets its last day, its vehicle, partner and role don't change, and it isn't deleted.
    """

    _name = "crm.vehicle.party"
    _description = "Party of a Vehicle"
    _inherit = ["crm.derived.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "partner_id"

    vehicle_id = fields.Many2one("crm.vehicle", required=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    customer_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Customer", store=True, index=True, precompute=True
    )
    role = CheckedSelection("_selection_role", required=True, default="owner", index=True)
    date_from = CheckedDate(string="From", required=True, default=lambda self: self.env.company._business_today())
    date_to = CheckedDate(string="Until", help="Last day. Empty: until further notice.")
    is_current = fields.Boolean(string="Now", compute="_compute_is_current", search="_search_is_current")
    note = fields.Char()

    _dates_order = models.Constraint("CHECK (date_from <= date_to)", "A party ends after it begins.")
    _one_owner = models.Constraint(ONE_OWNER, "A vehicle has one owner at a time: end the earlier ownership the day before.")
    _owner_idx = models.Index("(customer_id, vehicle_id) WHERE role = 'owner'")

    @api.model
    def _selection_role(self):
        """The roles of parties. Extend by super."""
        labels = {
            "owner": self.env._("Vehicle Owner"),
            "driver": self.env._("Driver"),
            "payer": self.env._("Payer"),
            "insurer": self.env._("Insurer"),
            "fleet": self.env._("Fleet"),
        }
        return list(labels.items())

    @api.model_create_multi
    def create(self, vals_list):
        # What was ended in the same form is ended first.
        self.flush_model(["date_from", "date_to"])
        parties = super().create(vals_list)
        parties.filtered(lambda party: party.role == "owner" and party.is_current)._began()
        return parties

    def _began(self):
        """These parties are the present owners, in whatever way they were written down: tell the vehicles with a former one."""
        if not self:
            return
        # sudo: former owners are known to each station
        owners = self.sudo()
        domain = Domain("vehicle_id", "in", self.vehicle_id.ids) & self._role_domain("owner")
        former = owners.search(domain & Domain("id", "not in", self.ids), order="vehicle_id, date_from desc")
        latest = {}
        for party in former:
            latest.setdefault(party.vehicle_id.id, party.partner_id)
        for party in self:
            if party.vehicle_id.id in latest:
                party.vehicle_id._owner_changed(latest[party.vehicle_id.id], party)

    def write(self, vals):
        """Change days and notes.

        :raise UserError: another vehicle, partner or role is given
        """
        for name in ("vehicle_id", "partner_id", "role"):
            if name in vals and any(party._fields[name].convert_to_write(party[name], party) != vals[name] for party in self):
                raise UserError(self.env._("Who had to do with a vehicle stays: end it and add another row."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        # An owner of today whose delivery was returned never was one.
        if self.env.su and all(party.date_from >= self.env.company._business_today() for party in self):
            return
        raise UserError(self.env._("Who had to do with a vehicle is kept: end it."))

    # -- as of a day ---------------------------------------------------------------------------------------------------

    @api.model
    def _current_domain(self, day=None):
        """Domain of the parties of a day, today by default."""
        day = day or self.env.company._business_today()
        return Domain("date_from", "<=", day) & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))

    @api.model
    def _role_domain(self, *roles):
        return Domain("role", "in", roles)

    @api.depends("date_from", "date_to")
    @api.depends_context("company")
    def _compute_is_current(self):
        today = self.env.company._business_today()
        for party in self:
            begun = bool(party.date_from) and party.date_from <= today
            party.is_current = begun and (not party.date_to or party.date_to >= today)

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        current = self._current_domain()
        return Domain.OR([current if flag else ~current for flag in set(map(bool, value))])

    @api.model
    def _owner_by_vehicle(self, vehicles, day=None):
        """Return {vehicle id: res.partner} of the owners of a day."""
        domain = self._current_domain(day) & self._role_domain("owner") & Domain("vehicle_id", "in", vehicles.ids)
        return {party.vehicle_id.id: party.partner_id for party in self.search(domain)}

    @api.model
    def _owners_query(self, day=None):
        """Return SQL for who owns which vehicle on a day, today by default: vehicle_id, partner_id, customer_id, date_from."""
        self.flush_model()
        return SQL(
            "SELECT p.vehicle_id, p.partner_id, p.customer_id, p.date_from FROM crm_vehicle_party p WHERE p.role = 'owner'"
            " AND daterange(p.date_from, p.date_to, '[]') @> %s::date",
            day or self.env.company._business_today(),
        )
