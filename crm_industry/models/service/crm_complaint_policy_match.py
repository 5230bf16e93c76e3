from odoo import api, models


class CrmComplaintPolicy(models.Model):
    """Which policy decides: the one with more conditions; then the narrower category; one with a grade; with a service type;
    with more orders; with the higher amount. Two that are equal in all this have the same conditions, which is refused."""

    _inherit = "crm.complaint.policy"

    @api.model
    def _find(self, complaints):
        """Return the policies that hold for complaints, with the reasons.

        :return: by complaint: the policy, empty when none fits, and a text with a line for each policy of the company
        :rtype: dict
        """
        found = {}
        # sudo: orders, grade and policies decide, whoever handles the complaint
        for company, group in complaints.sudo().grouped(lambda complaint: complaint.company_id.root_id).items():
            policies = self.sudo().search([("company_id", "=", company.id)])
            facts = group._policy_facts(company)
            found |= {complaint: policies._choose(facts[complaint]) for complaint in group}
        return found

    def _choose(self, facts):
        """Return which of these policies holds for the facts of a complaint, and the reasons."""
        misfits = {policy: policy._misfit(facts) for policy in self}
        fitting = self.filtered(lambda policy: not misfits[policy]).sorted(lambda policy: policy._rank(), reverse=True)
        lines = [
            self.env._("%(policy)s: %(reason)s", policy=policy.name, reason=misfits[policy] or fitting[0]._won_by(policy))
            for policy in [*fitting, *(self - fitting)]
        ]
        return fitting[:1], "\n".join(lines)

    def _conditions(self):
        """Return the labels of the conditions that this policy sets."""
        labels = {
            "category_id": self.env._("category"),
            "grade_id": self.env._("grade"),
            "type_id": self.env._("service type"),
            "min_orders": self.env._("orders"),
            "amount_from": self.env._("least amount"),
            "amount_to": self.env._("greatest amount"),
        }
        return {name: label for name, label in labels.items() if self[name]}

    def _misfit(self, facts):
        """Return why the policy does not hold for the facts of a complaint, False when it does."""
        self.ensure_one()
        if self.type_id and self.type_id != facts["type"]:
            return self.env._("another service type")
        if self.category_id and not (facts["category"].parent_path or "").startswith(self.category_id.parent_path):
            return self.env._("another category")
        if self.grade_id and self.grade_id != facts["grade"]:
            return self.env._("another grade")
        if self.min_orders > facts["orders"]:
            return self.env._("the customer has %(count)s orders only", count=facts["orders"])
        compare = self.company_id.currency_id.compare_amounts
        if compare(facts["amount"], self.amount_from) < 0:
            return self.env._("the goods are worth less")
        if self.amount_to and compare(facts["amount"], self.amount_to) >= 0:
            return self.env._("the goods are worth more")
        return False

    def _rank(self):
        """Return what makes one policy more special than another, to be compared from left to right."""
        self.ensure_one()
        depth = len((self.category_id.parent_path or "").split("/"))
        return (
            len(self._conditions()),
            depth,
            bool(self.grade_id),
            bool(self.type_id),
            self.min_orders,
            self.amount_from,
        )

    def _won_by(self, other):
        """Return in words how this policy, which decides, stands to another that fits, too."""
        conditions = ", ".join(self._conditions().values())
        if other == self:
            return (
                self.env._("decides, by its conditions: %(conditions)s", conditions=conditions)
                if conditions
                else self.env._("decides, since nothing more special fits")
            )
        return self.env._("fits, but “%(winner)s” is more special", winner=self.name)
