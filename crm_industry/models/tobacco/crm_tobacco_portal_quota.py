from datetime import timedelta

from odoo import api, models

from ...tools.order_cycle import week_start


class CrmTobaccoPortal(models.AbstractModel):
    """What a retailer may order of scarce goods in a week, on the portal."""

    _inherit = "crm.tobacco.portal"

    @api.model
    def _home_page(self):
        """:return: as super; quota (this week's, see `_quota_week`)"""
        retailer = self._own_retailer()
        return super()._home_page() | {"quota": self._quota_week(retailer, self._this_week(retailer))}

    @api.model
    def _quota_page(self):
        """The quotas of this week and, as far as they are published, of the next one.

        :return: dict of retailer (head), next_order, weeks (see `_quota_week`)
        :raise AccessError: the user is no retailer
        """
        retailer = self._own_retailer()
        monday = self._this_week(retailer)
        weeks = [self._quota_week(retailer, monday + timedelta(days=days)) for days in (0, 7)]
        return {
            "retailer": self._retailer_head(retailer),
            "next_order": self._next_order(retailer),
            "weeks": weeks[:1] + [week for week in weeks[1:] if week["rows"]],
        }

    @api.model
    def _this_week(self, retailer):
        return week_start(retailer.company_id._business_today())

    @api.model
    def _quota_week(self, retailer, monday):
        """The quotas of a week, scarce goods by name.

        :return: dict of monday, sunday, band (frozen for the week; 0: none), rows (name, unit, quota, left: whole units or
            parts of them)
        """
        plans = self.env["crm.supply.plan"]._in_force(retailer.company_id, monday)
        partner = retailer.partner_id
        quotas, left = plans._quotas(partner), plans._left(partner)
        bands = self.env["crm.supply.band"].sudo()
        frozen = bands.search([("retailer_id", "=", retailer.id), ("week", "=", monday)], limit=1)
        keys = [(plan, (plan.id, partner.id)) for plan in plans]
        rows = [self._quota_row(plan, quotas.get(key, 0), left[key]) for plan, key in keys]
        return {
            "monday": monday,
            "sunday": monday + timedelta(days=6),
            "band": frozen.band,
            "rows": sorted(rows, key=lambda row: row["name"]),
        }

    @api.model
    def _quota_row(self, plan, quota, left):
        classes = dict(plan._selection_tobacco_class())
        return {
            "name": plan.product_id.display_name or self.env._("All of %(class)s", **{"class": classes.get(plan.tobacco_class)}),
            "unit": plan.uom_name,
            "quota": quota,
            "left": left,
        }
