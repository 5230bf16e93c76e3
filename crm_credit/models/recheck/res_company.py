from odoo import models

RULES = {
    "credit_check_confirm",
    "credit_check_change",
    "credit_check_delivery",
    "credit_check_invoice",
    "credit_tolerance",
    "credit_overdue_rule",
    "credit_overdue_days",
    "credit_overdue_amount",
    "credit_skip_disputed",
}


class ResCompany(models.Model):
    """Milder rules of a company may let held documents pass; stricter ones lift no hold, so they aren't told apart."""

    _inherit = "res.company"

    def write(self, vals):
        names = sorted(vals.keys() & RULES)
        before = {company: [company[name] for name in names] for company in (self if names else self.browse())}
        result = super().write(vals)
        for company, values in before.items():
            if [company[name] for name in names] != values:
                self.env["crm.credit.recheck"]._enqueue_held(company)
        return result

    def _log_credit_default(self, before):
        result = super()._log_credit_default(before)
        if self._credit_default() != before:
            self.env["crm.credit.recheck"]._enqueue_held(self)
        return result
