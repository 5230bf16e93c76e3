from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import formatLang

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

FIXED_FIELDS = {"account_id", "company_id", "amount", "date_from", "date_to", "reason", "notified_on", "expiry_logged"}


class CrmCreditTemporaryLimit(models.Model):
    """Credit on top of the standing limit from one day to another, both included; several add up.

    Given by a credit manager or by an approved application, ended early by `action_end`, otherwise never changed. The days
    are business days of the company.
    """

    _name = "crm.credit.temporary.limit"
    _description = "Temporary Credit Limit"
    _order = "date_to desc, id desc"

    account_id = fields.Many2one("crm.credit.account", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = CheckedMonetary(required=True, help="Added to the standing limit, company currency.")
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self.env.company.root_id._business_today()
    )
    date_to = fields.Date(string="Until", required=True, help="Last day on which the amount counts.")
    reason = fields.Char(required=True)
    state = fields.Selection(
        [("planned", "Planned"), ("active", "Active"), ("expired", "Ended")], compute="_compute_state", search="_search_state"
    )
    notified_on = fields.Date(readonly=True, copy=False, help="When the officer was told that the limit is about to end.")
    expiry_logged = fields.Boolean(readonly=True, copy=False)

    _amount_in_range = models.Constraint(
        "CHECK (amount > 0 AND amount <= 1000000000000)",
        "A temporary limit is more than 0 and at most 1,000,000,000,000.",
    )
    _dates_in_order = models.Constraint("CHECK (date_to >= date_from)", "A temporary limit can't end before it starts.")

    @api.depends("account_id", "amount")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for limit in self:
            amount = formatLang(self.env, limit.amount, currency_obj=limit.currency_id)
            limit.display_name = f"{limit.account_id.partner_id.display_name or ''} +{amount}"

    @api.depends("date_from", "date_to", "company_id")
    def _compute_state(self):
        for limit in self:
            today = (limit.company_id or self.env.company).root_id._business_today()
            if not limit.date_from or not limit.date_to:
                limit.state = "planned"
            else:
                limit.state = "planned" if limit.date_from > today else "active" if limit.date_to >= today else "expired"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            Domain("company_id", "=", company.id) & self._state_domain(state, company._business_today())
            for company in self.env.companies.root_id
            for state in value
        )

    @api.model
    def _state_domain(self, state, today):
        return {
            "planned": Domain("date_from", ">", today),
            "active": Domain("date_from", "<=", today) & Domain("date_to", ">=", today),
            "expired": Domain("date_to", "<", today),
        }.get(state, Domain.FALSE)

    @api.model_create_multi
    def create(self, vals_list):
        default = self.default_get(["account_id"]).get("account_id")
        accounts = self.env["crm.credit.account"].browse({vals.get("account_id", default) for vals in vals_list} - {None, False})
        accounts._lock_customers()
        with accounts._limit_log(source="temporary") as log:
            limits = super().create([self._without_derived(vals) for vals in vals_list])
            log["values"] = {limit.account_id: {"temporary_limit_id": limit.id, "reason": limit.reason} for limit in limits}
            for limit in limits:
                limit._check_useful()
                limit._check_may_give()
        return limits

    def write(self, vals):
        if self and vals.keys() & FIXED_FIELDS:
            raise UserError(
                self.env._(
                    "%(limit)s is what was decided and can't be changed: end it and give another one.",
                    limit=self[0].display_name,
                )
            )
        return super().write(vals)

    @api.model
    def _without_derived(self, vals):
        """Without what follows from the account or is written by code, which Odoo would take from a client."""
        return {name: value for name, value in vals.items() if name not in ("company_id", "notified_on", "expiry_logged")}

    def _write_past_guard(self, vals):
        return super().write(vals)  # pylint: disable=super-method-mismatch

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Temporary limits are kept: end them instead."))

    def _check_useful(self):
        """A customer that has nothing but its group's limit has none that could be raised."""
        self.ensure_one()
        if self.account_id.limit_mode == "default" and self.account_id.group_account_id:
            raise UserError(
                self.env._(
                    "%(customer)s only has the limit of its group: give the temporary limit to %(head)s.",
                    customer=self.account_id.partner_id.display_name,
                    head=self.account_id.group_account_id.partner_id.display_name,
                )
            )

    def _check_may_give(self):
        """Whoever gives it must be allowed to set the limit that results."""
        self.ensure_one()
        account = self.account_id
        standing = account.sudo()._standing_limit()
        if standing is not None:
            total = standing + account._temporary_granted()[account.id]
            account._check_may_set_limit(account.partner_id, "limited", total, company=account.company_id)
        else:
            account._check_may_set_limit(account.partner_id, "unlimited", company=account.company_id)

    def action_end(self):
        """End the limits with yesterday, or before they begin."""
        self.check_access("write")
        self.account_id._lock_customers()
        for limit in self.filtered(lambda limit: limit.state != "expired"):
            with limit.account_id._limit_log(source="temporary") as log:
                log["values"] = {limit.account_id: {"temporary_limit_id": limit.id, "reason": self.env._("Ended early")}}
                limit._end()
        return True

    def _end(self):
        day = fields.Date.subtract(self.company_id._business_today(), days=1)
        if self.date_from > day:
            self._write_past_guard({"date_from": day, "date_to": day, "expiry_logged": True})
        else:
            self._write_past_guard({"date_to": day, "expiry_logged": True})
