from odoo import api, models

from odoo.addons.crm_grading.tools.arguments import check_one


class ResPartner(models.Model):
    """Reports and rebates of a dealer."""

    _inherit = "res.partner"

    def action_channel_reports(self):
        """The channel reports of the dealer."""
        return self._open_channel("crm_channel_report_action", {"search_default_current": 1})

    def action_channel_rebates(self):
        """The rebates of the dealer."""
        return self._open_channel("crm_rebate_accrual_action", {})

    def _open_channel(self, action, context, field="partner_id"):
        """Open records of the customer, which a field of theirs names."""
        check_one(self)
        customer = self.commercial_partner_id
        found = self.env["ir.actions.act_window"]._for_xml_id(f"crm_industry.{action}")
        context |= {f"default_{field}": customer.id}
        return found | {"domain": [(field, "=", customer.id)], "context": context}

    @api.model
    def _rekey_customer(self, old, new):
        """Channel reports, and what is due of them, follow the dealer."""
        result = super()._rekey_customer(old, new)
        self.env["crm.channel.report"]._rekey(old, new)
        self.env["crm.channel.due"]._rekey(old, new)
        return result
