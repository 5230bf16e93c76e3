from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.ratios import ratio


class CrmAutoAnalysis(models.Model):
    """How well the service works: retention, first-time fix, comebacks, parts fill rate, faults per 1,000 vehicles.

    A row is a job that was done (with its parts), a sale over the counter (with its parts), a customer of the year before, a
    fault, or the vehicles of a model that are in use for some months. Each ratio is that of the sums of its own rows; the
    definitions are those of the fields' help.
    """

    _name = "crm.auto.analysis"
    _inherit = ["crm.ratio.mixin"]
    _description = "Service Figures"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "topic"
    _depends = {
        "crm.service.job": [
            "company_id", "station_id", "vehicle_id", "partner_id", "kind", "state", "done_on", "started_on", "received_day",
            "comeback_of_id", "sale_order_id",
        ],
        "crm.service.job.fault": ["job_id", "fault_id", "outcome", "vehicle_id"],
        "crm.vehicle": ["model_id", "brand_id", "body_class", "usage", "first_sale_date", "delivery_date", "active"],
        "sale.order": ["company_id", "auto_station_id", "partner_id", "state", "date_order"],
        "sale.order.line": ["order_id", "product_id", "display_type"],
        "product.template": ["type", "is_vehicle"],
        "stock.move": ["sale_line_id", "state", "date", "location_dest_id"],
        "res.partner": ["commercial_partner_id"],
    }  # fmt: skip

    topic = fields.Selection("_selection_topic", string="About", readonly=True)
    date = fields.Date(
        readonly=True,
        help="Jobs: the end of the work. Counter: the order. Customers: the year in which they came again or did not.",
    )
    company_id = fields.Many2one("res.company", readonly=True, help="Empty: all stations together.")
    station_id = fields.Many2one("crm.station", readonly=True)
    brand_id = fields.Many2one("crm.brand", readonly=True)
    model_id = fields.Many2one("crm.vehicle.model", readonly=True)
    body_class = fields.Selection("_selection_body_class", string="Vehicle Class", readonly=True)
    usage = fields.Selection("_selection_usage", string="Vehicle Use", readonly=True)
    kind = fields.Selection("_selection_kind", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    job_id = fields.Many2one("crm.service.job", readonly=True)
    fault_id = fields.Many2one("crm.service.fault", readonly=True)
    month_in_use = fields.Integer(
        string="Months in Use", readonly=True, aggregator=None, help="Full months from the later of invoice and delivery on."
    )

    jobs = fields.Integer(readonly=True, help="Done.")
    repairs = fields.Integer(readonly=True, help="Jobs of the kind repair.")
    first_fixed = fields.Integer(string="Fixed at Once", readonly=True, help="Repairs after which the vehicle did not come back.")
    comebacks = fields.Integer(readonly=True, help="Jobs because an earlier one did not help.")
    part_lines = fields.Integer(string="Lines of Parts", readonly=True, help="On the orders of jobs, and of the counter.")
    part_lines_filled = fields.Integer(
        string="Lines Filled",
        readonly=True,
        help="All of it left the stock by the end of the day on which work began, or it was ordered at the counter.",
    )
    base_customers = fields.Integer(string="Customers of the Year before", readonly=True)
    kept_customers = fields.Integer(readonly=True, help="Of those, who had a job done in this year as well.")
    faults = fields.Integer(readonly=True, help="Repaired, or a part replaced, at all stations.")
    vehicles = fields.Integer(string="Vehicles in Use", readonly=True, help="That are in use for so many months at least.")

    retention_rate = fields.Float(
        string="Retention (%)",
        digits=(16, 1),
        compute="_compute_ratios",
        help="Customers of the year before who had a job done this year ÷ customers of the year before; the present year so far.",
    )
    first_fix_rate = fields.Float(
        string="First-time Fix (%)",
        digits=(16, 1),
        compute="_compute_ratios",
        help="Repairs after which the vehicle did not come back ÷ repairs.",
    )
    comeback_rate = fields.Float(
        string="Comebacks (%)",
        digits=(16, 1),
        compute="_compute_ratios",
        help="Jobs because an earlier one did not help ÷ jobs.",
    )
    fill_rate = fields.Float(
        string="Parts Fill Rate (%)",
        digits=(16, 1),
        compute="_compute_ratios",
        help="Lines of parts filled by the day on which work began, or they were ordered at the counter ÷ lines of parts.",
    )
    faults_per_1000 = fields.Float(
        string="Faults per 1,000",
        digits=(16, 1),
        compute="_compute_ratios",
        help="1,000 × faults in a month in use ÷ vehicles in use for so long. Over several months: in an average one.",
    )

    @api.model
    def _ratios(self):
        return super()._ratios() | {
            "retention_rate": ratio("kept_customers", "base_customers"),
            "first_fix_rate": ratio("first_fixed", "repairs"),
            "comeback_rate": ratio("comebacks", "jobs"),
            "fill_rate": ratio("part_lines_filled", "part_lines"),
            "faults_per_1000": ratio("faults", "vehicles", 1000),
        }

    @api.model
    def _selection_topic(self):
        labels = {
            "job": self.env._("Jobs"),
            "counter": self.env._("Parts Counter"),
            "customer": self.env._("Customers"),
            "fault": self.env._("Faults"),
            "vehicle": self.env._("Vehicles in use"),
        }
        return list(labels.items())

    @api.model
    def _selection_kind(self):
        return self.env["crm.service.job"]._selection_kind()

    @api.model
    def _selection_body_class(self):
        return self.env["crm.vehicle.model"]._selection_body_class()

    @api.model
    def _selection_usage(self):
        return self.env["crm.vehicle"]._selection_usage()

    @property
    def _table_query(self):
        today = self.env.company._business_today()
        parts = (
            self._jobs_query(),
            self._counter_query(),
            self._customers_query(today),
            self._faults_query(),
            self._vehicles_query(today),
        )
        return SQL(" UNION ALL ").join(self._row_query(*part) for part in parts)

    @api.model
    def _row_query(self, columns, body):
        """Return the SQL of rows: each stored column of the report by name, empty where a part has none."""
        stored = [name for name, field in self._fields.items() if field.store and name != "id"]
        types = {name: SQL(self._fields[name].column_type[1]) for name in stored}
        values = [SQL("(%s)::%s AS %s", columns.get(name, SQL("NULL")), types[name], SQL.identifier(name)) for name in stored]
        return SQL("SELECT (%s)::bigint AS id, %s %s", columns["id"], SQL(", ").join(values), body)
