from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_grading.tools.arguments import as_text
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedInteger, CheckedMonetary, CheckedSelection

from ...tools import vin as vins
from .crm_vehicle_odometer import MOST_KM

GUARDED = (
    "name",
    "appraiser_id",
    "appraised_on",
    "approved_by_id",
    "approved_on",
    "approved_value",
    "accepted_on",
    "received_on",
    "bill_id",
)
FIXED = frozenset(("station_id", "partner_id"))
VEHICLE = frozenset(("vehicle_id", "vin"))
# In which states what was found and agreed is written down.
WRITTEN_IN = {
    "appraised_value": ("draft",),
    "condition": ("draft",),
    "km": ("draft",),
    "rollback_noted": ("draft", "accepted"),
    "valid_until": ("draft",),
    "offered_value": ("draft", "appraised"),
    "agreed_value": ("draft", "appraised", "offered"),
    "order_id": ("draft", "appraised", "offered"),
    "received_km": ("draft", "appraised", "offered", "accepted"),
}
OPEN = "state NOT IN ('received', 'refused')"


class CrmTradeIn(models.Model):
    """A used vehicle of a customer that is taken in against the purchase of another one, in the currency of the company.

    Appraised, offered, accepted on an order, received; or refused. Written by the people of the station alone, read by all
    stations. Nothing of it is a line of the order: the vehicle is bought by a vendor bill.
    """

    _name = "crm.trade.in"
    _description = "Trade-in"
    _inherit = ["crm.station.step.mixin", "crm.owner.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "vehicle_id.vin", "vehicle_id.plate_ids.plate", "partner_id.name"]

    _transition_log = "crm.trade.in.event"
    _transition_begin = "draft"
    _transition_reasoned = frozenset(("refuse",))
    _transition_window = ("crm.trade.in.reason", "trade_in_ids")

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    vehicle_id = fields.Many2one("crm.vehicle", index=True, ondelete="restrict", tracking=True)
    vin = fields.Char(
        string="VIN",
        compute="_compute_vin",
        readonly=False,
        help="Of the vehicle; an unknown one is taken into the file.",
    )
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="restrict")
    station_id = fields.Many2one(
        "crm.station", required=True, index=True, ondelete="restrict", default=lambda self: self.env["crm.station"]._of_user()[:1]
    )
    company_id = fields.Many2one(related="station_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id", store=True, precompute=True)
    user_id = fields.Many2one(
        "res.users", string="Salesperson", index=True, default=lambda self: self.env.user, domain="[('share', '=', False)]"
    )
    order_id = fields.Many2one(
        "sale.order",
        string="Order of the New Vehicle",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('company_id', '=', company_id), ('partner_id.commercial_partner_id', 'parent_of', partner_id)]",
        tracking=True,
    )
    state = fields.Selection(
        "_selection_state", required=True, readonly=True, copy=False, default="draft", index=True, tracking=True
    )

    condition = CheckedSelection("_selection_condition", required=True, default="good", copy=False)
    findings = fields.Text(
        string="Appraisal Findings", copy=False, help="What the appraisal found: damage, repairs, papers, keys."
    )
    km = CheckedInteger(string="Kilometres", copy=False, aggregator=None, help="At the appraisal.")
    received_km = CheckedInteger(
        string="Kilometres at Receipt", copy=False, aggregator=None, help="By default those of the appraisal."
    )
    rollback_noted = fields.Boolean(
        string="Odometer Turned Back",
        copy=False,
        help="It shows less than it did before, and that is known: it was turned back or replaced.",
    )
    appraised_value = CheckedMonetary(copy=False, tracking=True)
    valid_until = CheckedDate(copy=False, tracking=True, help="Last day on which the customer may accept.")
    appraiser_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    appraised_on = fields.Date(readonly=True, copy=False)
    offered_value = CheckedMonetary(copy=False, tracking=True, help="By default the appraised value.")
    agreed_value = CheckedMonetary(copy=False, tracking=True, help="By default the offered value.")
    needs_approval = fields.Boolean(compute="_compute_needs_approval", compute_sudo=True)
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False, ondelete="restrict")
    approved_on = fields.Date(readonly=True, copy=False)
    approved_value = fields.Monetary(readonly=True, copy=False, help="Up to this value.")
    accepted_on = fields.Date(readonly=True, copy=False)
    received_on = fields.Date(readonly=True, copy=False)
    bill_id = fields.Many2one(
        "account.move",
        string="Vendor Bill",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="account.group_account_invoice",
    )
    event_ids = fields.One2many("crm.trade.in.event", "record_id", string="Steps", readonly=True, copy=False)

    _vehicle_given = models.Constraint("CHECK (vehicle_id IS NOT NULL)", "A trade-in names a vehicle, or its VIN.")
    _vehicle_once = models.UniqueIndex(f"(vehicle_id) WHERE {OPEN}", "The vehicle is in another trade-in that is still open.")
    _values_positive = models.Constraint(
        "CHECK (coalesce(appraised_value, 0) >= 0 AND coalesce(offered_value, 0) >= 0 AND coalesce(agreed_value, 0) >= 0"
        " AND (state IN ('draft', 'refused') OR appraised_value > 0)"
        " AND (state NOT IN ('offered', 'accepted', 'received') OR offered_value > 0)"
        " AND (state NOT IN ('accepted', 'received') OR agreed_value > 0))",
        "The values of a trade-in are positive.",
    )
    _km_range = models.Constraint(
        f"CHECK (coalesce(km, 0) BETWEEN 0 AND {MOST_KM} AND coalesce(received_km, 0) BETWEEN 0 AND {MOST_KM})",
        "An odometer shows 0 to 5,000,000 kilometres.",
    )

    @api.model
    def _selection_state(self):
        labels = {
            "draft": self.env._("Draft"),
            "appraised": self.env._("Appraised"),
            "offered": self.env._("Offered"),
            "accepted": self.env._("Accepted"),
            "received": self.env._("Received"),
            "refused": self.env._("Refused"),
        }
        return list(labels.items())

    @api.model
    def _selection_condition(self):
        """In what condition used vehicles are. Extend by super."""
        labels = {
            "excellent": self.env._("Excellent"),
            "good": self.env._("Good"),
            "fair": self.env._("Fair"),
            "poor": self.env._("Poor"),
            "accident": self.env._("Repaired after an accident"),
        }
        return list(labels.items())

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(GUARDED, False)

    @api.depends("vehicle_id.vin")
    def _compute_vin(self):
        for trade_in in self:
            trade_in.vin = trade_in.vehicle_id.vin

    @api.depends("name", "vehicle_id.display_name")
    def _compute_display_name(self):
        for trade_in in self:
            trade_in.display_name = " · ".join(filter(None, (trade_in.name, trade_in.vehicle_id.display_name)))

    # -- who may change it ---------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Begin trade-ins; a VIN that nobody knows is taken into the file as a used vehicle.

        :raise AccessError: the user does not belong to the station, or may not read the order
        :raise UserError: the vehicle is in another trade-in that is still open
        :raise ValidationError: it is no VIN, or the vehicle is no customer's
        """
        vals_list = [self._with_vehicle(vals) for vals in vals_list]
        self._refuse_busy([vals["vehicle_id"] for vals in vals_list if vals.get("vehicle_id")])
        trade_ins = super().create(vals_list)
        trade_ins.station_id._check_own()
        # sudo: people of stations don't see sequences
        sequences = self.env["ir.sequence"].sudo()
        for trade_in in trade_ins:
            number = sequences.with_company(trade_in.company_id).next_by_code(self._name) or f"{trade_in.id:06}"
            trade_in._guarded_write({"name": number})
        trade_ins.order_id.check_access("read")
        return trade_ins

    @api.model
    def _with_vehicle(self, vals):
        """Return values with the vehicle of the VIN that they name."""
        number = vins.plain(as_text(self.env, vals.get("vin") or ""))
        vals = {name: value for name, value in vals.items() if name != "vin"}
        if vals.get("vehicle_id") or not number:
            return vals
        vehicles = self.env["crm.vehicle"]
        vehicle = vehicles._of_vin(number)
        return vals | {
            "vehicle_id": (vehicle or vehicles.create({"vin": number, "condition": "used", "sold_elsewhere": True})).id
        }

    @api.model
    def _refuse_busy(self, vehicle_ids):
        """:raise UserError: one of these vehicles is in a trade-in that is still open"""
        # sudo: trade-ins of all stations
        busy = [("vehicle_id", "in", vehicle_ids), ("state", "not in", ("received", "refused"))]
        if other := self.sudo().search(busy, limit=1):
            names = {"vin": other.vehicle_id.vin, "trade_in": other.name}
            raise UserError(self.env._("%(vin)s is in the trade-in %(trade_in)s already: end that one first.", **names))

    def write(self, vals):
        """Change trade-ins of the own station.

        :raise AccessError: the user does not belong to it, or may not read the order
        """
        self.station_id._check_own()
        result = super().write(vals)
        if "station_id" in vals:
            self.station_id._check_own()
        if "order_id" in vals:
            self.order_id.check_access("read")
        return result

    def _check_direct_write(self, vals):
        """:raise UserError: what was found or agreed is fixed in this state"""
        for trade_in in self:
            if VEHICLE & vals.keys() or (FIXED & vals.keys() and trade_in.state != "draft"):
                raise UserError(self.env._("%(trade_in)s: vehicle, customer and station stay.", trade_in=trade_in.display_name))
            for name in WRITTEN_IN.keys() & vals.keys():
                if trade_in.state not in WRITTEN_IN[name]:
                    names = {"trade_in": trade_in.display_name, "field": trade_in._fields[name]._description_string(self.env)}
                    raise UserError(self.env._("%(trade_in)s: “%(field)s” can't be changed any more.", **names))
        return super()._check_direct_write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("%(trade_in)s is kept: refuse it.", trade_in=self[:1].display_name))

    @api.constrains("vehicle_id", "station_id")
    def _check_vehicle_foreign(self):
        """:raise ValidationError: the vehicle is ours already"""
        # sudo: owners, for whoever begins
        for trade_in in self.sudo().filtered(lambda trade_in: trade_in.state != "received"):
            owner = trade_in.vehicle_id.with_company(trade_in.company_id).owner_id
            if owner and owner.commercial_partner_id in trade_in.vehicle_id._own_partners(trade_in.company_id):
                raise ValidationError(self.env._("%(vin)s is ours already.", vin=trade_in.vehicle_id.vin))

    @api.constrains("order_id", "partner_id", "station_id")
    def _check_order(self):
        """:raise ValidationError: the order is of another company or customer, or sells no vehicle"""
        # sudo: the order, that the user could read
        for trade_in in self.sudo().filtered("order_id"):
            order, names = trade_in.order_id, {"order": trade_in.order_id.name, "trade_in": trade_in.display_name}
            if order.company_id != trade_in.company_id:
                raise ValidationError(self.env._("%(trade_in)s: %(order)s is an order of another company.", **names))
            if order.partner_id.commercial_partner_id != trade_in.partner_id.commercial_partner_id:
                raise ValidationError(self.env._("%(trade_in)s: %(order)s is an order of another customer.", **names))
            if not order.sells_vehicles:
                raise ValidationError(self.env._("%(trade_in)s: %(order)s sells no vehicle.", **names))
