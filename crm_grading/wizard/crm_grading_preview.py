from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import SQL

from ..models.scheme.aggregate_scan import parse_domain
from ..models.scheme.crm_grading_scheme import PERIODS
from ..tools import period as periods
from ..tools.checked_fields import CheckedDate

CUSTOMERS_SHOWN = 10


class CrmGradingPreview(models.TransientModel):
    """What a measure gives for some customers, those with the highest values first. Nothing is kept."""

    _name = "crm.grading.preview"
    _description = "Preview of a Measure"

    measure_id = fields.Many2one("crm.grading.measure", required=True, ondelete="cascade")
    indicator_id = fields.Many2one("crm.grading.indicator", ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    period = fields.Selection(PERIODS, required=True, default="quarter")
    date_to = CheckedDate(string="Period of", required=True, help="Any day of the period.")
    date_from = fields.Date(string="From", compute="_compute_dates")
    date_until = fields.Date(string="To", compute="_compute_dates")
    line_ids = fields.One2many("crm.grading.preview.line", "preview_id", compute="_compute_line_ids")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if "date_to" in fields_list and "date_to" not in values:
            today = self.env.company._business_today()
            values["date_to"] = periods.last_complete(today, values.get("period") or "quarter")[1]
        return values

    @api.depends("date_to", "period")
    def _compute_dates(self):
        for preview in self:
            dates = periods.containing(preview.date_to, preview.period) if preview.date_to else (False, False)
            preview.date_from, preview.date_until = dates

    @api.depends("measure_id", "indicator_id", "company_id", "date_from", "date_until")
    def _compute_line_ids(self):
        for preview in self:
            rows = preview._get_rows() if preview.measure_id and preview.company_id and preview.date_from else []
            preview.line_ids = [Command.clear()] + [
                Command.create({"partner_id": partner_id, "value": value or 0.0, "is_known": value is not None})
                for partner_id, value in rows
            ]

    def _get_rows(self):
        """Return (customer id, value or None) of customers that the user may read, by falling value."""
        if self.company_id._origin not in self.env.user.company_ids:
            raise AccessError(self.env._("Choose one of your own companies for the preview."))
        config = self._get_config()
        measures = self.env["crm.grading.measure"]
        measures._check_author(config)
        plan = measures._raw_plan(config, self.company_id._origin, self.date_from, self.date_until)
        query = self.env["res.partner"]._search(self._get_customer_domain())
        for source in plan.sources:
            joined = SQL("%s = %s", SQL.identifier(source.name, "partner_id"), SQL.identifier("res_partner", "id"))
            query.add_join("LEFT JOIN", source.name, SQL("(%s)", source.query), joined)
        [value] = plan.values.values()
        values = query.select(SQL.identifier("res_partner", "id"), SQL("(%s)::numeric AS value", value))
        return self.env.execute_query(
            SQL(
                "SELECT id, value FROM (%s) raw ORDER BY value IS NULL, value = 0, value DESC, id LIMIT %s",
                values,
                CUSTOMERS_SHOWN,
            )
        )

    def _get_config(self):
        """Return the configuration of a scheme of this measure alone, as far as the compiler looks at it."""
        indicator = self.indicator_id._frozen_config() if self.indicator_id else {"code": "preview", "window": "period"}
        return {"dimensions": [{"indicators": [indicator | {"measure": self.measure_id._frozen_config()}]}]}

    def _get_customer_domain(self):
        """Return the customers that a scheme would grade: its own, else all commercial partners."""
        domain = self.env["res.partner"]._customer_domain()
        if self.indicator_id:
            domain &= parse_domain(self.indicator_id.scheme_id.domain)
        return domain
