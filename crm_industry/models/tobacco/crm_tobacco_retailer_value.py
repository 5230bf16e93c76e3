from odoo import api, fields, models
from odoo.tools import SQL

from .four_values_tobacco import SUPPLY_BANDS, TOBACCO_FOUR_VALUES


class CrmTobaccoRetailer(models.Model):
    """Grade and supply band of a retailer, as they are published."""

    _inherit = "crm.tobacco.retailer"

    grade_id = fields.Many2one(
        "crm.grading.grade",
        compute="_compute_standings",
        search="_search_grade_id",
        compute_sudo=True,
        help="Published by the scheme Tobacco 4V; empty: not rated.",
    )
    grade_points = fields.Float(compute="_compute_standings", compute_sudo=True, digits=(16, 2), aggregator=None)
    band_id = fields.Many2one(
        "crm.grading.grade",
        string="Supply Band",
        compute="_compute_standings",
        search="_search_band_id",
        compute_sudo=True,
        help="Published by the scheme Supply bands 1-30; empty: none.",
    )
    graded_on = fields.Date(compute="_compute_standings", compute_sudo=True, help="The day the grade was published or set.")

    @api.depends("partner_id", "company_id")
    def _compute_standings(self):
        grades = self._tobacco_standings(TOBACCO_FOUR_VALUES.code)
        bands = self._tobacco_standings(SUPPLY_BANDS.code)
        for retailer in self:
            key = (retailer.partner_id.id, retailer.company_id.id)
            standing = grades.get(key)
            retailer.grade_id = standing and standing.grade_id
            retailer.grade_points = standing.score if standing else 0.0
            retailer.graded_on = standing and standing.date
            retailer.band_id = bands[key].grade_id if key in bands else False

    def _tobacco_standings(self, code):
        """Return {(id of customer, id of company): its standing in the scheme with this code}."""
        standings = self.env["crm.grading.standing"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("scheme_id.code", "=", code),
            ]
        )
        return {(standing.partner_id.id, standing.company_id.id): standing for standing in standings}

    @api.model
    def _search_grade_id(self, operator, value):
        return self._search_standing(TOBACCO_FOUR_VALUES.code, operator, value)

    @api.model
    def _search_band_id(self, operator, value):
        return self._search_standing(SUPPLY_BANDS.code, operator, value)

    @api.model
    def _search_standing(self, code, operator, value):
        """Retailers by the grades of their standings: by records, by the codes of grades, or those that have none."""
        if operator not in ("in", "any"):
            return NotImplemented
        if operator == "in" and False in value:
            return ["!", *self._search_standing(code, "any", [(1, "=", 1)])]
        graded = [("scheme_id.code", "=", code), ("grade_id", operator, value)]
        # sudo: whoever sees a retailer may find it by its grade, which is shown to the same people
        query = self.env["crm.grading.standing"].sudo()._search(graded)
        self.env.flush_all()
        found = SQL(
            "(SELECT retailer.id FROM crm_tobacco_retailer retailer JOIN crm_grading_standing standing"
            " ON standing.partner_id = retailer.partner_id AND standing.company_id = retailer.company_id"
            " WHERE standing.id IN %s)",
            query.subselect(),
        )
        return [("id", "in", found)]

    @api.model
    def _bands_query(self, company):
        """Return the query of the published supply bands of a company's retailers; those without one are left out.

        :return: SELECT of retailer_id, partner_id, band (1 to 30), market, store_format_id, region_id
        :rtype: SQL
        """
        return SQL(
            """
            SELECT retailer.id AS retailer_id, retailer.partner_id, grade.code::int AS band, retailer.market,
                   retailer.store_format_id, partner.channel_region_id AS region_id
              FROM crm_tobacco_retailer retailer
              JOIN res_partner partner ON partner.id = retailer.partner_id
              JOIN crm_grading_scheme scheme ON scheme.company_id = retailer.company_id AND scheme.code = %(code)s
              JOIN crm_grading_standing standing ON standing.partner_id = retailer.partner_id
               AND standing.company_id = retailer.company_id AND standing.scheme_id = scheme.id
              JOIN crm_grading_grade grade ON grade.id = standing.grade_id AND grade.code ~ '^[0-9]{1,2}$'
             WHERE retailer.company_id = %(company)s AND retailer.active
            """,
            code=SUPPLY_BANDS.code,
            company=company.id,
        )
