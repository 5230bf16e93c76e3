from odoo import models
from odoo.tools import SQL

from .crm_vehicle_import import OWN

COPIED = ("model_id", "brand_id", "body_class", *OWN)


class CrmVehicleImport(models.Model):
    """Writing the rows of a file: the vehicle, then its plate, owner and reading where it has none."""

    _inherit = "crm.vehicle.import"

    def _import_lock_keys(self):
        return [f"import:{self._import_model}"]

    def _import_values(self):
        return {name: SQL.identifier("s", name) for name in COPIED}

    def _import_payload(self):
        extra = ("plate", "partner_id", "owner_since", "km", "km_date")
        return [*self._import_values().values(), *(SQL.identifier("s", name) for name in extra)]

    def _import_match(self, stage, piece):  # pylint: disable=method-required-super
        """Compare the rows of a piece with the vehicles of everybody: a VIN is there once."""
        payload = SQL(", ").join(self._import_payload())
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(stage)s s SET payload_hash = m.hash, record_id = m.id,
                    status = CASE WHEN m.id IS NULL THEN 'new' WHEN m.hash = m.payload_hash THEN 'same' ELSE 'changed' END
                FROM (
                    SELECT s.row_number, t.id, t.payload_hash,
                        encode(sha256(convert_to(jsonb_build_array(%(payload)s)::text, 'UTF8')), 'hex') AS hash
                    FROM %(stage)s s LEFT JOIN crm_vehicle t ON t.vin = s.external_id WHERE %(piece)s
                ) m WHERE m.row_number = s.row_number
                """,
                stage=stage.table,
                payload=payload,
                piece=piece,
            )
        )

    def _import_apply(self, stage, piece):
        result = super()._import_apply(stage, piece)
        stage.set(
            "record_id", SQL("v.id"), SQL("crm_vehicle v"), SQL("v.vin = s.external_id AND s.record_id IS NULL AND %s", piece)
        )
        changed = SQL("%s AND s.status IN ('new', 'changed')", piece)
        self._import_plates(stage, changed)
        self._import_owners(stage, changed)
        self._import_readings(stage, changed)
        self._import_follow(stage, changed)
        return result

    def _import_update(self, stage, piece):  # pylint: disable=method-required-super
        """What the file says replaces what is there; empty cells change nothing."""
        values = {
            name: SQL("coalesce(%s, %s)", value, SQL.identifier("t", name)) for name, value in self._import_values().items()
        } | {
            "payload_hash": SQL("s.payload_hash"),
            "write_uid": SQL("%s", self.job_user_id.id),
            "write_date": SQL("now() AT TIME ZONE 'UTC'"),
        }
        self.env.cr.execute(
            SQL(
                "UPDATE crm_vehicle t SET %s FROM %s s WHERE t.id = s.record_id AND s.status = 'changed' AND %s",
                SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items()),
                stage.table,
                piece,
            )
        )

    def _import_insert_values(self):
        columns = super()._import_insert_values()
        kept = {name: value for name, value in columns.items() if name not in ("company_id", "source", "external_id")}
        return kept | {
            "vin": SQL("s.external_id"),
            "usage": SQL("coalesce(s.usage, 'private')"),
            "condition": SQL("coalesce(s.condition, 'new')"),
            "country_id": SQL("%s", self._import_country()),
            "sold_elsewhere": SQL("%s", self.sold_elsewhere),
            "odometer_km": SQL("0"),
            "active": SQL("TRUE"),
        }

    # -- what hangs on the vehicle -------------------------------------------------------------------------------------

    def _import_plates(self, stage, piece):
        rows = self.env.execute_query(
            SQL(
                "SELECT s.record_id, s.plate FROM %s s WHERE s.plate IS NOT NULL AND %s AND NOT EXISTS ("
                "SELECT 1 FROM crm_vehicle_plate p WHERE p.vehicle_id = s.record_id AND p.plate = s.plate"
                " AND (p.date_to IS NULL OR p.date_to >= %s))",
                stage.table,
                piece,
                self._import_today(),
            )
        )
        self._import_add(
            "crm.vehicle.plate",
            [{"vehicle_id": vehicle, "plate": plate, "country_id": self._import_country()} for vehicle, plate in rows],
            date_from=self._import_today(),
        )

    def _import_owners(self, stage, piece):
        rows = self.env.execute_query(
            SQL(
                "SELECT s.record_id, s.partner_id, coalesce(s.owner_since, v.delivery_date, v.first_sale_date, %(today)s)"
                "  FROM %(stage)s s JOIN crm_vehicle v ON v.id = s.record_id WHERE s.partner_id IS NOT NULL AND %(piece)s"
                "   AND NOT EXISTS (SELECT 1 FROM crm_vehicle_party p WHERE p.vehicle_id = s.record_id AND p.role = 'owner')",
                stage=stage.table,
                piece=piece,
                today=self._import_today(),
            )
        )
        self._import_add(
            "crm.vehicle.party",
            [{"vehicle_id": vehicle, "partner_id": partner, "date_from": day} for vehicle, partner, day in rows],
            role="owner",
        )

    def _import_readings(self, stage, piece):
        rows = self.env.execute_query(
            SQL(
                "SELECT s.record_id, s.km, coalesce(s.km_date, %(today)s) FROM %(stage)s s WHERE s.km IS NOT NULL AND %(piece)s"
                " AND NOT EXISTS (SELECT 1 FROM crm_vehicle_odometer o WHERE o.vehicle_id = s.record_id AND o.km = s.km"
                " AND o.date = coalesce(s.km_date, %(today)s))",
                stage=stage.table,
                piece=piece,
                today=self._import_today(),
            )
        )
        self._import_add(
            "crm.vehicle.odometer",
            [{"vehicle_id": vehicle, "km": km, "date": day} for vehicle, km, day in rows],
            source="import",
            company_id=self.company_id.id,
        )

    def _import_follow(self, stage, piece):
        """Clocks, next maintenance and recalls follow from what is known of the vehicles now."""
        rows = self.env.execute_query(
            SQL("SELECT s.record_id FROM %s s WHERE s.record_id IS NOT NULL AND %s", stage.table, piece)
        )
        # sudo: who may import vehicles is checked once
        vehicles = self.env["crm.vehicle"].sudo().browse([vehicle_id for (vehicle_id,) in rows])
        vehicles.invalidate_recordset()
        self.env["crm.warranty.clock"]._refresh(vehicles)
        vehicles._refresh_maintenance(vehicles)
        self.env["crm.recall.vehicle"].sudo()._find(vehicles=vehicles)

    def _import_add(self, model, rows, **common):
        """Add what hangs on vehicles, with the rules of its model."""
        # sudo: who may import vehicles is checked once
        self.env[model].sudo().create([row | common for row in rows])
