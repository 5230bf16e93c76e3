from odoo import api, fields, models
from odoo.tools import SQL


class CrmDiversionStatistic(models.Model):
    """Diverted goods by month: what was found, where, whose it was, and what became of it.

    A code counts once a month for a sign, a suspect and a region; months are those of the company.
    """

    _name = "crm.diversion.statistic"
    _description = "Diversion Statistics"
    _auto = False
    _order = "month desc, id"
    _rec_name = "dealer_id"
    _depends = {
        "crm.diversion.finding": ["rule_id", "reason", "dealer_id", "victim_id", "region_id", "event_time", "units", "case_id"],
        "crm.diversion.rule": ["kind"],
        "crm.diversion.case": ["state", "verdict"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    month = fields.Date(readonly=True)
    rule_id = fields.Many2one("crm.diversion.rule", string="Sign", readonly=True)
    dealer_id = fields.Many2one("res.partner", string="Suspect", readonly=True)
    victim_id = fields.Many2one("res.partner", readonly=True)
    region_id = fields.Many2one("crm.region", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", string="Product Category", readonly=True)
    brand_id = fields.Many2one("crm.brand", readonly=True)
    case_id = fields.Many2one("crm.diversion.case", readonly=True)
    case_state = fields.Selection(selection="_selection_case_state", string="State of the Case", readonly=True)
    findings = fields.Integer(readonly=True)
    units = fields.Integer(string="Units Found", readonly=True)
    units_confirmed = fields.Integer(readonly=True)

    @api.model
    def _selection_case_state(self):
        return self.env["crm.diversion.case"]._fields["state"]._description_selection(self.env)

    @property
    def _table_query(self):
        return SQL("%s FROM %s GROUP BY %s", self._select(), self._from(), self._group_by())

    @api.model
    def _select(self):
        return SQL(
            """
            SELECT min(f.id) AS id, f.company_id, %(month)s AS month, f.rule_id, f.dealer_id, f.victim_id, f.region_id,
                   s.product_id, s.categ_id, s.brand_id, f.case_id, c.state AS case_state, count(*) AS findings,
                   %(units)s AS units,
                   CASE WHEN c.verdict = 'confirmed' THEN %(units)s ELSE 0 END AS units_confirmed
            """,
            month=self._month(),
            units=self._units(),
        )

    @api.model
    def _units(self):
        """SQL: different codes; of growth, which has a code a month, what it counted."""
        return SQL("(CASE WHEN f.reason = 'growth' THEN sum(f.units) ELSE count(DISTINCT f.code) END)::integer")

    @api.model
    def _from(self):
        return SQL(
            """
            crm_diversion_finding f
            JOIN res_company company ON company.id = f.company_id
            LEFT JOIN crm_serial_shipment s ON s.id = f.shipment_id
            LEFT JOIN crm_diversion_case c ON c.id = f.case_id
            """
        )

    @api.model
    def _group_by(self):
        return SQL(
            "f.company_id, %s, f.rule_id, f.reason, f.dealer_id, f.victim_id, f.region_id, s.product_id, s.categ_id, s.brand_id,"
            " f.case_id, c.state, c.verdict",
            self._month(),
        )

    @api.model
    def _month(self):
        """SQL: the first day of the month of a finding, in its company."""
        return SQL(
            "date_trunc('month', f.event_time AT TIME ZONE 'UTC' AT TIME ZONE coalesce(company.business_tz, 'UTC'))::date"
        )
