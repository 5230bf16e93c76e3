from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.crm_grading.tools.arguments import check_one

ACTIVITY = "crm_industry.auto_activity_claim"


class CrmServiceJob(models.Model):
    """What the maker pays of a job."""

    _inherit = "crm.service.job"

    claim_ids = fields.One2many("crm.warranty.claim", "job_id", string="Warranty Claims", readonly=True, copy=False)
    claim_due = fields.Date(
        string="Claim until",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The maker pays for it: last day of its terms.",
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"claim_due": False}

    def _local_done_day(self):
        """Return the day of the end of the work where the station is."""
        self.ensure_one()
        return self.company_id._auto_local_day(self.done_on)

    def _claimable_lines(self):
        """Return the lines of the order that may be claimed: labour and parts, neither claimed nor invoiced to the customer."""
        self.ensure_one()
        lines = self.sale_order_id.order_line.filtered(
            lambda line: line.product_id and not line.display_type and not line.is_downpayment and line.product_uom_qty > 0
        )
        # sudo: claimed by whomever
        claimed = self.env["crm.warranty.claim.line"].sudo().search([("sale_line_id", "in", lines.ids)]).sale_line_id
        return lines.filtered(lambda line: line not in claimed.sudo(self.env.su) and not line.qty_invoiced)

    def _claim_kind(self):
        """Return why the maker pays for this job, or False."""
        if self.recall_line_ids:
            return "recall"
        done = self.fault_ids.filtered(lambda fault: fault.warranty and fault.outcome in ("repaired", "replaced"))
        return "warranty" if done and self.under_warranty else False

    def action_claim(self):
        """Open the claims of the job; the first time, make one of all labour and parts that the maker may pay.

        :raise AccessError: the user does not belong to the station
        :raise ValidationError: the maker has no terms here, or nothing says that it pays
        """
        check_one(self)
        self.check_access("write")
        self.station_id._check_own()
        if not self.claim_ids:
            kind = self._claim_kind() or ("warranty" if self.under_warranty else "goodwill")
            faults = [fields.Command.set(self.fault_ids.filtered("warranty").ids)]
            self.env["crm.warranty.claim"].create({"job_id": self.id, "kind": kind, "fault_ids": faults})
            self.activity_feedback([ACTIVITY])
        action = {
            "type": "ir.actions.act_window",
            "res_model": "crm.warranty.claim",
            "view_mode": "list,form",
            "domain": [("job_id", "=", self.id)],
            "context": {"default_job_id": self.id},
            "name": self.env._("Warranty Claims"),
        }
        return action | ({"view_mode": "form", "res_id": self.claim_ids.id} if len(self.claim_ids) == 1 else {})

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        if verb == "finish":
            self._remind_claim()
        return result

    def _remind_claim(self):
        """Note until when the maker takes the claim, and remind the advisor."""
        for job in self.filtered(lambda job: job._claim_kind()):
            terms = self.env["crm.warranty.maker"]._of_job(job)
            if not terms:
                continue
            due = job._transition_today() + timedelta(days=terms.submit_days or 3650)
            job._guarded_write({"claim_due": due})
            caller = job.company_id._employed(job.user_id) or self.env.user
            summary = self.env._(
                "Claim from %(maker)s until %(day)s", maker=terms.partner_id.name, day=format_date(self.env, due)
            )
            job.activity_schedule(ACTIVITY, date_deadline=due, user_id=caller.id, summary=summary)
