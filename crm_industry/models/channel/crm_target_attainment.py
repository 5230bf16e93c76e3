from odoo import api, models
from odoo.fields import Domain

from .crm_target import DIMENSIONS

OTHERS = [name for name in DIMENSIONS.values() if name != "dealer_id"]


class CrmTarget(models.Model):
    """How a dealer did against its targets, for rebates."""

    _inherit = "crm.target"

    @api.model
    def _attainment(self, dealer, company, date_from, date_to, measure="amount"):
        """Return what a dealer was to sell in a period and what it sold, from the targets in force.

        Of each tree the highest targets of the dealer inside the period are added up. Of several trees the one counts that
        covers most of the period; of these the one that counts all products, regions and people; then the latest approved.
        Neither the rights of the user nor a later revision of the setting matter: the basis is that of the target.

        :param dealer: res.partner; its commercial partner counts
        :param company: res.company; its root counts
        :param measure: ``amount`` or ``quantity``
        :return: None without a target inside the period, else a dict: ``target``, ``actual`` (floats, in the currency of the
            company or in ``uom``), ``percent`` (100 × actual ÷ target, None for a target of 0), ``basis``, ``measure``, ``uom``
            (uom.uom), ``complete`` (whether the targets cover each day of the period), ``targets`` (crm.target, sudo)
        """
        # sudo: whoever settles a rebate needs no right to the targets of others
        found = self.sudo().search(self._attainment_domain(dealer, company, date_from, date_to, measure))
        best = self.browse()
        rank = None
        for root, targets in found.grouped("root_id").items():
            tops = targets._highest()
            own = (self._covered_days(tops), not any(tops[0][name] for name in OTHERS), root.decided_on, root.id)
            if rank is None or own > rank:
                best, rank = tops, own
        return best and best._attainment_of((date_to - date_from).days + 1) or None

    @api.model
    def _attainment_domain(self, dealer, company, date_from, date_to, measure):
        return (
            Domain("in_force", "=", True)
            & Domain("reserve", "=", False)
            & Domain("company_id", "=", company.sudo().root_id.id)
            & Domain("dealer_id", "=", dealer.commercial_partner_id.id)
            & Domain("measure", "=", measure)
            & Domain("date_from", ">=", date_from)
            & Domain("date_to", "<=", date_to)
        )

    def _highest(self):
        """Return those of these targets that are no part, at any distance, of another one of them."""
        own = set(self._ids)
        return self.filtered(lambda target: own.isdisjoint(int(node) for node in target.parent_path.split("/")[:-2]))

    @api.model
    def _covered_days(self, targets):
        """Return how many days the periods of targets cover."""
        periods = {(target.date_from, target.date_to) for target in targets}
        widest = [p for p in periods if not any(o != p and o[0] <= p[0] and p[1] <= o[1] for o in periods)]
        return sum((last - first).days + 1 for first, last in widest)

    def _attainment_of(self, days):
        figures = self._figures().values()
        target = sum(found.amount for found in figures)
        actual = sum(found.actual for found in figures)
        return {
            "target": target,
            "actual": actual,
            "percent": 100 * actual / target if target else None,
            "basis": self[0].basis,
            "measure": self[0].measure,
            "uom": self[0].uom_id,
            "complete": self._covered_days(self) == days,
            "targets": self,
        }
