from odoo import api, models
from odoo.tools import SQL


class CrmDealerCoverage(models.Model):
    """Writes cells of agreements and ends them."""

    _inherit = "crm.dealer.coverage"

    @api.model
    def _lock_territory(self, companies):
        """Let one transaction at a time give or take territory of a company. Before the first read that decides."""
        self.env["crm.capacity.lock"]._lock_capacity(f"dealer_territory:{company.id}" for company in companies)

    @api.model
    def _book(self, agreement, first):
        """Write the cells of an agreement from the day ``first`` to its last one. The territory is locked.

        :raise UserError, ValidationError: the lines contradict each other, or somebody else has a part of it
        """
        self._stage(self._cells_query(agreement))
        self._check_crossing(agreement)
        self._check_within_parent(agreement, first)
        self._check_overlap(agreement, first)
        self._insert_staged(first)

    @api.model
    def _insert_staged(self, first):
        """Write the staged cells, which are free, from a day on or the first one of their agreement to its last one."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_dealer_coverage (agreement_id, line_id, company_id, dealer_id, parent_agreement_id, region_id,
                                                 categ_id, brand_id, exclusive, date_from, date_to)
                SELECT own.id, cell.line_id, own.company_id, own.dealer_id, own.parent_agreement_id, cell.region_id,
                       cell.categ_id, cell.brand_id, cell.exclusive, GREATEST(own.date_from, %(first)s), own.last_day
                  FROM pg_temp.crm_dealer_wanted cell JOIN crm_dealer_agreement own ON own.id = cell.agreement_id
                 WHERE GREATEST(own.date_from, %(first)s) <= own.last_day
                """,
                first=first,
            )
        )
        self.invalidate_model()

    @api.model
    def _cut(self, agreement, last_day):
        """End the cells of an agreement with a day that is not past; what begins later never was and goes away."""
        self.env.cr.execute(
            SQL("DELETE FROM crm_dealer_coverage WHERE agreement_id = %s AND date_from > %s", agreement.id, last_day)
        )
        self.env.cr.execute(
            SQL(
                "UPDATE crm_dealer_coverage SET date_to = %(day)s WHERE agreement_id = %(agreement)s AND date_to > %(day)s",
                day=last_day,
                agreement=agreement.id,
            )
        )
        self.invalidate_model()
