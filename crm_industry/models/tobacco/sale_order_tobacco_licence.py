from odoo import models
from odoo.tools import format_date


class SaleOrder(models.Model):
    """Tobacco is sold to customers with a valid licence."""

    _inherit = "sale.order"

    def _tobacco_findings(self):
        findings = super()._tobacco_findings()
        asked = [order for order in findings if order._tobacco_company().tobacco_licence_check != "off"]
        for order, retailer in self._tobacco_retailers(asked).items():
            if reason := order._tobacco_licence_reason(retailer):
                findings[order].append({"mode": order._tobacco_company().tobacco_licence_check, "text": reason})
        return findings

    def _tobacco_licence_reason(self, retailer):
        """Return why the customer may not get tobacco today, a sentence; False if it may.

        :param retailer: its file, with all rights; maybe empty
        """
        self.ensure_one()
        customer = self._tobacco_customer().display_name
        if not retailer or retailer.company_id != self._tobacco_company():
            return self.env._("%(customer)s has no retailer's file, thus no tobacco licence.", customer=customer)
        licence = retailer._licence_on(retailer.company_id._business_today())
        if licence.state == "valid":
            return False
        if licence:
            day = licence.suspended_until and format_date(self.env, licence.suspended_until)
            texts = {"customer": customer, "licence": licence.number, "day": day}
            return self.env._("The tobacco licence %(licence)s of %(customer)s is suspended until %(day)s.", **texts)
        last = retailer.licence_ids.filtered(lambda each: each.state in ("valid", "suspended", "expired"))
        if last := max(last.mapped("valid_to"), default=False):
            day = format_date(self.env, last)
            return self.env._(
                "The tobacco licence of %(customer)s does not hold today: until %(day)s.", customer=customer, day=day
            )
        return self.env._("%(customer)s has no tobacco licence in force.", customer=customer)
