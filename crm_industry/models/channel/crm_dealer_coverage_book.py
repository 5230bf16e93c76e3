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
        self._check_lines(agreement)
        self._check_within_parent(agreement, first)
        self._check_free(agreement, first)
        self._insert_cells(SQL("SELECT cell.*, %s::date AS first FROM (%s) cell", first, self._cells_query(agreement)))

    @api.model
    def _insert_cells(self, cells):
        """Write cells that are free, given by a query with the columns of `_cells_query` and the first day."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_dealer_coverage (agreement_id, line_id, company_id, dealer_id, parent_agreement_id, region_id,
                                                 categ_id, brand_id, exclusive, date_from, date_to, create_uid, create_date,
                                                 write_uid, write_date)
                SELECT own.id, cell.line_id, own.company_id, own.dealer_id, own.parent_agreement_id, cell.region_id,
                       cell.categ_id, cell.brand_id, cell.exclusive, cell.first, own.last_day, %(user)s, %(now)s,
                       %(user)s, %(now)s
                  FROM (%(cells)s) cell JOIN crm_dealer_agreement own ON own.id = cell.agreement_id
                 WHERE cell.first <= own.last_day
                """,
                cells=cells,
                user=self.env.uid,
                now=self.env.cr.now(),
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
                "UPDATE crm_dealer_coverage SET date_to = %(day)s, write_uid = %(user)s, write_date = %(now)s"
                " WHERE agreement_id = %(agreement)s AND date_to > %(day)s",
                day=last_day,
                user=self.env.uid,
                now=self.env.cr.now(),
                agreement=agreement.id,
            )
        )
        self.invalidate_model()
