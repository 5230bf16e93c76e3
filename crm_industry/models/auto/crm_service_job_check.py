from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection


class CrmServiceJobCheck(models.Model):
    """What was found at a point of the checklist when the vehicle was taken in."""

    _name = "crm.service.job.check"
    _description = "Reception Check"
    _inherit = ["crm.derived.mixin"]
    _order = "job_id, sequence, id"
    _rec_name = "item_id"

    job_id = fields.Many2one("crm.service.job", required=True, index=True, ondelete="cascade")
    item_id = fields.Many2one("crm.service.check.item", string="Point", required=True, ondelete="restrict")
    sequence = fields.Integer(related="item_id.sequence", store=True)
    result = CheckedSelection("_selection_result")
    note = fields.Char()
    photo = fields.Image(max_width=1920, max_height=1920)

    @api.model
    def _selection_result(self):
        labels = {"ok": self.env._("In order"), "attention": self.env._("Keep an eye on"), "defect": self.env._("Defect")}
        return list(labels.items())

    def _missing(self):
        """Return what is missing of these checks, a sentence each."""
        open_points = self.filtered(lambda check: not check.result)
        unseen = self.filtered(
            lambda check: check.item_id.photo_needed and check.result in ("attention", "defect") and not check.photo
        )
        texts = []
        if open_points:
            texts.append(self.env._("Not looked at yet: %(points)s.", points=", ".join(open_points.item_id.mapped("name"))))
        if unseen:
            texts.append(self.env._("A photo is missing: %(points)s.", points=", ".join(unseen.item_id.mapped("name"))))
        return texts

    # -- whoever may change the job ------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        checks.job_id._check_may_change("reception")
        return checks

    def write(self, vals):
        self.job_id._check_may_change("reception")
        result = super().write(vals)
        if "job_id" in vals:
            self.job_id._check_may_change("reception")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_over(self):
        self.job_id._check_may_change("reception")
