from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

NOT_DONE = {"round": 0, "done_on": False}


class CrmComplaintResolution(models.Model):
    """What the company does for the customer of a complaint: proposed by the agent, approved by somebody else, then done.

    ``amount`` is what it costs the company, in company currency without tax.
    """

    _name = "crm.complaint.resolution"
    _description = "Resolution of a Complaint"
    _inherit = ["crm.approval.mixin"]
    _order = "complaint_id, id"
    _check_company_auto = True

    _approval_group = "crm_industry.group_service_manager"

    complaint_id = fields.Many2one("crm.complaint", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    type_id = fields.Many2one("crm.complaint.resolution.type", string="Way", required=True, ondelete="restrict")
    kind = fields.Selection(related="type_id.kind")
    amount = CheckedMonetary(string="Cost")
    note = fields.Text(string="What Is Promised")
    round = fields.Integer(readonly=True, copy=False, aggregator=None)
    done_on = fields.Datetime(readonly=True, copy=False)

    @api.depends("complaint_id.name", "type_id")
    def _compute_display_name(self):
        for resolution in self:
            resolution.display_name = f"{resolution.complaint_id.name} · {resolution.type_id.name}"

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | NOT_DONE

    @api.model
    def _approval_content_fields(self):
        return super()._approval_content_fields() | {"complaint_id", "type_id", "amount", "note"}

    @api.model_create_multi
    def create(self, vals_list):
        """Propose resolutions for the present round of their complaints."""
        resolutions = super().create(vals_list)
        resolutions.complaint_id._check_open()
        for resolution in resolutions:
            resolution._guarded_write({"round": resolution.complaint_id.round})
        resolutions.complaint_id._advance()
        return resolutions

    def write(self, vals):
        """Change drafts, which keep their complaint.

        :raise UserError: it would belong to another complaint
        """
        if "complaint_id" in vals and self.filtered(lambda each: each.complaint_id.id != vals["complaint_id"]):
            raise UserError(self.env._("A resolution keeps its complaint: propose another one there."))
        return super().write(vals)

    def unlink(self):
        """Drop drafts."""
        complaints = self.complaint_id
        result = super().unlink()
        complaints._advance()
        return result

    def _guarded_write(self, vals):
        """Keep the complaint in step with every decision."""
        result = super()._guarded_write(vals)
        if "approval_state" in vals or "done_on" in vals:
            # sudo: those who decide, and warehouse users who send the goods, need not handle complaints
            self.sudo().complaint_id._advance()
        return result

    # -- decisions -----------------------------------------------------------------------------------------------------

    def action_submit(self):
        """Ask for the approval."""
        result = super().action_submit()
        for resolution in self:
            resolution.complaint_id._log_event("proposed", note=resolution.type_id.name)
        return result

    def _approval_apply(self):
        """Approved: carry it out.

        :raise UserError: the complaint is over
        """
        # sudo: those who decide need not handle complaints
        self.sudo().complaint_id._check_open()
        self.complaint_id._log_event("approved", note=self.type_id.name)
        self._carry_out()

    def _carry_out(self):
        """Hook: begin what the kind of resolution asks for. Without anything to wait for it is done at once."""
        self._done()

    def _done(self):
        """The customer has got what was promised; whoever notices calls this."""
        for resolution in self.filtered(lambda each: each.approval_state == "approved" and not each.done_on):
            resolution._guarded_write({"done_on": fields.Datetime.now()})
            resolution.complaint_id._log_event("solved", note=resolution.type_id.name)
