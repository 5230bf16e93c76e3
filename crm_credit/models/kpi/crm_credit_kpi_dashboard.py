from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.arguments import as_day, as_id, as_number, as_options
from odoo.addons.crm_grading.tools.period import months_until

from .kpi_ratios import RATIOS

FILTERS = ("team_id", "user_id", "class_id", "grade_id")
MOST_MONTHS = 37
AMOUNTS = ("sales", "credit_sales", "closing_receivable", "overdue", "written_off")


class CrmCreditKpi(models.Model):
    """Credit figures of the current company for the dashboard, with the rights of the reader."""

    _inherit = "crm.credit.kpi"

    @api.readonly
    @api.model
    def dashboard_data(self, filters=None):
        """Return the ratios month by month, and for the chosen month who is overdue, the ageing and the provision.

        Percentages are 0..100, ratios without a base None; amounts are in the currency of the company's root. All domains are
        those of the rows shown, ready for an action.

        :param dict filters: all optional: month (ISO date, any day; default the latest one that is over, or
            the running one where there is no other), months (how many are shown,
            default 13), team_id, user_id, class_id, grade_id (id; False: rows without one)
        :return: ::

            {"company": str, "currency_id": int, "month": ISO or False, "running": ISO (the month that is not over yet),
             "figures_on": ISO or False (last day that counts),
             "months": [ISO, oldest first], "domain": [...] (crm.credit.kpi, the chosen month),
             "trend_domain": [...] (all months shown), "provision_domain": [...] (crm.credit.provision, the chosen month),
             "options": {"month": [ISO, latest first], "team_id": [[id or False, name]], "user_id": [...], "class_id": [...],
                         "grade_id": [...]},
             "ratios": [{"key", "label", "help", "unit": "percent"|"days", "better": "up"|"down",
                         "values": [float or None, one a month], "current", "previous", "change": float or None,
                         "references": [{"label", "origin", "value", "value_to" (or False)}]}],
             "amounts": [{"key", "label", "values", "current", "previous", "change"}],
             "overdue_customers": [{"partner_id", "name", "overdue", "share" (of all overdue), "days", "class", "user"}],
             "ageing": [{"bucket", "days_from", "amount", "share"}],
             "provision": {"amount", "previous", "change", "values": [one a month],
                           "rows": [{"bucket", "days_from", "amount", "rate", "provision"}]}}

        :rtype: dict
        :raise AccessError: the user may not read credit figures
        :raise UserError: a filter makes no sense
        """
        self._check_dashboard()
        base, filters = self._dashboard_filters(as_options(self.env, filters, ("month", "months", *FILTERS)))
        taken = [month for (month,) in self._read_group(self._company_domain(), ["month:month"], order="month:month desc")]
        month = filters["month"] if filters["month"] in taken else self._opening_month(taken)
        months = self._dashboard_months(month, filters["months"], taken)
        return {
            **self._dashboard_frame(base, month, months, taken),
            **self._dashboard_trend(base, months),
            **self.env["crm.credit.provision"]._dashboard_parts(base, months),
        }

    @api.model
    def _check_dashboard(self):
        """:raise AccessError: the user may not read credit figures"""
        if not self.has_access("read"):
            raise AccessError(
                self.env._(
                    "The credit dashboard is for people with a right in Credit: ask your administrator for it. Accountants find"
                    " months and provisions under Accounting > Customers > Expected Losses."
                )
            )

    @api.model
    def _opening_month(self, taken):
        """Return the last one of some months that is over, else the running one."""
        over = [month for month in taken if month < self._running_month()]
        return next(iter(over or taken), False)

    @api.model
    def _running_month(self):
        return self.env.company.root_id._business_today().replace(day=1)

    @api.model
    def _dashboard_frame(self, base, month, months, taken):
        """Return what is shown: company, months, domains and options of the filters."""
        own = list(base & Domain("month", "=", month))
        header = self.env["crm.credit.month"].search([*self._company_domain(), ("month", "=", month)], limit=1)
        return {
            "company": self.env.company.root_id.name,
            "currency_id": self.env.company.root_id.currency_id.id,
            "month": month and month.isoformat(),
            "running": self._running_month().isoformat(),
            "figures_on": header.figures_on and header.figures_on.isoformat(),
            "months": [day.isoformat() for day in months],
            "domain": own,
            "trend_domain": list(base & Domain("month", "in", months)),
            "provision_domain": own,
            "options": {"month": [day.isoformat() for day in taken]} | {name: self._dashboard_options(name) for name in FILTERS},
        }

    @api.model
    def _company_domain(self):
        return [("company_id", "=", self.env.company.root_id.id)]

    @api.model
    def _dashboard_filters(self, filters):
        """Return the domain of the filters without the month, and the month and number of months asked for."""
        domain = Domain(self._company_domain())
        for name in FILTERS:
            if name in filters and filters[name] is not None:
                domain &= Domain(name, "=", as_id(self.env, filters[name]) if filters[name] else False)
        month = as_day(self.env, filters.get("month"))
        number = int(as_number(self.env, filters.get("months") or 13))
        return domain, {"month": month and month.replace(day=1), "months": min(max(number, 1), MOST_MONTHS)}

    @api.model
    def _dashboard_months(self, month, number, taken):
        """Return the months up to the chosen one, from the first that there is on, ascending."""
        if not month:
            return []
        return [day for day in months_until(month, number) if day >= taken[-1]]

    @api.model
    def _dashboard_options(self, name):
        groups = self._read_group(self._company_domain(), [name])
        return [[value.id, value.display_name or ""] for (value,) in groups]

    @api.model
    def _dashboard_trend(self, domain, months):
        names = [*RATIOS, *AMOUNTS]
        found = {
            month: dict(zip(names, values, strict=True))
            for month, *values in self._read_group(
                domain & Domain("month", "in", months),
                ["month:month"],
                [*(f"{name}:avg" for name in RATIOS), *(f"{name}:sum" for name in AMOUNTS)],
            )
        }
        references = self._dashboard_references()
        labels = self.fields_get([*names], ["string", "help"])
        ratios = [
            {
                "key": name,
                "label": labels[name]["string"],
                "help": labels[name].get("help") or "",
                "unit": ratio.unit,
                "better": ratio.better,
                "references": references.get(name, []),
                **self._series([found.get(month, {}).get(name) for month in months]),
            }
            for name, ratio in RATIOS.items()
        ]
        amounts = [
            {
                "key": name,
                "label": labels[name]["string"],
                **self._series([found.get(day, {}).get(name) or 0.0 for day in months]),
            }
            for name in AMOUNTS
        ]
        return {"ratios": ratios, "amounts": amounts}

    @api.model
    def _series(self, values):
        """Return the values of some months with the last one, the one before and the change."""
        current = values[-1] if values else None
        previous = values[-2] if len(values) > 1 else None
        change = None if current is None or previous is None else current - previous
        return {"values": values, "current": current, "previous": previous, "change": change}

    @api.model
    def _dashboard_references(self):
        lines = {}
        for line in self.env["crm.credit.kpi.reference"].search([("company_id", "in", (False, self.env.company.root_id.id))]):
            lines.setdefault(line.ratio, []).append(
                {"label": line.name, "origin": line.origin, "value": line.value, "value_to": line.value_to or False}
            )
        return lines

    @api.model
    def _ratio_labels(self):
        return {name: values["string"] for name, values in self.fields_get(list(RATIOS), ["string"]).items()}
