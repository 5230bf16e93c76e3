from odoo import fields, models

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_telecom_bill import OPEN


class CrmTelecomAccount(models.Model):
    """Bills of an account: it is not closed while one is open."""

    _inherit = "crm.telecom.account"

    bill_ids = fields.One2many("crm.telecom.bill", "account_id", string="Bills", readonly=True, copy=False)
    bill_count = fields.Integer(string="Number of Bills", compute="_compute_bill_figures")
    amount_open = fields.Monetary(string="Open", compute="_compute_bill_figures")

    def _compute_bill_figures(self):
        groups = self.env["crm.telecom.bill"]._read_group(
            [("account_id", "in", self.ids)], ["account_id"], ["__count", "amount_open:sum"]
        )
        found = {account: figures for account, *figures in groups}
        for account in self:
            account.bill_count, account.amount_open = found.get(account, (0, 0.0))

    def _is_used(self):
        return super()._is_used() or bool(self.env["crm.telecom.bill"].search_count([("account_id", "=", self.id)], limit=1))

    def _unsettled_reasons(self):
        reasons = super()._unsettled_reasons()
        # sudo: what the user can't see stands against it as well
        bills = self.env["crm.telecom.bill"].sudo().search([("account_id", "=", self.id), ("state", "in", OPEN)], limit=4)
        if not bills:
            return reasons
        names = ", ".join(bills[:3].mapped("name")) + (" …" if len(bills) > 3 else "")
        return [*reasons, self.env._("Bills of it are open: %(names)s.", names=names)]

    def action_open_bills(self):
        """Open the bills of the account (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_telecom_bill_action")
        return action | {"domain": [("account_id", "=", self.id)], "context": {}}
