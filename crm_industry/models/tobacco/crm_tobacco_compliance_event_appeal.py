from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date


class CrmTobaccoComplianceEvent(models.Model):
    """Until when an appeal is possible: so many days from the confirmation, as the company said on that day."""

    _inherit = "crm.tobacco.compliance.event"

    appeal_until = fields.Date(readonly=True, copy=False, help="The last day of an appeal.")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"appeal_until": False}

    def _transition_values(self, verb):
        values = super()._transition_values(verb)
        if verb == "confirm":
            values["appeal_until"] = self._transition_today() + self._appeal_time()
        return values

    def _transition_reasons(self, verb):
        reasons = super()._transition_reasons(verb)
        last = self._appeal_last_day()
        if verb == "appeal" and last < self._transition_today():
            reasons.append(self.env._("The last day of an appeal was %(day)s.", day=format_date(self.env, last)))
        return reasons

    def _appeal_time(self):
        return timedelta(days=self.company_id.sudo().tobacco_appeal_days)

    def _appeal_last_day(self):
        """Return the last day of an appeal against a confirmed event; of others as if it were confirmed today."""
        self.ensure_one()
        return self.appeal_until or (self.confirmed_on or self._transition_today()) + self._appeal_time()
