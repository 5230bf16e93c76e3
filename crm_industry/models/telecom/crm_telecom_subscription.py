from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedMonetary, CheckedSelection

BEGIN = {
    "name": "/",
    "suspension": False,
    "suspension_cause": False,
    "reason_id": False,
    "submitted_on": False,
    "activated_on": False,
    "suspended_on": False,
    "notice_on": False,
    "terminated_on": False,
}
TERMS = {
    "company_id",
    "account_id",
    "partner_id",
    "access_type",
    "offering_id",
    "monthly_fee",
    "commitment_from",
    "commitment_to",
}


class CrmTelecomSubscription(models.Model):
    """What a customer subscribes to: one access with its services, charged to an account.

    Its terms may be edited until it is submitted; later they change by moves alone, which are checked and dated.
    """

    _name = "crm.telecom.subscription"
    _description = "Telecom Subscription"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.telecom.lifecycle.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "external_id", "partner_id.name"]
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/", index="trigram")
    external_id = fields.Char(string="External ID", copy=False, help="The subscription's number in other systems.")
    account_id = fields.Many2one(
        "crm.telecom.account",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('state', '=', 'active')]",
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="account_id.currency_id")
    payment_mode = fields.Selection(related="account_id.payment_mode", string="Payment")
    partner_id = fields.Many2one(
        "res.partner",
        string="Subscriber",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="To whom the subscription belongs: the customer of the account, or another one.",
    )
    user_partner_id = fields.Many2one(
        "res.partner",
        string="Used by",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The person who uses it, where that is not the owner.",
    )
    access_type = CheckedSelection(
        "_selection_access_type",
        string="Access",
        compute="_compute_access_type",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
    )
    offering_id = fields.Many2one(
        "crm.telecom.offering",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('payment_mode', 'in', (False, payment_mode))]",
    )
    bundle_id = fields.Many2one(
        "crm.telecom.bundle",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The subscriptions that it was sold together with.",
    )
    region_id = fields.Many2one(
        "crm.region",
        compute="_compute_region_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    monthly_fee = CheckedMonetary(
        compute="_compute_monthly_fee",
        store=True,
        readonly=False,
        precompute=True,
        help="The offering's, unless agreed otherwise.",
    )
    commitment_from = CheckedDate(string="Committed from", copy=False)
    commitment_to = CheckedDate(string="Committed until", copy=False, index="btree_not_null", help="Last day of the commitment.")
    state = fields.Selection(
        [
            ("created", "Created"),
            ("pending_active", "Being Activated"),
            ("active", "Active"),
            ("suspended", "Suspended"),
            ("pending_terminate", "Being Terminated"),
            ("terminated", "Terminated"),
            ("cancelled", "Cancelled"),
            ("aborted", "Aborted"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="created",
        index=True,
    )
    suspension = CheckedSelection(
        "_selection_suspension",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="One-way: nothing goes out. Two-way: nothing at all.",
    )
    suspension_cause = CheckedSelection(
        "_selection_suspension_cause", readonly=True, copy=False, help="Of the strongest suspension in force; the tab lists all."
    )
    suspension_ids = fields.One2many("crm.telecom.suspension", "subscription_id", string="Suspensions", readonly=True)
    reason_id = fields.Many2one(
        "crm.telecom.reason", readonly=True, copy=False, ondelete="restrict", help="Why it is suspended or has ended."
    )
    submitted_on = fields.Date(readonly=True, copy=False)
    activated_on = fields.Date(readonly=True, copy=False, index="btree_not_null")
    suspended_on = fields.Date(readonly=True, copy=False, help="Since when without a break, whatever the causes.")
    notice_on = fields.Date(string="Notice Given on", readonly=True, copy=False)
    terminated_on = fields.Date(readonly=True, copy=False, index="btree_not_null")
    service_ids = fields.One2many("crm.telecom.service", "subscription_id", string="Services", copy=False)
    note = fields.Html(string="Notes")

    _name_uniq = models.UniqueIndex("(company_id, name) WHERE name <> '/'", "Another subscription has this number.")
    _external_uniq = models.UniqueIndex(
        "(company_id, external_id) WHERE external_id <> ''", "Another subscription has this external ID."
    )
    _commitment_order = models.Constraint("CHECK (commitment_from <= commitment_to)", "A commitment ends after it begins.")
    _fee_sensible = models.Constraint(
        "CHECK (monthly_fee >= 0 AND monthly_fee < 1000000000000)", "The monthly fee is an amount from zero on."
    )
    _suspension_states = models.Constraint(
        "CHECK ((suspension IS NULL) = (suspension_cause IS NULL) AND (state <> 'suspended' OR suspension IS NOT NULL)"
        " AND (suspension IS NULL OR state IN ('suspended', 'pending_terminate')))",
        "What is suspended says how and why, and nothing else does.",
    )

    @api.model
    def _selection_access_type(self):
        return self.env["crm.telecom.offering"]._selection_access_type()

    @api.model
    def _selection_suspension(self):
        return self.env["crm.telecom.suspension"]._selection_level()

    @api.model
    def _selection_suspension_cause(self):
        return self.env["crm.telecom.reason"]._selection_cause()

    # -- computes ------------------------------------------------------------------------------------------------------

    @api.depends("account_id")
    def _compute_partner_id(self):
        for subscription in self:
            subscription.partner_id = subscription.partner_id or subscription.account_id.partner_id

    @api.depends("offering_id")
    def _compute_access_type(self):
        for subscription in self:
            subscription.access_type = subscription.offering_id.access_type or subscription.access_type or "mobile"

    @api.depends("offering_id")
    def _compute_monthly_fee(self):
        for subscription in self:
            subscription.monthly_fee = (
                subscription.offering_id.monthly_fee if subscription.offering_id else subscription.monthly_fee
            )

    @api.depends("partner_id")
    def _compute_region_id(self):
        for subscription in self:
            subscription.region_id = subscription.region_id or subscription.partner_id.channel_region_id

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for subscription in self:
            number = subscription.name != "/" and subscription.name
            subscription.display_name = " · ".join(filter(None, (number, subscription.partner_id.name)))

    # -- checks --------------------------------------------------------------------------------------------------------

    @api.constrains("partner_id")
    def _check_owner(self):
        self.partner_id._check_customers()

    @api.constrains("account_id")
    def _check_account_open(self):
        # An account is not closed at the same time: closing it takes this lock as well.
        self.env["crm.capacity.lock"]._lock_capacity(self.account_id._own_locks())
        if closed := self.account_id.filtered(lambda account: account.state == "closed"):
            raise ValidationError(self.env._("%(account)s is closed: choose another account.", account=closed[0].display_name))

    @api.constrains("offering_id", "access_type", "account_id")
    def _check_offering(self):
        for subscription in self:
            offering, account = subscription.offering_id.sudo(), subscription.account_id
            if not offering:
                continue
            if offering.access_type != subscription.access_type:
                raise ValidationError(
                    self.env._(
                        "%(subscription)s: “%(offering)s” is for another access.",
                        subscription=subscription.display_name,
                        offering=offering.name,
                    )
                )
            if offering.payment_mode and offering.payment_mode != account.payment_mode:
                raise ValidationError(
                    self.env._(
                        "%(subscription)s: accounts like %(account)s can't have “%(offering)s”, they pay in another way.",
                        subscription=subscription.display_name,
                        account=account.name,
                        offering=offering.name,
                    )
                )
            if offering.currency_id != account.currency_id:
                raise ValidationError(
                    self.env._(
                        "%(subscription)s: “%(offering)s” and %(account)s have different currencies.",
                        subscription=subscription.display_name,
                        offering=offering.name,
                        account=account.name,
                    )
                )

    @api.constrains("bundle_id", "partner_id", "account_id")
    def _check_bundle(self):
        """What is sold together belongs to one customer, or is charged to its accounts."""
        for subscription in self.filtered("bundle_id"):
            customer = subscription.bundle_id.partner_id
            if customer not in subscription.partner_id | subscription.account_id.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(subscription)s is not of %(customer)s, whose bundle %(bundle)s is.",
                        subscription=subscription.display_name,
                        customer=customer.name,
                        bundle=subscription.bundle_id.name,
                    )
                )

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | BEGIN

    @api.model_create_multi
    def create(self, vals_list):
        """Take subscriptions down; each is numbered and begins with the services of its offering, unless some are given."""
        subscriptions = super().create(vals_list)
        subscriptions._begin()
        subscriptions._begin_services()
        return subscriptions

    def _begin_services(self):
        services = [
            {"subscription_id": subscription.id, "kind": line.kind, "name": line.name}
            for subscription in self
            if not subscription.service_ids
            for line in subscription.offering_id.sudo().service_ids
        ]
        return self.env["crm.telecom.service"].create(services)

    def _check_direct_write(self, vals):
        """The terms stay once it is submitted: moves change them."""
        result = super()._check_direct_write(vals)
        if vals.keys() & TERMS and (fixed := self.filtered(lambda subscription: subscription.state != "created")):
            raise UserError(
                self.env._(
                    "%(subscription)s has been submitted: account, owner, access, offering, fee and commitment change by moves.",
                    subscription=fixed[0].display_name,
                )
            )
        return result
