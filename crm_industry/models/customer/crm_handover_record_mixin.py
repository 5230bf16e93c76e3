from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection


class CrmHandoverRecordMixin(models.AbstractModel):
    """A row about any record that a salesperson can hand over (`crm.handover._handover_models`)."""

    _name = "crm.handover.record.mixin"
    _description = "About a Record of a Salesperson"
    _rec_name = "name"

    res_model = CheckedSelection(selection="_selection_res_model", string="Kind", readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", readonly=True)
    name = fields.Char(compute="_compute_name", string="Document")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @api.model
    def _selection_res_model(self):
        return list(self.env["crm.handover"]._handover_labels().items())

    @api.depends("res_model", "res_id")
    def _compute_name(self):
        self.name = False
        for model, rows in self.grouped("res_model").items():
            if model not in self.env:
                continue
            # sudo: sales managers see the names of all they hand over
            records = self.env[model].sudo().with_context(active_test=False).browse(rows.mapped("res_id")).exists()
            names = {record.id: record.display_name for record in records}
            for row in rows:
                row.name = names.get(row.res_id, self.env._("(deleted)"))

    def action_open(self):
        """Open the record (button)."""
        check_one(self)
        return {"type": "ir.actions.act_window", "res_model": self.res_model, "res_id": self.res_id, "view_mode": "form"}
