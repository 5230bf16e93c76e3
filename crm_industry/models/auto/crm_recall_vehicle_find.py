from odoo import api, fields, models
from odoo.tools import SQL


class CrmRecallVehicle(models.Model):
    """Finding the vehicles of recalls, and whom to tell."""

    _inherit = "crm.recall.vehicle"

    @api.model
    def _find(self, recalls=None, vehicles=None):
        """Add the vehicles of open recalls that are not there yet, and notices to their present owners; by two statements.

        :param recalls: crm.recall, all by default
        :param vehicles: crm.vehicle, all by default
        :return: the new ones
        """
        for model in ("crm.vehicle", "crm.recall", "crm.recall.range"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_recall_vehicle (recall_id, vehicle_id, state, create_uid, create_date, write_uid, write_date)
                SELECT DISTINCT l.id, v.id, 'open', %(uid)s, %(now)s::timestamp, %(uid)s, %(now)s::timestamp
                  FROM crm_recall l
                  JOIN crm_recall_range r ON r.recall_id = l.id
                 CROSS JOIN LATERAL (SELECT coalesce(r.vin_to, r.vin_from) AS vin) last
                  JOIN crm_vehicle v
                    ON (substr(v.vin, 1, 8) || substr(v.vin, 10)) COLLATE "C"
                       >= substr(r.vin_from, 1, 8) || substr(r.vin_from, 10)
                   AND (substr(v.vin, 1, 8) || substr(v.vin, 10)) COLLATE "C"
                       <= substr(last.vin, 1, 8) || substr(last.vin, 10)
                   AND (r.vin_to IS NOT NULL OR v.vin = r.vin_from)
                 WHERE l.state = 'open' AND %(recalls)s AND %(vehicles)s
                 ORDER BY l.id, v.id
                ON CONFLICT (recall_id, vehicle_id) DO NOTHING RETURNING id
                """,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                recalls=SQL("TRUE") if recalls is None else SQL("l.id = ANY(%s)", recalls.ids),
                vehicles=SQL("TRUE") if vehicles is None else SQL("v.id = ANY(%s)", vehicles.ids),
            )
        )
        self.invalidate_model()
        found = self.browse([line_id for (line_id,) in rows])
        # Recalls and vehicles count them.
        found.modified(["recall_id", "vehicle_id", "state"])
        self.env["crm.recall.notice"]._note(found)
        return found

    @api.model
    def _cron_find(self):
        """Find vehicles that came into the file in masses, and whom to tell: ownership may begin on a later day."""
        self._find()
        self.env["crm.recall.notice"]._note(self.search([("state", "=", "open")]))
