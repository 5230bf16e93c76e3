from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.import_cells import to_choice
from odoo.addons.crm_grading.tools.import_columns import ImportColumn

from ..customer.import_moment import find_moments, moment_text
from .crm_serial_event import LONGEST

MANAGER = "crm_industry.group_channel_manager"


class CrmSerialEventImport(models.Model):
    """Serial events from a file. An event on record stays: a row that would change one is bad."""

    _name = "crm.serial.event.import"
    _inherit = ["crm.import.mixin"]
    _description = "Import of Serial Events"

    _import_model = "crm.serial.event"

    def _import_check_rights(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only channel managers import serial events."))

    def _import_columns(self):
        return [
            ImportColumn("external_id", self.env._("External ID"), required=True),
            ImportColumn("code", self.env._("Code"), required=True, help=self.env._("The serial number as it was read.")),
            ImportColumn("kind", self.env._("Kind of Event"), required=True, convert=self._import_kind),
            ImportColumn(
                "time",
                self.env._("Time"),
                required=True,
                convert=moment_text,
                help=self.env._("Like 2026-03-31 14:05, in the time zone of the company unless a distance from UTC follows."),
            ),
            ImportColumn("dealer_ref", self.env._("Dealer Reference"), help=self.env._("The reference on the dealer's form.")),
            ImportColumn("dealer", self.env._("Dealer"), help=self.env._("The exact name, where there is no reference.")),
            ImportColumn("region", self.env._("Region"), help=self.env._("Code or exact name. Empty: that of the dealer.")),
            ImportColumn(
                "product", self.env._("Product"), help=self.env._("Internal reference, where several have the serial number.")
            ),
            ImportColumn("note", self.env._("Note")),
        ]

    def _import_kind(self, text):
        """The key of a kind that is given by its key or its label."""
        return to_choice(self.env["crm.serial.event"]._selection_kind())(text)

    def _import_cell_error(self, column, cell):
        if column.name == "kind":
            labels = ", ".join(label for _key, label in self.env["crm.serial.event"]._selection_kind())
            return self.env._("“%(value)s” is no kind of event; there are: %(kinds)s.", value=cell, kinds=labels)
        if column.name == "time":
            return self.env._("“%(value)s” is no time like 2026-03-31 14:05.", value=cell)
        return super()._import_cell_error(column, cell)

    def _import_links(self):
        return {
            "partner_id": "integer",
            "dealer_id": "integer",
            "reporter_id": "integer",
            "region_id": "integer",
            "lot_id": "integer",
            "event_time": "timestamp",
        }

    def _import_values(self):
        return {name: SQL.identifier("s", name) for name in (*self.env["crm.serial.event"]._recorded_content, "lot_id")}

    def _import_payload(self):
        return [SQL.identifier("s", name) for name in self.env["crm.serial.event"]._recorded_content]

    # -- checks --------------------------------------------------------------------------------------------------------

    def _import_check(self, stage):
        long = SQL("length(s.code) > %(most)s OR length(s.external_id) > %(most)s", most=LONGEST)
        stage.fail(long, self.env._("Codes and external IDs have %(count)s letters at most.", count=LONGEST))
        find_moments(self, stage, "time", "event_time")
        self._import_find_lot(stage)
        self._import_find_dealer(stage)
        self._import_find_region(stage)

    def _import_find_lot(self, stage):
        """By code, and by product where one is given. A code that nobody knows is kept as text."""
        self.env["stock.lot"].flush_model(["name", "product_id", "company_id"])
        self.env["product.product"].flush_model(["default_code"])
        found = SQL(
            """
            (SELECT g.row_number, CASE WHEN count(*) = 1 THEN min(l.id) ELSE 0 END AS id
               FROM %s g JOIN stock_lot l ON l.name = g.code AND (l.company_id IS NULL OR l.company_id = ANY(%s))
               JOIN product_product p ON p.id = l.product_id AND (g.product IS NULL OR p.default_code = g.product)
              WHERE g.error IS NULL GROUP BY 1) f
            """,
            stage.table,
            self.company_id._credit_branches().ids,
        )
        stage.set("lot_id", SQL("f.id"), found, SQL("f.row_number = s.row_number"))
        text = self.env._("Several products have the serial number “%(code)s”: name the product.", code="{code}")
        stage.fail(SQL("s.lot_id = 0"), text, code="code")

    def _import_find_dealer(self, stage):
        """By reference, else by name; a dealer that is not named is none."""
        customers = self._import_customers()
        own = SQL("%s AND p.id = p.commercial_partner_id", customers)
        free = SQL("s.dealer_ref IS NULL")
        self._import_join_customer(stage, customers, SQL("p.ref"), SQL("s.dealer_ref"), SQL("TRUE"))
        self._import_join_customer(stage, own, SQL("btrim(p.name)"), SQL("s.dealer"), free)
        given = SQL("coalesce(s.dealer_ref, s.dealer)")
        texts = {
            "s.partner_id IS NULL": self.env._("No dealer is found for “%(key)s”.", key="{key}"),
            "s.partner_id = 0": self.env._("Several dealers are found for “%(key)s”: give the reference.", key="{key}"),
        }
        for condition, text in texts.items():
            stage.set(
                "error",
                SQL("replace(%s, '{key}', %s)", text, given),
                SQL("(SELECT 1) one"),
                SQL("%s IS NOT NULL AND %s", given, SQL(condition)),
            )
        stage.set("dealer_id", SQL("s.partner_id"), SQL("(SELECT 1) one"), SQL("TRUE"))

    def _import_find_region(self, stage):
        """By code, else by name in any language; without one the dealer's."""
        self.env["crm.region"].flush_model(["code", "name"])
        self.env["res.partner"].flush_model(["channel_region_id"])
        regions = SQL("(SELECT id, code, name FROM crm_region WHERE active) r")
        names = SQL("%s CROSS JOIN jsonb_each_text(r.name) n", regions)
        for key, table in ((SQL("r.code"), regions), (SQL("n.value"), names)):
            self._import_join(stage, "region_id", SQL("region"), key, SQL("r.id"), table)
        unknown = self.env._("No region is found for “%(name)s”.", name="{name}")
        stage.fail(SQL("s.region_id IS NULL AND s.region IS NOT NULL"), unknown, name="region")
        several = self.env._("Several regions are called “%(name)s”: give the code.", name="{name}")
        stage.fail(SQL("s.region_id = 0"), several, name="region")
        stage.set(
            "region_id", SQL("p.channel_region_id"), SQL("res_partner p"), SQL("p.id = s.dealer_id AND s.region_id IS NULL")
        )

    # -- events stay as they are ---------------------------------------------------------------------------------------

    def _import_match(self, stage, piece):
        result = super()._import_match(stage, piece)
        text = self.env._("The event %(id)s is on record with other content, which stays.", id="{id}")
        stage.fail(SQL("s.status = 'changed' AND %s", piece), text, id="external_id")
        return result

    def _import_insert_values(self):
        """The company is the root: its branches share the events."""
        return super()._import_insert_values() | {
            "company_id": SQL("%s", self.company_id.root_id.id),
            "payload_hash": self.env["crm.serial.event"]._recorded_hash(),
        }

    def _import_key(self):
        return SQL("t.company_id = %s AND t.source = %s", self.company_id.root_id.id, self.source)

    def _import_lock_keys(self):
        return [f"import:{self._import_model}:{self.company_id.root_id.id}:{self.source}"]
