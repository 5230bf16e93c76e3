from odoo import api, models
from odoo.tools import SQL

# Goods that leave have been counted when their order passed.
DELIVERY = "delivery"


class ReleaseBudget:
    """The release of a customer and what the documents that passed by it have used of it.

    An order and its deliveries use it once: for the larger one of what the order put on credit and what has left.
    """

    def __init__(self, release, currency):
        self.release = release
        self.currency = currency
        self.uses = {}

    def add(self, key, event, amount):
        """Count an amount for a document, or the order of a delivery."""
        use = self.uses.setdefault(key, {"ordered": 0.0, "delivered": 0.0})
        use["delivered" if event == DELIVERY else "ordered"] += amount

    @property
    def used(self):
        return sum(max(use.values()) for use in self.uses.values())

    @property
    def left(self):
        return self.release.release_amount - self.used

    def take(self, key, event, amount):
        """Use the budget for a document, if it is enough; return whether it was."""
        before = dict(self.uses.get(key, {}))
        self.add(key, event, amount)
        if self.currency.compare_amounts(self.used, self.release.release_amount) <= 0:
            return True
        self.uses[key] = before or {"ordered": 0.0, "delivered": 0.0}
        return False


class CrmCreditDecision(models.Model):
    """Releases of a customer for an amount until a date."""

    _inherit = "crm.credit.decision"

    @api.model
    def _budgets(self, partners, company, today):
        """The unexpired releases of customers and what is left of them, the first to expire first.

        :param partners: commercial partners
        :rtype: dict[int, list[ReleaseBudget]]
        """
        decisions = self.sudo().search_fetch(
            [
                ("event", "in", ("release", "refuse")),
                ("account_id", "!=", False),
                ("partner_id", "in", partners.ids),
                ("company_id", "=", company.id),
            ],
            ["event", "partner_id", "release_amount", "release_expiry", "user_id"],
            order="id",
        )
        found = {}
        for decision in decisions:
            if decision.event == "refuse":
                found.pop(decision.partner_id.id, None)
            elif decision.release_expiry >= today:
                found.setdefault(decision.partner_id.id, []).append(ReleaseBudget(decision, company.currency_id))
        budgets = {budget.release.id: budget for own in found.values() for budget in own}
        for release_id, key, event, amount in self._release_uses(budgets):
            budgets[release_id].add(tuple(key.split(",")), event, float(amount))
        return {partner_id: sorted(own, key=lambda budget: budget.release.release_expiry) for partner_id, own in found.items()}

    @api.model
    def _release_uses(self, release_ids):
        """Rows of what passed by releases: release, document (an order's deliveries count as the order), event, amount.

        An order uses nothing once it is cancelled, neither does an invoice. Confirmed or posted again, it was judged as a
        whole: what it used before counts no more.
        """
        if not release_ids:
            return []
        self.flush_model()
        self.env["sale.order"].flush_model(["state"])
        self.env["account.move"].flush_model(["state"])
        return self.env.execute_query(
            SQL(
                """
                SELECT used.release_id,
                       CASE WHEN used.order_id IS NOT NULL THEN 'order_id,' || used.order_id
                            WHEN used.move_id IS NOT NULL THEN 'move_id,' || used.move_id
                            ELSE 'picking_id,' || COALESCE(used.picking_id, 0) END,
                       used.event, SUM(used.amount)
                  FROM crm_credit_decision used
                  LEFT JOIN sale_order sale ON sale.id = used.order_id
                  LEFT JOIN account_move move ON move.id = used.move_id
                 WHERE used.release_id = ANY(%s) AND used.result = 'released'
                   AND (used.event NOT IN ('confirm', 'change') OR sale.state = 'sale')
                   AND (used.event != 'invoice' OR move.state = 'posted')
                   AND NOT EXISTS (
                    SELECT FROM crm_credit_decision again
                     WHERE again.order_id = used.order_id AND again.event = 'confirm' AND again.id > used.id
                       AND used.event IN ('confirm', 'change')
                   )
                   AND NOT EXISTS (
                    SELECT FROM crm_credit_decision again
                     WHERE again.move_id = used.move_id AND again.event = 'invoice' AND again.id > used.id
                   )
                 GROUP BY 1, 2, 3
                """,
                list(release_ids),
            )
        )
