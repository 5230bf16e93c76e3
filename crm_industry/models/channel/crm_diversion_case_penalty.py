from odoo import fields, models
from odoo.exceptions import UserError

SUSPENSION = "crm_industry.mail_activity_diversion_suspension"


class CrmDiversionCase(models.Model):
    """What follows from a confirmed case: penalty, compensation, rebates, suspension."""

    _inherit = "crm.diversion.case"

    penalty_ids = fields.One2many("crm.diversion.penalty", "case_id")

    def _on_confirmed(self):
        result = super()._on_confirmed()
        for case in self:
            penalty = self.env["crm.diversion.penalty"]._propose(case)
            if penalty.level_id.propose_suspension and case.agreement_id:
                user = case.user_id or case.company_id._diversion_user() or self.env.user
                case.with_context(lang=user.lang).activity_schedule(SUSPENSION, user_id=user.id)
        return result

    def _check_settled(self):
        result = super()._check_settled()
        if self.penalty_ids.filtered(lambda penalty: penalty.state == "draft"):
            raise UserError(
                self.env._("%(case)s: book the penalty or waive it, then close the case.", case=self.display_name)
            )
        return result

    def _rebate_blocks(self, dealer, company, date_from, date_to):
        """Return why the rebates of a dealer for a period are not settled: a list of texts, empty if nothing is in the way.

        An open case blocks until it is decided; the penalty of a confirmed one for its months, unless it is waived.
        """
        # sudo: whoever settles rebates need not see the cases
        key = [("company_id", "=", company.root_id.id), ("dealer_id", "=", dealer.commercial_partner_id.id)]
        reasons = [
            self.env._("Diversion case %(case)s is not decided.", case=case.name)
            for case in self.sudo().search([*key, ("active_case", "=", True)], order="id")
        ]
        blocked = [*key, ("state", "!=", "waived"), ("block_from", "<=", date_to), ("block_to", ">=", date_from)]
        for penalty in self.env["crm.diversion.penalty"].sudo().search(blocked, order="id"):
            reasons.append(
                self.env._(
                    "Diversion case %(case)s: no rebates from %(first)s to %(last)s.",
                    case=penalty.case_id.name,
                    first=fields.Date.to_string(penalty.block_from),
                    last=fields.Date.to_string(penalty.block_to),
                )
            )
        return reasons
