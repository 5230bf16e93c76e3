from odoo import api, fields, models

CREDIT_FIELDS = {"credit_default_mode", "credit_default_limit"}
CORE_FIELDS = {"account_use_credit_limit", "account_default_credit_limit"}


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_check_confirm = fields.Selection(related="company_id.credit_check_confirm", readonly=False)
    credit_check_change = fields.Selection(related="company_id.credit_check_change", readonly=False)
    credit_tolerance = fields.Float(related="company_id.credit_tolerance", readonly=False)
    credit_overdue_rule = fields.Boolean(related="company_id.credit_overdue_rule", readonly=False)
    credit_overdue_days = fields.Integer(related="company_id.credit_overdue_days", readonly=False)
    credit_overdue_amount = fields.Monetary(related="company_id.credit_overdue_amount", readonly=False)
    credit_default_mode = fields.Selection(related="company_id.credit_default_mode", readonly=False)
    credit_default_limit = fields.Monetary(related="company_id.credit_default_limit", readonly=False)
    credit_self_release = fields.Boolean(related="company_id.credit_self_release", readonly=False)
    credit_release_days = fields.Integer(related="company_id.credit_release_days", readonly=False)
    credit_officer_id = fields.Many2one(related="company_id.credit_officer_id", readonly=False)
    credit_officer_authority = fields.Selection(related="company_id.credit_officer_authority", readonly=False)
    credit_officer_limit = fields.Monetary(related="company_id.credit_officer_limit", readonly=False)

    @api.model_create_multi
    def create(self, vals_list):
        """A saved form carries all settings: of the two pairs that mean the same, only the one that was changed counts."""
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
            current = self.new({"company_id": company.id})
            own = {name: vals.pop(name) for name in CREDIT_FIELDS & vals.keys()}
            if any(value != current[name] for name, value in own.items()):
                for name in CORE_FIELDS & vals.keys():
                    del vals[name]
                # Both at once: field by field there would be a default in between, with its entry in the log.
                company.write(own)
            elif all(vals[name] == current[name] for name in CORE_FIELDS & vals.keys()):
                for name in CORE_FIELDS & vals.keys():
                    del vals[name]
        return super().create(vals_list)

    def _inverse_account_default_credit_limit(self):
        """Odoo's setting of the default limit is taken over."""
        before = {setting: setting.company_id.root_id._credit_default() for setting in self}
        result = super()._inverse_account_default_credit_limit()
        for setting, default in before.items():
            if setting.company_id == setting.company_id.root_id:
                setting.company_id._pull_credit_default()
                setting.company_id._log_credit_default(default)
        return result
