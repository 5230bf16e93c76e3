from odoo import models


class CrmTelecomFigures(models.Model):
    """What is missing at customers, accounts and subscriptions is found after the months."""

    _inherit = "crm.telecom.figures"

    def _job_steps(self):
        return [*super()._job_steps(), ("cross_sell", self.env._("Find what could be offered"))]

    def _step_cross_sell(self, cursor):
        """One level of one company after the other."""
        cross_sell = self.env["crm.telecom.cross.sell"]
        levels = [level for level, _label in cross_sell._selection_level()]
        turns = [(company_id, level) for company_id in self._branches() for level in levels]
        place = cursor or 0
        company_id, level = turns[place]
        cross_sell._refresh_level(self.env["res.company"].browse(company_id), level)
        return place + 1 if place + 1 < len(turns) else None
