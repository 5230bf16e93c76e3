from odoo import api, models


class CrmRebateRule(models.Model):
    """What keeps a dealer from a rebate."""

    _inherit = "crm.rebate.rule"

    @api.model
    def _rebate_gates(self, dealer, company, date_from, date_to):
        """Return the reasons, in the user's language, why a dealer gets no rebate for a period. Extend by super.

        For cases against the dealer, kept by other areas; what a rule asks for besides is checked by `_gate_reasons`.

        :param dealer: commercial partner, with full rights
        :param company: the company at the root of the branch tree
        :param date_from: first day of the period
        :param date_to: last day of the period
        :rtype: list[str]
        """
        return []

    def _gate_reasons(self, dealer, date_from, date_to):
        """Return why a dealer gets no rebate of this rule, empty if nothing stands in the way.

        :rtype: list[str]
        """
        self.ensure_one()
        reasons = []
        if self.gate_cases:
            reasons += self._rebate_gates(dealer, self.company_id, date_from, date_to)
        if self.gate_attainment:
            reasons += self._gate_of_target(dealer, date_from, date_to)
        if self.gate_reports:
            reasons += self._gate_of_reports(dealer, date_from, date_to)
        if self.gate_overdue:
            reasons += self._gate_of_credit(dealer)
        return reasons

    def _gate_of_target(self, dealer, date_from, date_to):
        """Targets are attained in percent; a dealer without a target of the period has attained none."""
        measure = "quantity" if self.is_quantity else "amount"
        # sudo: whoever calculates rebates needs no right to targets
        found = self.env["crm.target"].sudo()._attainment(dealer, self.company_id, date_from, date_to, measure)
        attained = found and found["percent"]
        if attained is None:
            return [self.env._("There is no target of the period.")]
        if attained >= self.gate_attainment:
            return []
        return [
            self.env._(
                "Target attained by %(attained)s %%, %(asked)s %% are asked for.",
                attained=f"{attained:.2f}",
                asked=f"{self.gate_attainment:g}",
            )
        ]

    def _gate_of_reports(self, dealer, date_from, date_to):
        owed = self.env["crm.channel.due"].sudo().search_count(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", dealer.id),
                ("date_to", ">=", date_from),
                ("date_to", "<=", date_to),
                ("state", "=", "open"),
            ]
        )
        return [self.env._("%(count)s channel reports of the period are owed.", count=owed)] if owed else []

    def _gate_of_credit(self, dealer):
        row = self.env["crm.credit.exposure"].sudo()._exposure(dealer, self.company_id, ["overdue"]).get(dealer.id)
        overdue = row["overdue"] if row else 0.0
        if self.company_id.currency_id.compare_amounts(overdue, 0.0) <= 0:
            return []
        return [self.env._("%(amount)s are overdue.", amount=self.company_id.currency_id.format(overdue))]
