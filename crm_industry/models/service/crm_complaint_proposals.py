from odoo import models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmComplaint(models.Model):
    """What is proposed for the customer and waits for somebody's decision."""

    _inherit = "crm.complaint"

    def action_propose(self):
        """Open a form for what is to be done for the customer (button): it can be submitted there at once.

        :raise AccessError: the user is no service agent
        :raise UserError: the complaint is not accepted yet, or over
        """
        check_one(self)
        self._check_agent()
        self._check_open()
        if self.state == "new":
            raise UserError(self.env._("%(complaint)s is accepted first.", complaint=self.display_name))
        return {
            "name": self.env._("What Is to Be Done"),
            "type": "ir.actions.act_window",
            "res_model": "crm.complaint.resolution",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }

    def action_open_proposals(self):
        """Open what waits for approval (button): the proposal itself if there is but one."""
        check_one(self)
        waiting = self.resolution_ids.filtered(lambda each: each.approval_state == "submitted")
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_complaint_resolution_action")
        if len(waiting) == 1:
            return action | {"views": [(False, "form")], "res_id": waiting.id, "context": {}}
        return action | {"domain": [("id", "in", waiting.ids)], "context": {}}
