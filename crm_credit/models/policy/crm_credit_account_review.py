from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import AccessError


class CrmCreditAccount(models.Model):
    """When the credit is looked at again."""

    _inherit = "crm.credit.account"

    review_date = fields.Date(string="Next Review", index=True, tracking=True)
    last_review_date = fields.Date(string="Last Review", readonly=True, copy=False)

    def action_reviewed(self):
        """Note that the credit was reviewed today and may stay; the next review follows from the class. Officers."""
        if not self.env.su and not self.env.user.has_group("crm_credit.group_credit_officer"):
            raise AccessError(self.env._("Only credit officers review credit accounts."))
        self.check_access("write")
        self._set_reviewed()
        return True

    def _set_reviewed(self):
        """Last review today; the next one after the months of the class, none without a class."""
        for account in self:
            today = account.company_id._business_today()
            months = account.class_id.review_months
            account.write(
                {"last_review_date": today, "review_date": today + relativedelta(months=months) if months else False}
            )
