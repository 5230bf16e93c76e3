from odoo import api, models
from odoo.exceptions import AccessError

from ...tools.arguments import as_id, check_one
from ..foundation.readers import READERS


class ResPartner(models.Model):
    """Grade, treatment and explanation of one customer, for the web client and for people without rights to results."""

    _inherit = "res.partner"

    @api.model
    @api.readonly
    def grading_card(self, partner_id):
        """Return everything the tab "Value" of a customer draws, with the current company.

        :param int partner_id: customer or contact
        :return: badge (see `_prepare_grading_badge`) and explanation (see `crm.grading.result._explanation`, None when the
            grade comes from no result, or from one that the user may not read); False without a standing
        :rtype: dict | bool
        :raise AccessError: the user may not see the customer, or no grades at all
        :raise UserError: it is no number of a customer
        """
        partner = self.browse(as_id(self.env, partner_id)).exists()
        partner.check_access("read")
        if not self.env.user.has_groups(READERS):
            raise AccessError(self.env._("Grades of customers are shown to salespeople and assessors only."))
        card = partner._summary_grading()[partner.id] if partner else False
        if card and card["explanation"]:
            result = self.env["crm.grading.result"].browse(card["explanation"]["result_id"])
            # Figures of another salesperson's customer stay with that one; the grade is for whoever may see the customer.
            card["explanation"] = result.has_access("read") and card["explanation"] or None
        return card

    def _summary_grading(self):
        """Return grade, treatment and explanation of the partners' customers, for people without rights to results.

        For the handful of customers of a screen; with the current company.

        :return: {partner id: {badge: see `_prepare_grading_badge`, explanation: see `crm.grading.result._explanation`, None
            when the grade comes from no result}, or False without a standing}
        :raise AccessError: the user may not read one of the partners
        """
        self.check_access("read")
        rows = self._grading_figures()
        results = self.env["crm.grading.result"].browse(row["result_id"] for row in rows.values() if row["result_id"])
        explanations = results.exists()._explanations()
        summary = {}
        for partner in self.sudo():
            row = rows.get(partner.commercial_partner_id.id)
            summary[partner.id] = bool(row) and {
                "badge": self._prepare_grading_badge(row),
                "explanation": explanations.get(row["result_id"]),
            }
        return summary

    def action_grading_results(self):
        """Show the customer's results, newest first."""
        return self._grading_action("crm_grading.crm_grading_result_action")

    def action_grading_appeals(self):
        """Show the customer's appeals and overrides; new ones are for this customer."""
        return self._grading_action("crm_grading.crm_grading_appeal_action")

    def action_grading_vetoes(self):
        """Show the customer's vetoes; new ones are for this customer."""
        return self._grading_action("crm_grading.crm_grading_veto_action")

    def _grading_action(self, name):
        check_one(self)
        customer = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(name)
        return action | {"domain": [("partner_id", "=", customer.id)], "context": {"default_partner_id": customer.id}}
