from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import as_number

MOST_MONTHS = 24
MOST_DEALERS = 12


class CrmDiversionStatistic(models.Model):
    """The view by regions: where diverted goods are found, month by month or dealer by dealer."""

    _inherit = "crm.diversion.statistic"

    @api.readonly
    @api.model
    def region_table(self, by="month", months=6):
        """Return the units found in each region of the last months, in the current company's tree.

        Record rules decide which findings count.

        :param str by: month or dealer: what the columns are
        :param int months: how many, the present one included, 24 at most
        :return: {"by", "from": ISO date, "columns": [[key, label]], "rows": [[region id, name, [units]]], "most": largest
            figure}; the region with most units first
        :rtype: dict
        :raise AccessError: the user may not read findings
        :raise UserError: the arguments make no sense
        """
        months = int(as_number(self.env, months))
        if by not in ("month", "dealer") or not 1 <= months <= MOST_MONTHS:
            raise UserError(self.env._("Choose months or dealers, and %(count)s months at most.", count=MOST_MONTHS))
        company = self.env.company.root_id
        first = company._business_today().replace(day=1) - relativedelta(months=months - 1)
        domain = [("company_id", "=", company.id), ("month", ">=", first), ("region_id", "!=", False)]
        groups = self._read_group(domain, ["region_id", "month:month" if by == "month" else "dealer_id"], ["units:sum"])
        cells = {(region, self._column_key(column)): units for region, column, units in groups}
        columns = self._month_columns(first, months) if by == "month" else self._dealer_columns(groups)
        regions = {region: sum(u for (r, _key), u in cells.items() if r == region) for region, _column, _units in groups}
        rows = [
            [region.id, region._short_name(), [cells.get((region, key), 0) for key, _label in columns]]
            for region in sorted(regions, key=lambda region: (-regions[region], region.id))
        ]
        most = max((units for _id, _name, figures in rows for units in figures), default=0)
        return {"by": by, "from": first.isoformat(), "columns": columns, "rows": rows, "most": most}

    @api.model
    def _column_key(self, column):
        return column.id if isinstance(column, models.BaseModel) else fields.Date.to_date(column).isoformat()

    @api.model
    def _month_columns(self, first, months):
        days = [first + relativedelta(months=number) for number in range(months)]
        return [[day.isoformat(), day.strftime("%Y-%m")] for day in days]

    @api.model
    def _dealer_columns(self, groups):
        """The dealers with most units; nobody in particular comes last."""
        units = {}
        for _region, dealer, count in groups:
            units[dealer] = units.get(dealer, 0) + count
        dealers = sorted(units, key=lambda dealer: (not dealer, -units[dealer], dealer.id))[:MOST_DEALERS]
        return [[dealer.id, dealer.display_name or self.env._("Unknown")] for dealer in dealers]
