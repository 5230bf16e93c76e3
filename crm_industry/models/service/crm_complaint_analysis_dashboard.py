from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.arguments import as_day, as_id, as_number, as_options
from odoo.addons.crm_grading.tools.period import months_until

FIGURES = {
    "part": {"unit": "number", "better": "down"},
    "reply_hours": {"unit": "hours", "better": "down"},
    "solution_hours": {"unit": "hours", "better": "down"},
    "kept_rate": {"unit": "percent", "better": "up"},
    "reopened_rate": {"unit": "percent", "better": "down"},
    "score": {"unit": "score", "better": "up"},
    "punctuality": {"unit": "percent", "better": "up"},
    "unreachable_rate": {"unit": "percent", "better": "down"},
    "cost": {"unit": "money", "better": "down"},
}
SPLITS = ("cause_id", "product_id", "category_id", "user_id")
FILTERS = ("type_id", "category_id", "user_id")
MOST_MONTHS = 37
TOP = 8


class CrmComplaintAnalysis(models.Model):
    """Figures of complaints of the user's companies for the dashboard, with the rights of the reader."""

    _inherit = "crm.complaint.analysis"

    @api.readonly
    @api.model
    def dashboard_data(self, filters=None):
        """Return the figures of complaints by the month in which they were received, and what they were about.

        Percentages are 0..100, ratios without a base None, hours are working hours, amounts are in the currency of the current
        company. Domains are those of the rows shown, ready for an action.

        :param dict filters: all optional: month (ISO date, any day; default the running one), months (how many are shown, default
            13), type_id, category_id, user_id (id; False: rows without one)
        :return: ::

            {"company": str, "currency_id": int, "month": ISO, "months": [ISO, oldest first],
             "domain": [...] (crm.complaint.analysis, the chosen month), "trend_domain": [...] (all months shown),
             "options": {"month": [ISO, latest first], "type_id": [[id or False, name]], "category_id": [...], "user_id": [...]},
             "figures": [{"key", "label", "help", "unit": "number"|"hours"|"percent"|"score"|"money", "better": "up"|"down",
                          "values": [float or None, one a month], "current", "previous", "change": float or None}],
             "now": [{"key", "label", "value", "model", "domain"}] (what is open at this moment),
             "splits": [{"key", "label", "rows": [{"id": id or False, "name", "number", "cost", "score", "domain"}]}]}

        :rtype: dict
        :raise AccessError: the user is not of the service
        :raise UserError: a filter makes no sense
        """
        self._check_dashboard()
        options = as_options(self.env, filters, ("month", "months", *FILTERS))
        base = self._dashboard_domain(options)
        month, months = self._dashboard_months(options)
        own = base & self._months_domain(month, month)
        shown = base & self._months_domain(months[0], month)
        return {
            "company": self.env.company.name,
            "currency_id": self.env.company.currency_id.id,
            "month": month.isoformat(),
            "months": [day.isoformat() for day in months],
            "domain": list(own),
            "trend_domain": list(shown),
            "options": self._dashboard_choices(self._running_month()),
            "figures": self._dashboard_figures(shown, months),
            "now": self._dashboard_now(),
            "splits": [self._dashboard_split(name, own) for name in SPLITS],
        }

    @api.model
    def _running_month(self):
        return self.env.company._business_today().replace(day=1)

    @api.model
    def _dashboard_months(self, options):
        """Return the chosen month, by default the running one, and the months that are shown, the oldest first."""
        month = (as_day(self.env, options.get("month")) or self._running_month()).replace(day=1)
        number = min(max(int(as_number(self.env, options.get("months") or 13)), 1), MOST_MONTHS)
        return month, months_until(month, number)

    @api.model
    def _check_dashboard(self):
        """:raise AccessError: the user is not of the service"""
        if not self.has_access("read"):
            raise AccessError(self.env._("The service dashboard is for service agents: ask your administrator for the right."))

    @api.model
    def _dashboard_domain(self, options):
        """Return the domain of the filters without the month."""
        domain = Domain("company_id", "in", self.env.companies.ids)
        for name in FILTERS:
            if options.get(name) is not None:
                value = as_id(self.env, options[name]) if options[name] else False
                domain &= Domain(name, "child_of" if value and name == "category_id" else "=", value)
        return domain

    @api.model
    def _months_domain(self, first, last):
        return Domain("date", ">=", first) & Domain("date", "<", last + relativedelta(months=1))

    @api.model
    def _dashboard_choices(self, running):
        """Return what can be filtered by: months from the first complaint on, and what complaints have."""
        company = Domain("company_id", "in", self.env.companies.ids)
        [(first,)] = self._read_group(company, [], ["date:min"])
        months, month = [], running
        while first and month >= first.replace(day=1) and len(months) < MOST_MONTHS:
            months.append(month.isoformat())
            month -= relativedelta(months=1)
        choices = {"month": months or [running.isoformat()]}
        for name in FILTERS:
            groups = self._read_group(company, [name])
            choices[name] = [[value.id, value.display_name or ""] for (value,) in groups]
        return choices

    @api.model
    def _dashboard_figures(self, domain, months):
        aggregates = [f"{name}:{'avg' if name in self._ratios() else 'sum'}" for name in FIGURES]
        found = {day: values for day, *values in self._read_group(domain, ["date:month"], aggregates)}
        labels = self.fields_get([*FIGURES], ["string", "help"])
        labels["part"] = {"string": self.env._("Complaints"), "help": self.env._("Received in the month.")}
        figures = []
        for place, (name, figure) in enumerate(FIGURES.items()):
            values = [found[day][place] if day in found else False for day in months]
            nothing = 0.0 if figure["unit"] in ("number", "money") else None
            values = [nothing if value is False else value for value in values]
            figures.append(
                {
                    "key": name,
                    "label": labels[name]["string"],
                    "help": labels[name].get("help") or "",
                    **figure,
                    **self._dashboard_series(values),
                }
            )
        return figures

    @api.model
    def _dashboard_series(self, values):
        """Return the values of some months with the last one, the one before and the change."""
        current = values[-1]
        previous = values[-2] if len(values) > 1 else None
        change = None if current is None or previous is None else current - previous
        return {"values": values, "current": current, "previous": previous, "change": change}

    @api.model
    def _dashboard_now(self):
        """Return what waits for somebody at this moment."""
        company = Domain("company_id", "in", self.env.companies.ids)
        today = self.env.company._business_today()
        waiting = company & Domain("state", "not in", ("closed", "withdrawn"))
        calls = company & Domain("state", "in", ("planned", "unreached")) & Domain("due_date", "<=", today)
        calls &= Domain("written_on", "=", False)
        parts = (
            ("open", self.env._("Open"), "crm.complaint", waiting),
            ("new", self.env._("Not accepted yet"), "crm.complaint", waiting & Domain("state", "=", "new")),
            ("late", self.env._("Overdue"), "crm.complaint", waiting & Domain("is_late", "=", True)),
            ("approval", self.env._("To approve"), "crm.complaint", waiting & Domain("state", "=", "approval")),
            ("calls", self.env._("To call today"), "crm.complaint.callback", calls),
        )
        return [
            {
                "key": key,
                "label": label,
                "value": self.env[model].search_count(domain),
                "model": model,
                "domain": list(domain),
            }
            for key, label, model, domain in parts
        ]

    @api.model
    def _dashboard_split(self, name, domain):
        """Return what most complaints of a month were about."""
        groups = self._read_group(
            domain,
            [name],
            ["complaint_id:count_distinct", "cost:sum", "score:avg"],
            order=f"complaint_id:count_distinct desc, {name}",
            limit=TOP,
        )
        return {
            "key": name,
            "label": self.fields_get([name], ["string"])[name]["string"],
            "rows": [
                {
                    "id": value.id,
                    "name": value.display_name or self.env._("Not known"),
                    "number": number,
                    "cost": cost,
                    "score": None if score is False else score,
                    "domain": list(domain & Domain(name, "=", value.id)),
                }
                for value, number, cost, score in groups
            ],
        }
