from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

from .crm_credit_customer_mixin import officers

CHECK_MODES = [("off", "No check"), ("warn", "Warn"), ("block", "Hold")]
DEFAULT_FIELDS = {"credit_default_mode", "credit_default_limit"}


class ResCompany(models.Model):
    _inherit = "res.company"

    credit_check_confirm = fields.Selection(
        CHECK_MODES,
        string="Credit Check at Confirmation",
        default="block",
        required=True,
        groups="base.group_user",
        help="What happens when a quotation is confirmed whose customer would be over the credit limit.",
    )
    credit_check_change = fields.Selection(
        CHECK_MODES,
        string="Credit Check at Changes",
        default="block",
        required=True,
        groups="base.group_user",
        help="What happens when a confirmed order is raised above the customer's credit limit.",
    )
    credit_tolerance = fields.Float(
        groups="base.group_user",
        help="An order passes while the exposure stays within the limit plus this percentage of it.",
    )
    credit_overdue_rule = fields.Boolean(
        groups="base.group_user",
        help="Hold orders of customers who pay late, whatever their limit.",
    )
    credit_overdue_days = fields.Integer(
        default=30,
        groups="base.group_user",
        help="Items count as late when they are overdue for more than this number of days.",
    )
    credit_overdue_amount = CheckedMonetary(
        groups="base.group_user",
        help="Late items hold orders when they sum up to more than this amount.",
    )
    credit_default_mode = fields.Selection(
        [("unlimited", "Unlimited"), ("limited", "Limited to an amount"), ("prepay", "Prepay only")],
        string="Default Credit",
        default="unlimited",
        required=True,
        groups="base.group_user",
        help="Credit of customers without a credit limit of their own.",
    )
    credit_default_limit = CheckedMonetary(
        groups="base.group_user",
        help="Credit limit of customers without a credit limit of their own.",
    )
    credit_self_release = fields.Boolean(
        groups="base.group_user",
        help="Let a credit officer release an order of which he or she is the salesperson. The decision log says so.",
    )
    credit_release_days = fields.Integer(
        default=7,
        groups="base.group_user",
        help="A release from credit hold counts for this number of days, unless the officer says otherwise.",
    )
    credit_officer_id = fields.Many2one(
        "res.users",
        groups="base.group_user",
        domain=officers,
        help="Gets an activity for each held order whose customer has no credit officer of its own.",
    )
    credit_officer_authority = fields.Selection(
        [("any", "Any amount"), ("limited", "Up to an amount")],
        string="Authority of Credit Officers",
        default="any",
        required=True,
        groups="base.group_user",
        help="How much a credit officer may release. Credit managers may always release any amount.",
    )
    credit_officer_limit = CheckedMonetary(
        groups="base.group_user",
        help="Largest amount of an order that a credit officer may release.",
    )

    _credit_not_negative = models.Constraint(
        "CHECK (credit_tolerance >= 0 AND credit_overdue_days >= 0 AND credit_overdue_amount >= 0"
        " AND credit_default_limit >= 0 AND credit_release_days >= 0 AND credit_officer_limit >= 0)",
        "The amounts, days and percentages of the credit settings can't be negative.",
    )
    _credit_in_range = models.Constraint(
        "CHECK (credit_tolerance <= 1000 AND credit_overdue_days <= 36500 AND credit_release_days <= 36500)",
        "The credit settings allow a tolerance of at most 1,000 percent and at most 36,500 days.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        roots = companies.filtered(lambda company: not company.parent_id)
        self.env["crm.credit.class"]._add_template(roots)
        for company in roots:
            if company.credit_default_mode != "unlimited":
                company._push_credit_default()
        return companies

    def write(self, vals):
        changed = vals.keys() & {*DEFAULT_FIELDS, "account_use_credit_limit"}
        roots = self.filtered(lambda company: not company.parent_id) if changed else self.browse()
        before = {company: company._credit_default() for company in roots}
        switched = roots.filtered(lambda company: company.account_use_credit_limit != vals.get("account_use_credit_limit"))
        result = super().write(self._write_settings(vals))
        for company in roots:
            if changed & DEFAULT_FIELDS:
                company._push_credit_default()
            elif company in switched:
                company._pull_credit_default()
            company._log_credit_default(before[company])
        return result

    def _write_settings(self, vals):
        """Write credit settings one after the other: Odoo copies them to branches so and fails half-way through several.

        :return: values left to write
        """
        names = vals.keys() & self._credit_settings()
        for name in names:
            self._write_past_credit({name: vals[name]})
        return {name: value for name, value in vals.items() if name not in names}

    def _write_past_credit(self, vals):
        """Write without our own `write`, which keeps the default and Odoo's setting in step and logs changes."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def _get_company_root_delegated_field_names(self):
        """Branches share the credit settings of the company they belong to."""
        return super()._get_company_root_delegated_field_names() + sorted(self._credit_settings())

    @api.model
    def _credit_settings(self):
        """Names of the credit settings."""
        return {name for name, field in self._fields.items() if name.startswith("credit_") and field.store}

    def _credit_default(self):
        """Credit of customers without a limit of their own.

        :return: mode (unlimited, limited, prepay) and amount in company currency, zero unless limited
        :rtype: tuple[str, float]
        """
        self.ensure_one()
        mode = self.credit_default_mode if self.account_use_credit_limit else "unlimited"
        return mode, self.credit_default_limit if mode == "limited" else 0.0

    def _credit_branches(self):
        """The company with all its branches."""
        return self.sudo().search([("id", "child_of", self.root_id.id)])

    def _push_credit_default(self):
        """Copy the default to Odoo's own credit limit setting, for which zero means "no limit"."""
        self.ensure_one()
        amount = {
            "unlimited": 0.0,
            "limited": max(self.credit_default_limit, self.currency_id.rounding),
            "prepay": self.currency_id.rounding,
        }[self.credit_default_mode]
        branches = self._credit_branches()
        for branch in branches:
            self.env["ir.default"].sudo().set("res.partner", "credit_limit", amount, company_id=branch.id)
        if amount:
            branches._write_past_credit({"account_use_credit_limit": True})

    def _pull_credit_default(self):
        """Take over Odoo's own credit limit setting, after it was changed there."""
        self.ensure_one()
        partners = self.env["res.partner"].with_company(self)
        amount = partners._fields["credit_limit"].get_company_dependent_fallback(partners) or 0.0
        if not self.account_use_credit_limit or not amount:
            vals = {"credit_default_mode": "unlimited"}
        elif self.currency_id.compare_amounts(amount, self.currency_id.rounding) <= 0:
            vals = {"credit_default_mode": "prepay"}
        else:
            vals = {"credit_default_mode": "limited", "credit_default_limit": amount}
        vals["account_use_credit_limit"] = self.account_use_credit_limit
        self._credit_branches()._write_past_credit(vals)

    def _log_credit_default(self, before):
        """Log a change of the default with the customers whose credit it moves."""
        after = self._credit_default()
        if after != before:
            self.env["crm.credit.default.change"]._log(self, before, after)
