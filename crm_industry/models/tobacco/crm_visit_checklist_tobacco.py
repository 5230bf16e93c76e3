from odoo import api, fields, models


class CrmVisitChecklist(models.Model):
    """Checklists for tobacco retailers alone."""

    _inherit = "crm.visit.checklist"

    for_retailers = fields.Boolean(string="Tobacco Retailers Only")

    @api.model
    def _planner_groups(self):
        return [*super()._planner_groups(), "crm_industry.group_tobacco_manager"]

    def _fits(self, partner):
        return super()._fits(partner) and (not self.for_retailers or bool(partner.sudo().tobacco_retailer_ids))
