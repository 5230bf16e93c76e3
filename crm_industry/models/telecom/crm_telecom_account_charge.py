from odoo import fields, models

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmTelecomAccount(models.Model):
    """Charges and credits of an account that wait for its next bill or invoice."""

    _inherit = "crm.telecom.account"

    charge_count = fields.Integer(string="Charges Waiting", compute="_compute_charge_count")

    def _compute_charge_count(self):
        domain = [("account_id", "in", self.ids), ("state", "=", "open")]
        counts = dict(self.env["crm.telecom.charge"]._read_group(domain, ["account_id"], ["__count"]))
        for account in self:
            account.charge_count = counts.get(account, 0)

    def _is_used(self):
        return super()._is_used() or bool(self.env["crm.telecom.charge"].search_count([("account_id", "=", self.id)], limit=1))

    def _unsettled_reasons(self):
        """What waits for a bill would never be on one."""
        reasons = super()._unsettled_reasons()
        # sudo: what the user can't see stands against it as well
        waiting = self.env["crm.telecom.charge"].sudo().search([("account_id", "=", self.id), ("state", "=", "open")], limit=1)
        if not waiting:
            return reasons
        text = self.env._("“%(charge)s” waits for a bill: have it billed, or cancel it.", charge=waiting.name)
        return [*reasons, text]

    def action_open_charges(self):
        """Open the charges of the account (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_telecom_charge_action")
        return action | {"domain": [("account_id", "=", self.id)], "context": {"default_account_id": self.id}}
