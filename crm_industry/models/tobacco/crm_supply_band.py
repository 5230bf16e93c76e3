from odoo import api, fields, models
from odoo.tools import SQL


class CrmSupplyBand(models.Model):
    """The supply band of a retailer in a week, frozen with the first plan of the week that is published."""

    _name = "crm.supply.band"
    _description = "Supply Band of a Week"
    _log_access = False
    _order = "week desc, band desc, id"
    _rec_name = "retailer_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    week = fields.Date(string="Week From", required=True, readonly=True)
    # A retailer's file that is joined with another one takes its bands with it: the other one has its own.
    retailer_id = fields.Many2one("crm.tobacco.retailer", required=True, readonly=True, index=True, ondelete="cascade")
    band = fields.Integer(required=True, readonly=True, aggregator=None)
    region_id = fields.Many2one("crm.region", string="Supply Area", readonly=True, ondelete="set null")
    market = fields.Selection([("town", "Town"), ("rural", "Rural")], readonly=True)
    store_format_id = fields.Many2one("crm.store.format", readonly=True, ondelete="restrict")

    _retailer_uniq = models.UniqueIndex("(company_id, week, retailer_id)", "A retailer has one band in a week.")

    @api.model
    def _freeze(self, company, week):
        """Keep the published bands of a company's retailers for a week, by one statement, unless the week has them."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_supply_band (company_id, week, retailer_id, band, region_id, market, store_format_id)
                SELECT %(company)s, %(week)s, retailer_id, band, region_id, market, store_format_id
                  FROM (%(bands)s) bands
                 WHERE band BETWEEN 1 AND 30
                   AND NOT EXISTS (SELECT FROM crm_supply_band WHERE company_id = %(company)s AND week = %(week)s)
                """,
                company=company.id,
                week=week,
                bands=self.env["crm.tobacco.retailer"]._bands_query(company),
            )
        )
        self.invalidate_model()

    @api.model
    def _frozen_query(self, company, week):
        """Return the query of the frozen bands of a week: retailer_id, band, market, store_format_id, region_id."""
        return SQL(
            "SELECT retailer_id, band, market, store_format_id, region_id FROM crm_supply_band"
            " WHERE company_id = %s AND week = %s",
            company.id,
            week,
        )
