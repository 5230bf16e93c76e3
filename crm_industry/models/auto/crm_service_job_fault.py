from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection


class CrmServiceJobFault(models.Model):
    """A fault that a vehicle had at a job, and what was done about it: a fact for the law's clocks once the job is done."""

    _name = "crm.service.job.fault"
    _description = "Fault at a Job"
    _inherit = ["crm.derived.mixin"]
    _order = "job_id desc, id"
    _rec_name = "fault_id"

    job_id = fields.Many2one("crm.service.job", required=True, index=True, ondelete="cascade")
    vehicle_id = fields.Many2one(related="job_id.vehicle_id", store=True, index=True)
    fault_id = fields.Many2one("crm.service.fault", required=True, index=True, ondelete="restrict")
    words = fields.Char(string="Customer's Words")
    outcome = CheckedSelection("_selection_outcome", string="What Was Done")
    warranty = fields.Boolean(default=True, help="The maker answers for it: no misuse, no accident. It counts for the law.")
    cause = fields.Char()

    _once = models.UniqueIndex("(job_id, fault_id)", "The job has this fault already.")

    @api.model
    def _selection_outcome(self):
        """What is done about faults. Extend by super."""
        labels = {
            "repaired": self.env._("Repaired"),
            "replaced": self.env._("Part replaced"),
            "not_found": self.env._("Not found"),
            "declined": self.env._("Not wanted"),
        }
        return list(labels.items())

    # -- whoever may change the job ------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        faults = super().create(vals_list)
        faults.job_id._check_may_change("work")
        faults.job_id._facts_changed()
        return faults

    def write(self, vals):
        before = self.job_id
        before._check_may_change("work")
        result = super().write(vals)
        if "job_id" in vals:
            self.job_id._check_may_change("work")
        (before | self.job_id)._facts_changed()
        return result

    def unlink(self):
        jobs = self.job_id
        result = super().unlink()
        jobs._facts_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_over(self):
        self.job_id._check_may_change("work")
