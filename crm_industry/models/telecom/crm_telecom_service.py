from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection

BEFORE_RESERVED = ("feasibility_checked", "designed")


class CrmTelecomService(models.Model):
    """What a subscription gives on the network: voice, data, television … It follows the steps of its subscription."""

    _name = "crm.telecom.service"
    _description = "Telecom Service"
    _inherit = ["crm.telecom.lifecycle.mixin"]
    _order = "subscription_id desc, sequence, id"
    _rec_names_search = ["name", "subscription_id.name", "iccid", "imsi", "imei"]
    _check_company_auto = True

    name = fields.Char(string="Which One", help="Where the kind does not say it: Caller ID, Roaming …")
    sequence = fields.Integer(default=10)
    subscription_id = fields.Many2one(
        "crm.telecom.subscription", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="subscription_id.company_id", store=True, index=True, precompute=True)
    account_id = fields.Many2one(related="subscription_id.account_id")
    partner_id = fields.Many2one(related="subscription_id.partner_id")
    kind = CheckedSelection("_selection_kind", required=True, default="voice", index=True)
    state = fields.Selection(
        [
            ("feasibility_checked", "Feasible"),
            ("designed", "Designed"),
            ("reserved", "Reserved"),
            ("inactive", "Inactive"),
            ("active", "Active"),
            ("terminated", "Terminated"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="feasibility_checked",
        index=True,
    )
    held = fields.Boolean(
        string="Off with the Subscription",
        readonly=True,
        copy=False,
        help="Switched off by a suspension; a resumption switches it on again.",
    )
    activated_on = fields.Date(readonly=True, copy=False, help="First activation.")
    terminated_on = fields.Date(readonly=True, copy=False)
    address = fields.Char(help="Where it is installed: line, cable, internet.")
    iccid = fields.Char(string="ICCID", copy=False, index="btree_not_null", help="Number of the SIM card.")
    imsi = fields.Char(string="IMSI", copy=False, index="btree_not_null", help="Number of the subscriber in the network.")
    imei = fields.Char(string="IMEI", copy=False, index="btree_not_null", help="Number of the device.")

    @api.model
    def _selection_kind(self):
        labels = {
            "voice": self.env._("Voice"),
            "sms": self.env._("SMS"),
            "data": self.env._("Data"),
            "broadband": self.env._("Broadband"),
            "tv": self.env._("Television"),
            "value_added": self.env._("Value-added"),
        }
        return list(labels.items())

    @api.depends("kind", "name", "subscription_id")
    def _compute_display_name(self):
        labels = dict(self._selection_kind())
        for service in self:
            words = (service.name or labels.get(service.kind), service.subscription_id.name)
            service.display_name = " · ".join(filter(None, words))

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        begin = {"held": False, "activated_on": False, "terminated_on": False}
        return super()._guarded_fields() | begin

    @api.model_create_multi
    def create(self, vals_list):
        """Plan services of subscriptions.

        :raise UserError: a subscription is over
        """
        services = super().create(vals_list)
        services._lock_subscriptions()
        if over := services.subscription_id.filtered(lambda each: each.state in ("terminated", "cancelled", "aborted")):
            raise UserError(self.env._("%(subscription)s is over: it gets no more services.", subscription=over[0].display_name))
        services._begin()
        return services

    def _lock_subscriptions(self):
        self.env["crm.capacity.lock"]._lock_capacity(self.subscription_id._own_locks())

    def _check_direct_write(self, vals):
        """A service stays with its subscription, and is of one kind once something is reserved for it."""
        result = super()._check_direct_write(vals)
        if "subscription_id" in vals and any(service.subscription_id.id != vals["subscription_id"] for service in self):
            raise UserError(self.env._("A service stays with its subscription: terminate it and plan another one."))
        if "kind" in vals and (fixed := self.filtered(lambda service: service.state not in BEFORE_RESERVED)):
            raise UserError(self.env._("%(service)s is reserved already: its kind stays.", service=fixed[0].display_name))
        return result
