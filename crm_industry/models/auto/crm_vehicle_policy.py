from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedMonetary, CheckedSelection

from .crm_vehicle import STATION_MANAGER

SPAN = "int4range(vehicle_id, vehicle_id, '[]') WITH =, daterange(valid_from, valid_to, '[]') WITH &&"
FIXED = ("vehicle_id", "kind")
# What a cancelled one says stays.
CONTENT = frozenset(
    ("station_id", "number", "issuer_id", "partner_id", "currency_id", "premium", "commission", "valid_from", "valid_to")
)


def one_at_a_time(kind):
    """SQL of the exclusion: a vehicle has one policy of a kind on a day."""
    return f"EXCLUDE USING gist ({SPAN}) WHERE (kind = '{kind}' AND state = 'issued')"


class CrmVehiclePolicy(models.Model):
    """An insurance, a registration or an inspection of a vehicle, from one day to another, both included.

    The law wants one compulsory insurance, one registration and one inspection at a time, in the database; commercial insurances
    may stand beside each other. Written by the people of the station that sold it alone, read by all stations.
    """

    _name = "crm.vehicle.policy"
    _description = "Insurance, Registration or Inspection"
    _inherit = ["crm.station.step.mixin", "crm.owner.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "valid_to desc, id desc"
    _rec_names_search = ["number", "vehicle_id.vin", "vehicle_id.plate_ids.plate"]

    _transition_log = "crm.vehicle.policy.event"
    _transition_begin = "issued"
    _transition_reasoned = frozenset(("cancel",))
    _transition_window = ("crm.vehicle.policy.reason", "policy_ids")

    vehicle_id = fields.Many2one("crm.vehicle", required=True, index=True, ondelete="restrict")
    kind = CheckedSelection("_selection_kind", required=True, default="compulsory", index=True)
    number = fields.Char(copy=False, index="trigram", tracking=True, help="As printed on the policy or the certificate.")
    issuer_id = fields.Many2one(
        "res.partner", string="Insurer or Authority", index="btree_not_null", ondelete="restrict", tracking=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Insured Party",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        help="By default the owner of the vehicle.",
    )
    station_id = fields.Many2one(
        "crm.station",
        string="Sold by",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["crm.station"]._of_user()[:1],
    )
    company_id = fields.Many2one(related="station_id.company_id", store=True, index=True, precompute=True)
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Reminded before it ends; else somebody of the station.",
    )
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    premium = CheckedMonetary(string="Premium or Fee", copy=False, tracking=True)
    commission = CheckedMonetary(copy=False, groups=STATION_MANAGER, help="What the insurer pays us for it.")
    valid_from = CheckedDate(required=True, copy=False, default=lambda self: self.env.company._business_today(), tracking=True)
    valid_to = CheckedDate(
        string="Valid until", copy=False, index="btree_not_null", tracking=True, help="Last day. A registration may have none."
    )
    state = fields.Selection(
        "_selection_state", required=True, readonly=True, copy=False, default="issued", index=True, tracking=True
    )
    status = fields.Selection("_selection_status", compute="_compute_status", search="_search_status")
    event_ids = fields.One2many("crm.vehicle.policy.event", "record_id", string="Steps", readonly=True, copy=False)

    _days_order = models.Constraint("CHECK (valid_from <= valid_to)", "A policy ends after it begins.")
    _last_day_given = models.Constraint(
        "CHECK (valid_to IS NOT NULL OR kind = 'registration')", "Insurances and inspections have a last day."
    )
    _amounts_positive = models.Constraint(
        "CHECK (coalesce(premium, 0) >= 0 AND coalesce(commission, 0) >= 0)", "A premium and its commission are not negative."
    )
    _one_compulsory = models.Constraint(
        one_at_a_time("compulsory"), "A vehicle has one compulsory insurance at a time: let this one begin after the other ends."
    )
    _one_registration = models.Constraint(
        one_at_a_time("registration"), "A vehicle has one registration at a time: give the other one its last day first."
    )
    _one_inspection = models.Constraint(
        one_at_a_time("inspection"), "A vehicle has one valid inspection at a time: let this one begin after the other ends."
    )

    @api.model
    def _selection_kind(self):
        """The kinds; the law wants one of each but the commercial insurance at a time."""
        labels = {
            "compulsory": self.env._("Compulsory Insurance"),
            "commercial": self.env._("Commercial Insurance"),
            "registration": self.env._("Registration"),
            "inspection": self.env._("Vehicle Inspection"),
        }
        return list(labels.items())

    @api.model
    def _selection_state(self):
        return [("issued", self.env._("Issued")), ("cancelled", self.env._("Cancelled"))]

    @api.model
    def _selection_status(self):
        labels = {
            "upcoming": self.env._("Not yet valid"),
            "valid": self.env._("Valid"),
            "ending": self.env._("Ends soon"),
            "lapsed": self.env._("Lapsed"),
            "cancelled": self.env._("Cancelled"),
        }
        return list(labels.items())

    @api.depends("vehicle_id")
    def _compute_partner_id(self):
        for policy in self:
            policy.partner_id = policy.partner_id or policy.vehicle_id.owner_id

    @api.depends("kind", "number", "vehicle_id.display_name")
    def _compute_display_name(self):
        labels = dict(self._selection_kind())
        for policy in self:
            parts = (labels.get(policy.kind), policy.number, policy.vehicle_id.display_name)
            policy.display_name = " · ".join(filter(None, parts))

    # -- as of today ---------------------------------------------------------------------------------------------------

    @api.depends("state", "valid_from", "valid_to")
    @api.depends_context("company")
    def _compute_status(self):
        for policy in self:
            matching = (name for name, domain in self._status_domains().items() if policy.filtered_domain(domain))
            policy.status = next(matching, False)

    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = self._status_domains()
        return Domain.OR([domains[name] for name in value if name in domains])

    @api.model
    def _status_domains(self):
        """Return {status: Domain} as of today, by the settings of the present company; they don't overlap."""
        today = self.env.company._business_today()
        soon = self._policy_horizon(self.env.company)
        issued = Domain("state", "=", "issued")
        begun = issued & Domain("valid_from", "<=", today)
        return {
            "cancelled": Domain("state", "=", "cancelled"),
            "upcoming": issued & Domain("valid_from", ">", today),
            "lapsed": begun & Domain("valid_to", "<", today),
            "ending": begun & Domain("valid_to", ">=", today) & Domain("valid_to", "<=", soon),
            "valid": begun & (Domain("valid_to", "=", False) | Domain("valid_to", ">", soon)),
        }

    # -- who may change it ---------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Write down policies.

        :raise AccessError: the user does not belong to the station
        """
        # What was ended in the same transaction is ended first.
        self.flush_model(["state", "valid_from", "valid_to"])
        policies = super().create(vals_list)
        policies.station_id._check_own()
        return policies

    def write(self, vals):
        """Change policies of the own station.

        :raise AccessError: the user does not belong to it
        :raise UserError: vehicle or kind would change, or what a cancelled one says
        """
        self.station_id._check_own()
        for name in FIXED:
            if name in vals and any(policy._fields[name].convert_to_write(policy[name], policy) != vals[name] for policy in self):
                raise UserError(self.env._("Vehicle and kind of a policy stay: cancel it, and write down another one."))
        if CONTENT & vals.keys() and (gone := self.filtered(lambda policy: policy.state == "cancelled")):
            raise UserError(self.env._("%(policy)s is cancelled: this stays as it is.", policy=gone[0].display_name))
        result = super().write(vals)
        if "station_id" in vals:
            self.station_id._check_own()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("%(policy)s is kept: cancel it.", policy=self[:1].display_name))

    @api.constrains("vehicle_id", "partner_id")
    def _check_insured_party(self):
        """:raise ValidationError: nobody is insured"""
        for policy in self:
            if not policy.partner_id:
                raise ValidationError(self.env._("%(vehicle)s: name the insured party.", vehicle=policy.vehicle_id.display_name))

    # -- the steps -----------------------------------------------------------------------------------------------------

    @api.model
    def _transitions(self):
        return super()._transitions() | {"cancel": (("issued",), "cancelled")}

    @api.model
    def _transition_labels(self):
        return super()._transition_labels() | {"cancel": self.env._("Cancel")}

    def action_cancel(self, reason=False):
        """The policy is called off: it counts no more; for the people of its station.

        :param str reason: kept with the step; without one, it is asked for
        :return: True, or the window that asks
        :raise AccessError: the user does not belong to the station
        :raise UserError: it is cancelled already
        """
        return self._step_or_ask_by_user("cancel", reason)
