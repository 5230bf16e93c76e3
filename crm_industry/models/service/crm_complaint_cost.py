from odoo import api, fields, models


class CrmComplaint(models.Model):
    _inherit = "crm.complaint"

    cost = fields.Monetary(compute="_compute_cost", help="What putting it right has cost the company until now.")

    @api.depends(
        "resolution_ids.amount", "resolution_ids.dropped_cost", "resolution_ids.approval_state", "resolution_ids.done_on"
    )
    def _compute_cost(self):
        # sudo: of whoever sees the complaint; not what single goods cost
        costs = self.env["crm.complaint.analysis"].sudo()._costs_of(self.ids)
        for complaint in self:
            complaint.cost = costs.get(complaint.id, 0.0)
