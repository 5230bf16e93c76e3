from odoo import models
from odoo.exceptions import UserError


class CrmTelecomBillLine(models.Model):
    """Bill lines on invoices."""

    _inherit = "crm.telecom.bill.line"

    def _invoice_text(self):
        self.ensure_one()
        labels = dict(self._selection_kind())
        return " · ".join(filter(None, (self.description or labels[self.kind], self.subscription_id.name)))

    def _matching_tax(self, taxes):
        """Return the tax that comes to this line's amount of tax, to the cent up or down; none for none.

        :raise UserError: there is none
        """
        self.ensure_one()
        currency = self.currency_id
        if currency.is_zero(self.tax):
            return taxes.browse()
        off = {tax: abs(self.amount * tax.amount / 100 - self.tax) for tax in taxes}
        found = min(off, key=off.get, default=taxes)
        if not found or off[found] > currency.rounding:
            raise UserError(
                self.env._(
                    "No sales tax of %(company)s comes to %(tax)s on %(amount)s: make one, or correct the bill.",
                    company=self.company_id.name,
                    tax=currency.format(self.tax),
                    amount=currency.format(self.amount),
                )
            )
        return found
