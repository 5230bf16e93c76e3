from odoo import models
from odoo.fields import Domain


class CrmTarget(models.Model):
    """Targets for people without rights to them, a dealer on the portal for instance."""

    _inherit = "crm.target"

    def _summary_targets(self, dealers):
        """Return the targets in force of dealers that run today: the year, its quarter and its month where they are split so.

        The caller's access to the dealers is checked, not to targets. Targets of a person are left out.

        :param dealers: res.partner
        :return: {commercial partner id: [{"id", "name", "period", "date_from", "date_to", "unit", "currency_id", "basis",
            "basis_label", "target", "actual", "expected", "forecast", "attainment" or None, "light"}]}, by first day
        :raise AccessError: the caller may not read a dealer
        """
        dealers.check_access("read")
        customers = dealers.sudo().commercial_partner_id
        company = self.env.company.sudo().root_id
        today = company._business_today()
        # sudo: plain figures of dealers that the caller may read
        targets = self.env["crm.target"].sudo()
        found = targets.search(
            Domain("in_force", "=", True)
            & Domain("reserve", "=", False)
            & Domain("company_id", "=", company.id)
            & Domain("dealer_id", "in", customers.ids)
            & Domain("user_id", "=", False)
            & Domain("date_from", "<=", today)
            & Domain("date_to", ">=", today),
            order="date_from, id",
        )
        figures = found._figures()
        labels = dict(self._fields["basis"]._description_selection(self.env))
        result = {customer.id: [] for customer in customers}
        for target in found:
            result[target.dealer_id.id].append(target._summary_of(figures[target.id], labels))
        return result

    def _summary_of(self, figures, labels):
        return {
            "id": self.id,
            "name": self.name,
            "period": self.period,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "unit": self.uom_id.name or self.currency_id.name,
            "currency_id": self.currency_id.id,
            "basis": self.basis,
            "basis_label": labels[self.basis],
            "target": figures.amount,
            "actual": figures.actual,
            "expected": figures.expected,
            "forecast": figures.forecast,
            "attainment": figures.attainment,
            "light": figures.light,
        }
