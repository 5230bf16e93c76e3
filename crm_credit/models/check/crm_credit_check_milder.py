from odoo import api, models

from ...tools.credit_verdict import is_milder

EVENTS = ("confirm", "change", "delivery", "invoice")


class CrmCreditCheck(models.AbstractModel):
    """Which of two sets of rules is the milder one."""

    _inherit = "crm.credit.check"

    @api.model
    def _is_milder(self, company, rule, other):
        """Whether a rule lets something pass that another one stops or warns about, at any event.

        :param company: root company, whose settings count where a rule is silent
        :param dict rule: row of `crm.credit.account._policies`, or None for the settings
        :param dict other: the same
        """
        company = company.sudo()
        if any(is_milder(self._policy_from(event, company, rule), self._policy_from(event, company, other)) for event in EVENTS):
            return True
        return self._skips_disputed(company, rule) and not self._skips_disputed(company, other)

    @api.model
    def _skips_disputed(self, company, rule):
        answer = rule and rule["skip_disputed"]
        return answer == "yes" if answer else company.credit_skip_disputed
