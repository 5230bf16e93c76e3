from odoo import api, models
from odoo.tools import SQL

DONE = SQL("job.state IN ('done', 'delivered')")
LOCAL = "(%s AT TIME ZONE 'UTC' AT TIME ZONE coalesce(company.business_tz, 'UTC'))::date"


def local_day(moment):
    """Return SQL of the day of a moment in the time zone of ``company``."""
    return SQL(LOCAL, SQL(moment))


class CrmAutoAnalysis(models.Model):
    """The rows of the service figures: (columns, FROM clause) by what they are about."""

    _inherit = "crm.auto.analysis"

    @api.model
    def _jobs_query(self):
        """Rows of the jobs that were done, with the lines of parts of their orders."""
        columns = {
            "id": SQL("job.id::bigint * 8"),
            "topic": SQL("'job'"),
            "date": local_day("job.done_on"),
            "company_id": SQL("job.company_id"),
            "station_id": SQL("job.station_id"),
            "kind": SQL("job.kind"),
            "partner_id": SQL("partner.commercial_partner_id"),
            "job_id": SQL("job.id"),
            "jobs": SQL("1"),
            "repairs": SQL("(job.kind = 'repair')::integer"),
            "first_fixed": SQL("(job.kind = 'repair' AND NOT back.came)::integer"),
            "comebacks": SQL("(job.comeback_of_id IS NOT NULL)::integer"),
            "part_lines": SQL("part.lines"),
            "part_lines_filled": SQL("part.filled"),
        }
        body = SQL(
            """
            FROM crm_service_job job
            JOIN res_company company ON company.id = job.company_id
            JOIN res_partner partner ON partner.id = job.partner_id
            JOIN crm_vehicle vehicle ON vehicle.id = job.vehicle_id
           CROSS JOIN LATERAL (SELECT EXISTS (
                 SELECT FROM crm_service_job later
                  WHERE later.comeback_of_id = job.id AND later.state <> 'cancelled') AS came) back
           CROSS JOIN LATERAL (%s) part
           WHERE %s
            """,
            self._parts_query(SQL("job.sale_order_id"), local_day("job.started_on")),
            DONE,
        )
        return columns | self._vehicle_columns(), body

    @api.model
    def _parts_query(self, order, asked):
        """Return SQL of the lines of parts of an order, and of those all of which left the stock by the day on which they were
        asked for, or on which the order was made if that is later: lines, filled.

        :param SQL order: id of the order
        :param SQL asked: day, NULL for that of the order
        """
        return SQL(
            """
            SELECT count(*) AS lines, count(*) FILTER (WHERE sent.all_of_it) AS filled
              FROM sale_order sale
              JOIN sale_order_line line ON line.order_id = sale.id AND line.display_type IS NULL
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id AND template.type = 'consu'
             CROSS JOIN LATERAL (
                SELECT count(*) > 0
                       AND bool_and(move.state = 'done' AND %(moved)s <= greatest(%(asked)s, %(ordered)s)) AS all_of_it
                  FROM stock_move move JOIN stock_location place ON place.id = move.location_dest_id
                 WHERE move.sale_line_id = line.id AND move.state <> 'cancel' AND place.usage = 'customer'
             ) sent
             WHERE sale.id = %(order)s AND sale.state = 'sale'
            """,
            moved=local_day("move.date"),
            order=order,
            asked=asked,
            ordered=local_day("sale.date_order"),
        )

    @api.model
    def _vehicle_columns(self):
        return {name: SQL("vehicle.%s", SQL.identifier(name)) for name in ("brand_id", "model_id", "body_class", "usage")}

    @api.model
    def _customers_query(self, today):
        """Rows of the customers of a year: whether they had a job done in the next one as well. Station and vehicle are those of
        the last job of the first year."""
        key = "((base.company_id::bigint * 10000 + base.year) * 1000000000 + base.customer_id) * 8 + 1"
        columns = {
            "id": SQL(key),
            "topic": SQL("'customer'"),
            "date": SQL("make_date(base.year + 1, 1, 1)"),
            "company_id": SQL("base.company_id"),
            "station_id": SQL("base.station_id"),
            "partner_id": SQL("base.customer_id"),
            "base_customers": SQL("1"),
            "kept_customers": SQL("kept.came::integer"),
        }
        body = SQL(
            """
            FROM (%(served)s) base
            JOIN crm_vehicle vehicle ON vehicle.id = base.vehicle_id
           CROSS JOIN LATERAL (SELECT EXISTS (
                 SELECT FROM (%(served)s) again WHERE again.company_id = base.company_id
                    AND again.customer_id = base.customer_id AND again.year = base.year + 1) AS came) kept
           WHERE base.year < %(year)s
            """,
            served=self._served_query(),
            year=today.year,
        )
        return columns | self._vehicle_columns(), body

    @api.model
    def _served_query(self):
        """The customers of each year and company, with the last job that was done for them."""
        return SQL(
            """
            SELECT DISTINCT ON (job.company_id, partner.commercial_partner_id, extract(year FROM %(day)s))
                   job.company_id, partner.commercial_partner_id AS customer_id, extract(year FROM %(day)s)::integer AS year,
                   job.station_id, job.vehicle_id
              FROM crm_service_job job
              JOIN res_company company ON company.id = job.company_id
              JOIN res_partner partner ON partner.id = job.partner_id
             WHERE %(done)s
             ORDER BY job.company_id, partner.commercial_partner_id, extract(year FROM %(day)s), job.done_on DESC, job.id DESC
            """,
            day=local_day("job.done_on"),
            done=DONE,
        )

    @api.model
    def _months_in_use(self, day):
        """Return SQL of the full months from the beginning of ``begun`` to a day."""
        return SQL(
            "(extract(year FROM age(%(day)s, begun.on)) * 12 + extract(month FROM age(%(day)s, begun.on)))::integer", day=day
        )

    @api.model
    def _faults_query(self):
        """Rows of the faults that were repaired, at all stations: vehicles belong to none."""
        columns = {
            "id": SQL("fault.id::bigint * 8 + 2"),
            "topic": SQL("'fault'"),
            "date": SQL("job.received_day"),
            "job_id": SQL("job.id"),
            "fault_id": SQL("fault.fault_id"),
            "month_in_use": self._months_in_use(SQL("job.received_day")),
            "faults": SQL("1"),
        }
        body = SQL(
            """
            FROM crm_service_job_fault fault
            JOIN crm_service_job job ON job.id = fault.job_id
            JOIN crm_vehicle vehicle ON vehicle.id = job.vehicle_id
           CROSS JOIN LATERAL (SELECT greatest(vehicle.first_sale_date, vehicle.delivery_date) AS on) begun
           WHERE %s AND vehicle.active AND fault.outcome IN ('repaired', 'replaced') AND job.received_day >= begun.on
            """,
            DONE,
        )
        return columns | self._vehicle_columns(), body

    @api.model
    def _vehicles_query(self, today):
        """Rows of how many vehicles of a model are in use for some months at least."""
        columns = {
            "id": SQL("((vehicle.place::bigint * 10000) + vehicle.month) * 8 + 3"),
            "topic": SQL("'vehicle'"),
            "month_in_use": SQL("vehicle.month"),
            "vehicles": SQL("vehicle.vehicles"),
        }
        ages = SQL(
            """
            SELECT vehicle.model_id, vehicle.brand_id, vehicle.body_class, vehicle.usage, %(months)s AS months,
                   count(*) AS vehicles
              FROM crm_vehicle vehicle
             CROSS JOIN LATERAL (SELECT greatest(vehicle.first_sale_date, vehicle.delivery_date) AS on) begun
             WHERE vehicle.active AND begun.on <= %(today)s GROUP BY 1, 2, 3, 4, 5
            """,
            months=self._months_in_use(SQL("%s::date", today)),
            today=today,
        )
        body = SQL(
            """
            FROM (
              SELECT old.model_id, old.brand_id, old.body_class, old.usage, month.number AS month, sum(old.vehicles) AS vehicles,
                     dense_rank() OVER (ORDER BY old.model_id, old.brand_id, old.body_class, old.usage) AS place
                FROM (%s) old CROSS JOIN LATERAL generate_series(0, old.months) month (number)
               GROUP BY 1, 2, 3, 4, 5
            ) vehicle
            """,
            ages,
        )
        return columns | self._vehicle_columns(), body
