from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .crm_vehicle import MANAGER


class CrmStation(models.Model):
    """A service station of a company: its people, bays, hours and warehouse. Who belongs to it works on its jobs, nobody else."""

    _name = "crm.station"
    _description = "Service Station"
    _inherit = ["crm.owner.mixin"]
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True)
    code = fields.Char(copy=False, help="Unique within the company; known to other systems.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one("res.partner", string="Address", ondelete="restrict", check_company=True)
    warehouse_id = fields.Many2one("stock.warehouse", ondelete="restrict", check_company=True, help="Parts are taken from it.")
    calendar_id = fields.Many2one("resource.calendar", string="Working Hours", ondelete="restrict", check_company=True)
    user_ids = fields.Many2many(
        "res.users",
        string="People",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
        help="They take jobs in and work on them.",
    )
    bay_ids = fields.One2many("crm.station.bay", "station_id", string="Bays", copy=True)

    _code_uniq = models.UniqueIndex("(company_id, code) WHERE code <> ''", "Another station has this code.")

    @api.model
    def _owner_fields(self):
        return super()._owner_fields() - {"user_id"} | {"user_ids"}

    @api.constrains("company_id")
    def _check_company_stays(self):
        """:raise ValidationError: a station with jobs would change hands"""
        # sudo: jobs of all companies
        jobs = self.env["crm.service.job"].sudo()
        for station in self:
            if jobs.search_count([("station_id", "=", station.id), ("company_id", "!=", station.company_id.id)], limit=1):
                raise ValidationError(self.env._("%(station)s has jobs: its company stays.", station=station.name))

    @api.model
    def _of_user(self, user=None):
        """Return the stations that a user, by default the present one, belongs to."""
        user = user or self.env.user
        # sudo: to whom a user belongs, whatever companies are chosen
        return self.sudo().search([("user_ids", "in", user.ids)]).sudo(self.env.su)

    def _check_own(self):
        """Refuse who belongs to none of these stations and is no manager of the trade.

        :raise AccessError: naming the station
        """
        if self.env.su:
            return
        managed = self.env.user.has_group(MANAGER)
        for station in self.sudo():
            inside = station.company_id in self.env.user.company_ids
            if not inside or not (managed or self.env.user in station.user_ids):
                raise AccessError(
                    self.env._("Only people of the station %(station)s change its jobs and orders.", station=station.name)
                )
