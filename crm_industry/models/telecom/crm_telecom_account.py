from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger, CheckedSelection

SUBSCRIPTION_OVER = ("terminated", "cancelled", "aborted")


class CrmTelecomAccount(models.Model):
    """A billing account of a customer: what its subscriptions cost is on one bill, paid by the customer or by somebody else."""

    _name = "crm.telecom.account"
    _description = "Telecom Account"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.telecom.lifecycle.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "external_id", "partner_id.name"]
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/", index="trigram")
    external_id = fields.Char(string="External ID", copy=False, help="The account's number in other systems, such as billing.")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="Of its bills.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    payer_id = fields.Many2one(
        "res.partner",
        string="Paid by",
        compute="_compute_payer_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Who gets the bills: the customer, or another one who pays for it.",
    )
    third_party_payer = fields.Boolean(
        string="Paid by Somebody Else", compute="_compute_third_party_payer", search="_search_third_party_payer"
    )
    payment_mode = CheckedSelection(
        "_selection_payment_mode", string="Payment", required=True, default="postpaid", index=True, tracking=True
    )
    bill_day = CheckedInteger(
        string="Day of the Bill",
        required=True,
        default=1,
        aggregator=None,
        tracking=True,
        help="The bill cycle begins on this day of the month, 1 to 28.",
    )
    state = fields.Selection(
        [("active", "Active"), ("suspended", "Suspended"), ("closed", "Closed")],
        required=True,
        readonly=True,
        copy=False,
        default="active",
        index=True,
    )
    reason_id = fields.Many2one("crm.telecom.reason", readonly=True, copy=False, ondelete="restrict")
    suspended_on = fields.Date(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    subscription_ids = fields.One2many("crm.telecom.subscription", "account_id", string="Subscriptions", copy=False)
    subscription_count = fields.Integer(string="Subscriptions not Over", compute="_compute_subscription_count")
    note = fields.Html(string="Notes")

    _name_uniq = models.UniqueIndex("(company_id, name) WHERE name <> '/'", "Another account has this number.")
    _external_uniq = models.UniqueIndex(
        "(company_id, external_id) WHERE external_id <> ''", "Another account has this external ID."
    )
    _bill_day_range = models.Constraint(
        "CHECK (bill_day BETWEEN 1 AND 28)", "The day of the bill is one that every month has: 1 to 28."
    )

    @api.model
    def _selection_payment_mode(self):
        labels = {"postpaid": self.env._("Postpaid"), "prepaid": self.env._("Prepaid")}
        return list(labels.items())

    # -- computes ------------------------------------------------------------------------------------------------------

    @api.depends("company_id")
    def _compute_currency_id(self):
        for account in self:
            account.currency_id = account.currency_id or account.company_id.currency_id

    @api.depends("partner_id")
    def _compute_payer_id(self):
        for account in self:
            account.payer_id = account.payer_id or account.partner_id

    @api.depends("partner_id", "payer_id")
    def _compute_third_party_payer(self):
        for account in self:
            account.third_party_payer = account.payer_id != account.partner_id

    @api.model
    def _search_third_party_payer(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.flush_model(["partner_id", "payer_id"])
        others = SQL("SELECT id FROM crm_telecom_account WHERE payer_id <> partner_id")
        return Domain.OR(Domain("id", "in" if flag else "not in", others) for flag in value)

    @api.depends("subscription_ids.state")
    def _compute_subscription_count(self):
        domain = [("account_id", "in", self.ids), ("state", "not in", SUBSCRIPTION_OVER)]
        counts = dict(self.env["crm.telecom.subscription"]._read_group(domain, ["account_id"], ["__count"]))
        for account in self:
            account.subscription_count = counts.get(account, 0)

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for account in self:
            account.display_name = " · ".join(filter(None, (account.name != "/" and account.name, account.partner_id.name)))

    @api.constrains("partner_id", "payer_id")
    def _check_partners(self):
        (self.partner_id | self.payer_id)._check_customers()

    @api.constrains("payment_mode")
    def _check_offerings(self):
        self.subscription_ids.filtered(lambda each: each.state not in SUBSCRIPTION_OVER)._check_offering()

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        begin = {"name": "/", "reason_id": False, "suspended_on": False, "closed_on": False}
        return super()._guarded_fields() | begin

    @api.model_create_multi
    def create(self, vals_list):
        """Open accounts; each is numbered."""
        accounts = super().create(vals_list)
        accounts._begin()
        return accounts

    def _check_direct_write(self, vals):
        """Customer, company and currency stay once it is used, the way of paying while something is open; closed, all stays."""
        result = super()._check_direct_write(vals)
        kept = {"partner_id", "company_id", "currency_id"}
        # sudo: what the user can't see stands against it as well
        if vals.keys() & kept and (used := self.filtered(lambda account: account.sudo()._is_used())):
            raise UserError(
                self.env._("%(account)s has been used: its customer, company and currency stay.", account=used[0].display_name)
            )
        if vals.keys() & (kept | {"payer_id", "payment_mode", "bill_day"}) and (
            closed := self.filtered(lambda account: account.state == "closed")
        ):
            raise UserError(self.env._("%(account)s is closed: open another one.", account=closed[0].display_name))
        for account in self.filtered(lambda each: each.payment_mode != vals.get("payment_mode", each.payment_mode)):
            account._check_payment_mode()
        return result

    def _is_used(self):
        """Return whether something counts in its currency or belongs to its customer. Extend by super."""
        self.ensure_one()
        return bool(self.subscription_ids)

    def _check_payment_mode(self):
        """:raise UserError: something is open, which is paid in the way that it began"""
        if against := self._unsettled_reasons():
            raise UserError(
                self.env._(
                    "%(account)s is paid as before for now. %(reasons)s", account=self.display_name, reasons=" ".join(against)
                )
            )

    # -- what leads on -------------------------------------------------------------------------------------------------

    def action_open_subscriptions(self):
        """Open the subscriptions of the account (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_telecom_subscription_action")
        return action | {"domain": [("account_id", "=", self.id)], "context": {"default_account_id": self.id}}
