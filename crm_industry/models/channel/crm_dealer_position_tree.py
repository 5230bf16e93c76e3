from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class CrmDealerPosition(models.Model):
    """The dealer tree as it is at a date, and that it is a tree at every date."""

    _inherit = "crm.dealer.position"

    @api.model_create_multi
    def create(self, vals_list):
        self._lock_tree()
        return super().create(vals_list)

    def write(self, vals):
        self._lock_tree()
        return super().write(vals)

    @api.model
    def _lock_tree(self):
        """Let one transaction at a time change the tree: two that are right alone may close a circle together."""
        self.env["crm.capacity.lock"]._lock_capacity(["dealer-tree"])

    @api.constrains("partner_id", "parent_dealer_id", "company_id", "date_from", "date_to")
    def _check_cycle(self):
        """Refuse a dealer that would buy from itself through others on any day of the position."""
        for dealer_id, day in self._cycles().items():
            raise ValidationError(
                self.env._(
                    "%(dealer)s would buy from itself through other dealers on %(day)s: choose another dealer above it.",
                    dealer=self.env["res.partner"].browse(dealer_id).display_name,
                    day=day,
                )
            )

    def _cycles(self):
        """Return {id of the dealer: first day} of those of these positions by which a dealer buys from itself."""
        placed = self.filtered("parent_dealer_id")
        if not placed:
            return {}
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE above (dealer_id, company_id, node_id, during, path) AS (
                    SELECT partner_id, company_id, parent_dealer_id, daterange(date_from, date_to, '[]'), ARRAY[partner_id]
                      FROM crm_dealer_position WHERE id IN %(ids)s
                    UNION ALL
                    SELECT above.dealer_id, above.company_id, step.parent_dealer_id,
                           above.during * daterange(step.date_from, step.date_to, '[]'), above.path || above.node_id
                      FROM above JOIN crm_dealer_position step
                        ON step.partner_id = above.node_id AND step.company_id = above.company_id
                       AND daterange(step.date_from, step.date_to, '[]') && above.during
                     WHERE step.parent_dealer_id IS NOT NULL AND above.node_id != ALL (above.path)
                )
                SELECT dealer_id, min(lower(during)) FROM above WHERE node_id = dealer_id GROUP BY dealer_id ORDER BY 2, 1
                """,
                ids=placed._ids,
            )
        )
        return dict(rows)

    @api.model
    def _ancestors_query(self, day, company):
        """Return the query of (dealer_id, ancestor_id, distance) of a company's dealer tree.

        Each dealer with a place on that day, and each dealer above one, has itself at distance 0.

        :param day: date, or SQL of one
        :param company: res.company, whose root keeps the tree
        """
        self.flush_model(["partner_id", "parent_dealer_id", "company_id", "date_from", "date_to"])
        return SQL(
            """
            WITH RECURSIVE place AS (
                SELECT partner_id AS dealer_id, parent_dealer_id FROM crm_dealer_position
                 WHERE company_id = %(company)s AND date_from <= %(day)s AND (date_to IS NULL OR date_to >= %(day)s)
            ), above (dealer_id, ancestor_id, distance) AS (
                SELECT dealer_id, dealer_id, 0 FROM place
                UNION
                SELECT parent_dealer_id, parent_dealer_id, 0 FROM place WHERE parent_dealer_id IS NOT NULL
                UNION
                SELECT above.dealer_id, place.parent_dealer_id, above.distance + 1
                  FROM above JOIN place ON place.dealer_id = above.ancestor_id
                 WHERE place.parent_dealer_id IS NOT NULL
            )
            SELECT dealer_id, ancestor_id, distance FROM above
            """,
            company=company.sudo().root_id.id,
            day=day if isinstance(day, SQL) else SQL("%s::date", day),
        )

    @api.model
    def _is_sub_dealer(self, dealer, of, day, company=None):
        """Return whether a dealer stands below another in the tree of a company on a day, at any distance.

        :param dealer: res.partner that may be the lower one
        :param of: res.partner that may be the upper one
        :param company: res.company, by default the current one
        """
        query = self._ancestors_query(day, company or self.env.company)
        return bool(
            self.env.execute_query(
                SQL(
                    "SELECT FROM (%s) AS tree WHERE dealer_id = %s AND ancestor_id = %s AND distance > 0 LIMIT 1",
                    query,
                    dealer.commercial_partner_id.id,
                    of.commercial_partner_id.id,
                )
            )
        )
