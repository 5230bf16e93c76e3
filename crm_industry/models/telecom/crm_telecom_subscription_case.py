from odoo import fields, models

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmTelecomSubscription(models.Model):
    """Service cases about a subscription."""

    _inherit = "crm.telecom.subscription"

    case_count = fields.Integer(string="Number of Cases", compute="_compute_case_count")

    def _compute_case_count(self):
        complaints = self.env["crm.complaint"]
        counts = {}
        if complaints.has_access("read"):
            domain = [("telecom_subscription_id", "in", self.ids)]
            counts = dict(complaints._read_group(domain, ["telecom_subscription_id"], ["__count"]))
        for subscription in self:
            subscription.case_count = counts.get(subscription, 0)

    def _telecom_former_owners(self):
        """Return those to whom the subscription belonged before it was transferred."""
        self.ensure_one()
        moves = self.env["crm.telecom.move"].search([("subscription_id", "=", self.id), ("state", "=", "done")])
        return moves.old_partner_id

    def action_open_cases(self):
        """Open the cases about the subscription (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_complaint_action")
        return action | {"domain": [("telecom_subscription_id", "=", self.id)], "context": self._case_context()}

    def action_new_case(self):
        """Take down a request about the subscription (button)."""
        check_one(self)
        self.env["crm.complaint"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Service Request"),
            "res_model": "crm.complaint",
            "view_mode": "form",
            "context": self._case_context(),
        }

    def _case_context(self):
        return {
            "default_telecom_subscription_id": self.id,
            "default_partner_id": self.partner_id.id,
            "default_company_id": self.company_id.id,
            "default_type_id": self.env.ref("crm_industry.complaint_type_request").id,
        }
