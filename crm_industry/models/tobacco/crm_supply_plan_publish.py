from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_ids


class CrmSupplyPlan(models.Model):
    """From its publication on a plan limits the orders of its week."""

    _inherit = "crm.supply.plan"

    def action_publish(self):
        """Put approved plans in force; the bands of their week are frozen with the first one.

        :raise UserError: a plan is not approved, its week is over, or its cells don't hold with the bands of the week
        """
        check_ids(self)
        self.check_access("write")
        self.env["crm.capacity.lock"]._lock_capacity(plan._week_lock() for plan in self)
        for plan in self:
            plan._expect_value("state", "approved")
            plan._expect_week_open()
            plan._freeze_bands()
            plan._recount_cells()
            plan._guarded_write({"published_on": fields.Datetime.now()})
        return True

    def _week_lock(self):
        return f"supply_week:{self.company_id.id}:{self.week}"

    def _expect_week_open(self):
        if self._is_week_over():
            raise UserError(self.env._("%(plan)s: its week is over.", plan=self.display_name))

    def _freeze_bands(self):
        """Keep the bands of the plan's week as they are published now, unless they are kept already."""
        # sudo: written by the publication alone
        self.env["crm.supply.band"].sudo()._freeze(self.company_id, self.week)

    def _recount_cells(self):
        """Count the retailers of the cells again, by the frozen bands.

        :raise UserError: retailers have no cell, or the cells don't hold any more: the plan has to be made again
        """
        counts = self._cell_counts()
        cells = {(cell._stratum(), cell.band): cell for cell in self.quota_ids}
        for (stratum, band), count in counts.items():
            if (stratum or False, band) not in cells:
                raise UserError(
                    self.env._(
                        "%(plan)s: the %(count)s retailers of band %(band)s have no cell by now. Cancel it and share out again.",
                        plan=self.display_name,
                        count=count,
                        band=band,
                    )
                )
        for cell in self.sudo().quota_ids:
            count = counts.get((cell._stratum() or None, cell.band), 0)
            if cell.retailers != count:
                cell._guarded_write({"retailers": count})
        self._require_sound_cells()

    def _approval_revert(self):
        result = super()._approval_revert()
        if self.published_on:
            raise UserError(self.env._("%(plan)s is published and stays: retailers know it.", plan=self.display_name))
        return result

    # -- for orders ------------------------------------------------------------------------------------------------

    def _quotas(self, partners):
        """Return {(id of plan, id of customer): what it may order in the week}; customers without a band are left out.

        :param partners: commercial partners
        """
        if not self or not partners:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(self._quotas_query(partners))
        return {(plan, partner): quantity for plan, partner, quantity in rows}

    def _quotas_query(self, partners):
        return SQL(
            """
            SELECT plan.id, retailer.partner_id, quota.quantity
              FROM crm_supply_plan plan
              JOIN crm_supply_band band ON band.company_id = plan.company_id AND band.week = plan.week
              JOIN crm_tobacco_retailer retailer ON retailer.id = band.retailer_id
              JOIN crm_supply_quota quota ON quota.plan_id = plan.id AND quota.band = band.band
               AND (plan.method <> 'band_region' OR quota.region_id IS NOT DISTINCT FROM band.region_id)
               AND (plan.method <> 'band_market' OR quota.market IS NOT DISTINCT FROM band.market)
               AND (plan.method <> 'band_format' OR quota.store_format_id IS NOT DISTINCT FROM band.store_format_id)
             WHERE plan.id = ANY(%(plans)s) AND plan.published_on IS NOT NULL AND retailer.partner_id = ANY(%(partners)s)
            """,
            plans=list(self.ids),
            partners=list(partners.ids),
        )
