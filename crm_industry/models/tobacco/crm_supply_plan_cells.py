from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_ids

from ...tools.supply_share import BANDS, first_increase, share_supply
from .crm_supply_plan import STRATA


class CrmSupplyPlan(models.Model):
    """The cells of a plan: counted, filled and checked."""

    _inherit = "crm.supply.plan"

    def action_generate(self):
        """Count the retailers of each cell and share out the total, in place of what was there (button).

        :raise UserError: a plan is no draft, or its company has no retailers with a band
        """
        check_ids(self)
        self.check_access("write")
        for plan in self:
            plan._approval_expect("draft")
            plan._generate_cells()
        return True

    def _generate_cells(self):
        counts = self._cell_counts()
        if not counts:
            raise UserError(
                self.env._("No retailer of %(company)s has a supply band: publish the bands first.", company=self.company_id.name)
            )
        quantities = share_supply(self.total, counts, self._band_weights())
        stratum_field = STRATA[self.method]
        # sudo: cells are made by their plan, which the user may write
        cells = self.env["crm.supply.quota"].sudo()
        self.sudo().quota_ids.unlink()
        values = [
            {"plan_id": self.id, "band": band, "quantity": quantity, "retailers": counts.get((stratum, band), 0)}
            | ({stratum_field: stratum or False} if stratum_field else {})
            for (stratum, band), quantity in quantities.items()
        ]
        cells._guarded_create(values)

    def _band_weights(self):
        """Return {band: weight}, whole numbers that never increase from band 30 to band 1. Extend by super."""
        return {band: 1 if self.shape == "even" else band for band in BANDS}

    def _cell_counts(self):
        """Return {(stratum, band): number of retailers}; the stratum is None where the method has none, or it isn't known."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT %(stratum)s AS stratum, band, count(*) FROM (%(bands)s) bands"
                " WHERE band BETWEEN 1 AND 30 GROUP BY 1, 2 ORDER BY 1, 2 DESC",
                stratum=self._stratum_sql("bands"),
                bands=self._bands_source(),
            )
        )
        return {(stratum, band): count for stratum, band, count in rows}

    def _stratum_sql(self, alias):
        """Return what tells the cells of a band apart, a column of ``alias``."""
        column = STRATA[self.method]
        return SQL.identifier(alias, column) if column else SQL("NULL")

    def _bands_source(self):
        """Return the query of the bands that count for the week: the frozen ones, or those published now.

        :return: SELECT of retailer_id, band, market, store_format_id, region_id
        """
        frozen = self.env["crm.supply.band"].sudo()
        domain = [("company_id", "=", self.company_id.id), ("week", "=", self.week)]
        if frozen.search_count(domain, limit=1):
            return frozen._frozen_query(self.company_id, self.week)
        return self.env["crm.tobacco.retailer"]._bands_query(self.company_id)

    # -- what stands against a plan --------------------------------------------------------------------------------

    @api.depends("quota_ids.quantity", "quota_ids.retailers", "total")
    @api.depends_context("lang")
    def _compute_problem(self):
        for plan in self:
            plan.problem = plan._cells_problem() if plan.quota_ids else False

    def _cells_problem(self):
        """Return what stands against the cells, a sentence that names one; False if nothing does."""
        self.ensure_one()
        if not self.quota_ids:
            return self.env._("%(plan)s has no cells: share out the total first.", plan=self.display_name)
        return self._order_problem() or self._total_problem()

    def _order_problem(self):
        for cells in self.quota_ids.grouped(lambda cell: cell._stratum()).values():
            by_band = {cell.band: cell for cell in cells}
            if found := first_increase({band: cell.quantity for band, cell in by_band.items()}):
                stronger, weaker = (by_band[band] for band in found)
                return self.env._(
                    "%(weaker)s: %(more)s a retailer is more than %(less)s of %(stronger)s.",
                    weaker=weaker.display_name,
                    more=weaker.quantity,
                    less=stronger.quantity,
                    stronger=stronger.display_name,
                )
        return False

    def _total_problem(self):
        allotted = 0
        for cell in self.quota_ids.sorted():
            allotted += cell.retailers * cell.quantity
            if allotted > self.total:
                return self.env._(
                    "%(cell)s: with its %(retailers)s retailers of %(quantity)s each, the plan of %(total)s is exceeded by"
                    " %(excess)s.",
                    cell=cell.display_name,
                    retailers=cell.retailers,
                    quantity=cell.quantity,
                    total=self._unit_text(self.total),
                    excess=self._unit_text(allotted - self.total),
                )
        return False

    def _require_sound_cells(self):
        """:raise UserError: the cells of a plan don't hold, with the cell"""
        for plan in self:
            if problem := plan._cells_problem():
                raise UserError(problem)

    def action_submit(self):
        """Ask for the approval of plans whose cells hold.

        :raise UserError: they don't, naming the cell
        """
        check_ids(self)
        self._require_sound_cells()
        return super().action_submit()
