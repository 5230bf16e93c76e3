from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.import_cells import CellError
from odoo.addons.crm_grading.tools.import_columns import ImportColumn

from .crm_telecom_lifecycle_mixin import MANAGER

# Numbers of one block differ in their last digits alone, so that one of them is enough to check its form.
BLOCK = 4
NOT_OWN = ("external_id", "source", "payload_hash")


class CrmTelecomNumberImport(models.Model):
    """Numbers from a file into the pool. A number is known by itself; one that is there keeps its state and its history."""

    _name = "crm.telecom.number.import"
    _inherit = ["crm.import.mixin"]
    _description = "Import of Telephone Numbers"

    _import_model = "crm.telecom.number"

    def _import_check_rights(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only telecom managers import numbers."))

    def _import_columns(self):
        known = {}
        return [
            ImportColumn(
                "external_id",
                self.env._("Number"),
                required=True,
                aliases=("e164",),
                convert=lambda text: self._import_e164(text, known),
                help=self.env._("With the code of the country, or a number of the company's country."),
            ),
            ImportColumn(
                "access_type",
                self.env._("Access"),
                convert=self._import_access,
                help=self.env._("Mobile (default) or fixed line."),
            ),
            ImportColumn(
                "grade", self.env._("Grade"), help=self.env._("Code or exact name. Empty: the grade that its pattern has.")
            ),
            ImportColumn("region", self.env._("Region"), help=self.env._("Code or exact name.")),
            ImportColumn("note", self.env._("Note")),
        ]

    def _import_e164(self, text, known):
        """Return a number in the international form.

        :param dict known: what the beginnings of numbers that were checked before are in this form
        """
        begin, end = text[:-BLOCK], text[-BLOCK:]
        key = (begin, len(text))
        plain = end.isascii() and end.isdigit()
        if plain and key in known:
            return known[key] + end
        try:
            number = self.env["crm.telecom.number"]._to_e164(text, self.company_id)
        except UserError:
            raise CellError(text) from None
        if plain and number.endswith(end):
            known[key] = number[:-BLOCK]
        return number

    def _import_access(self, text):
        """The key of an access that is given by its key or its label."""
        accesses = self.env["crm.telecom.number"]._selection_access_type()
        keys = {name.casefold(): key for key, label in accesses for name in (key, label)}
        if text.casefold() not in keys:
            raise CellError(text)
        return keys[text.casefold()]

    def _import_cell_error(self, column, cell):
        if column.name == "external_id":
            return self.env._("“%(value)s” is no telephone number.", value=cell)
        if column.name == "access_type":
            labels = ", ".join(label for _key, label in self.env["crm.telecom.number"]._selection_access_type())
            return self.env._("“%(value)s” is no access of numbers; there are: %(kinds)s.", value=cell, kinds=labels)
        return super()._import_cell_error(column, cell)

    def _import_links(self):
        return {"grade_id": "integer", "region_id": "integer", "grade_manual": "boolean"}

    def _import_values(self):
        return {
            "e164": SQL("s.external_id"),
            "access_type": SQL("coalesce(s.access_type, 'mobile')"),
            "grade_id": SQL("s.grade_id"),
            "grade_manual": SQL("s.grade_manual"),
            "region_id": SQL("s.region_id"),
            "note": SQL("s.note"),
        }

    # -- checks --------------------------------------------------------------------------------------------------------

    def _import_check(self, stage):
        self._import_find_grade(stage)
        self._import_find_place(stage)
        stage.set("grade_manual", SQL("s.grade IS NOT NULL"), SQL("(SELECT 1) one"), SQL("TRUE"))
        access = SQL("coalesce(s.access_type, 'mobile')")
        grade = self.env["crm.telecom.number.grade"]._grade_of_query(self.company_id, SQL("s.external_id"), access)
        stage.set("grade_id", grade, SQL("(SELECT 1) one"), SQL("s.grade IS NULL"))

    def _import_find_grade(self, stage):
        """By code, else by name in any language."""
        grades = self.env["crm.telecom.number.grade"]
        grades.flush_model()
        own = SQL(
            "(SELECT id, code, name FROM crm_telecom_number_grade WHERE active AND coalesce(company_id, %(id)s) = %(id)s) g",
            id=self.company_id.id,
        )
        self._import_join(stage, "grade_id", SQL("grade"), SQL("g.code"), SQL("g.id"), own)
        names = SQL("%s CROSS JOIN jsonb_each_text(g.name) n", own)
        self._import_join(stage, "grade_id", SQL("grade"), SQL("n.value"), SQL("g.id"), names)
        unknown = self.env._("No grade is found for “%(name)s”.", name="{name}")
        stage.fail(SQL("coalesce(s.grade_id, 0) = 0 AND s.grade IS NOT NULL"), unknown, name="grade")

    def _import_find_place(self, stage):
        """The region by code, else by name in any language."""
        self.env["crm.region"].flush_model(["code", "name"])
        regions = SQL("(SELECT id, code, name FROM crm_region WHERE active) r")
        self._import_join(stage, "region_id", SQL("region"), SQL("r.code"), SQL("r.id"), regions)
        names = SQL("%s CROSS JOIN jsonb_each_text(r.name) n", regions)
        self._import_join(stage, "region_id", SQL("region"), SQL("n.value"), SQL("r.id"), names)
        unknown = self.env._("No region is found for “%(name)s”.", name="{name}")
        stage.fail(SQL("s.region_id IS NULL AND s.region IS NOT NULL"), unknown, name="region")
        several = self.env._("Several regions are called “%(name)s”: give the code.", name="{name}")
        stage.fail(SQL("s.region_id = 0"), several, name="region")

    # -- a number is its own key ---------------------------------------------------------------------------------------

    def _import_lock_keys(self):
        return [f"import:{self._import_model}:{self.company_id.id}"]

    def _import_match(self, stage, piece):  # pylint: disable=method-required-super
        """Compare the rows of a piece with the pool. What kind of access a number has stays once somebody had it."""
        compared = ("access_type", "grade_id", "region_id", "note")
        values = self._import_values()
        same = SQL(" AND ").join(SQL("%s IS NOT DISTINCT FROM %s", SQL.identifier("t", name), values[name]) for name in compared)
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(stage)s s SET record_id = m.id, status = m.status FROM (
                    SELECT s.row_number, t.id,
                        CASE WHEN t.id IS NULL THEN 'new' WHEN %(same)s THEN 'same' ELSE 'changed' END AS status
                    FROM %(stage)s s LEFT JOIN crm_telecom_number t ON t.company_id = %(company)s AND t.e164 = s.external_id
                    WHERE %(piece)s
                ) m WHERE m.row_number = s.row_number
                """,
                stage=stage.table,
                same=same,
                company=self.company_id.id,
                piece=piece,
            )
        )
        used = SQL(
            "s.status = 'changed' AND %s AND EXISTS (SELECT 1 FROM crm_telecom_number t WHERE t.id = s.record_id"
            " AND t.access_type <> coalesce(s.access_type, 'mobile')"
            " AND (t.state <> 'free' OR EXISTS (SELECT FROM crm_telecom_number_assignment a WHERE a.number_id = t.id)))",
            piece,
        )
        sentence = self.env._("%(number)s is or was in use: it stays as it is.", number="{number}")
        stage.fail(used, sentence, number="external_id")

    def _import_update(self, stage, piece):  # pylint: disable=method-required-super
        """Change what the pool says of the numbers, nothing of who has them."""
        values = {name: value for name, value in self._import_values().items() if name != "e164"} | {
            "write_uid": SQL("%s", self.job_user_id.id),
            "write_date": SQL("now() AT TIME ZONE 'UTC'"),
        }
        self.env.cr.execute(
            SQL(
                "UPDATE crm_telecom_number t SET %s FROM %s s WHERE t.id = s.record_id AND s.status = 'changed' AND %s",
                SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items()),
                stage.table,
                piece,
            )
        )

    def _import_insert_values(self):
        columns = super()._import_insert_values()
        kept = {name: value for name, value in columns.items() if name not in NOT_OWN}
        return kept | {"state": SQL("'free'")}
