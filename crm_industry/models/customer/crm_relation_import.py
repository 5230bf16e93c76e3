from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.import_cells import CellError, to_choice
from odoo.addons.crm_grading.tools.import_columns import ImportColumn

from .crm_relation import ROLES, STRENGTHS

IMPORTERS = "sales_team.group_sale_manager,crm_industry.group_channel_manager"
SIDES = ("first", "second")
PAYLOAD = ("partner_id", "type_id", "other_id", "date_from", "date_to", "strength", "decision_role", "note")
MOST_ROWS = 100_000


class CrmRelationImport(models.Model):
    """Relations from a file. The template can be filled with the relations on record, to be corrected and imported again.

    A relation may be named by either of its readings: where the backward one is given, the sides are exchanged.
    """

    _name = "crm.relation.import"
    _inherit = ["crm.import.mixin"]
    _description = "Import of Relations"

    _import_model = "crm.relation"

    with_relations = fields.Boolean(
        string="Template with Relations",
        help="The template lists the relations of this source, to be corrected and imported again.",
    )

    def _import_check_rights(self):
        if not self.env.user.has_groups(IMPORTERS):
            raise AccessError(self.env._("Only sales and channel managers import relations."))

    # -- columns -------------------------------------------------------------------------------------------------------

    def _import_columns(self):
        number, name = self.env._("The number in Odoo."), self.env._("The exact name, for a contact with its company.")
        return [
            ImportColumn("first_id", self.env._("Partner ID"), type="integer", help=number),
            ImportColumn("first_ref", self.env._("Partner Reference"), help=self.env._("The reference on the form.")),
            ImportColumn("first", self.env._("Partner"), help=name),
            ImportColumn("type", self.env._("Relation"), required=True, help=self.env._("As it reads in either direction.")),
            ImportColumn("second_id", self.env._("Other Partner ID"), type="integer", help=number),
            ImportColumn("second_ref", self.env._("Other Partner Reference"), help=self.env._("The reference on the form.")),
            ImportColumn("second", self.env._("Other Partner"), help=name),
            ImportColumn("date_from", self.env._("From"), type="date", help=self.env._("Empty: since ever.")),
            ImportColumn("date_to", self.env._("Until"), type="date", help=self.env._("Empty: until further notice.")),
            ImportColumn("strength", self.env._("Strength"), convert=self._import_strength, help=self.env._("1 to 5; empty: 3.")),
            ImportColumn(
                "decision_role",
                self.env._("Role in Decisions"),
                convert=self._import_role,
                help=self.env._("Of the first partner, for what the other one decides."),
            ),
            ImportColumn("note", self.env._("Note")),
            ImportColumn(
                "external_id", self.env._("External ID"), help=self.env._("Empty: partners, relation and first day make it up.")
            ),
        ]

    def _import_strength(self, text):
        key = text.strip().removesuffix(".0")
        if key not in dict(STRENGTHS):
            raise CellError(text)
        return key

    def _import_role(self, text):
        """The key of a role that is given by its key or its label."""
        roles = dict(self.env["crm.relation"]._fields["decision_role"]._description_selection(self.env))
        return to_choice([*ROLES, *roles.items()])(text)

    def _import_links(self):
        return {
            "partner_id": "integer",
            "other_id": "integer",
            "type_id": "integer",
            "first_key": "integer",
            "second_key": "integer",
            "backwards": "boolean",
            "both_ways": "boolean",
        }

    # -- check ---------------------------------------------------------------------------------------------------------

    def _import_check(self, stage):
        for side in SIDES:
            self._import_find_side(stage, side)
        self._import_find_type(stage)
        swapped = "CASE WHEN s.backwards THEN s.second_key ELSE s.first_key END"
        stage.set("partner_id", SQL(swapped), SQL("(SELECT 1) one"), SQL("TRUE"))
        swapped = "CASE WHEN s.backwards THEN s.first_key ELSE s.second_key END"
        stage.set("other_id", SQL(swapped), SQL("(SELECT 1) one"), SQL("TRUE"))
        self._import_check_rows(stage)
        self._import_check_kinds(stage)
        stage.set("external_id", self._import_own_key(), SQL("(SELECT 1) one"), SQL("s.external_id IS NULL"))
        self._import_check_overlap(stage)

    def _import_find_side(self, stage, side):
        """Set the partner of one side; the first column that has a value decides."""
        self.env["res.partner"].flush_model(["complete_name", "is_company"])
        partners, key = self._import_customers(), SQL.identifier("s", f"{side}_key")
        columns = {f"{side}_id": SQL("p.id"), f"{side}_ref": SQL("p.ref"), side: SQL("btrim(p.complete_name)")}
        free = SQL("TRUE")
        for column, theirs in columns.items():
            given = SQL.identifier("s", column)
            found = SQL(
                "(SELECT %(theirs)s AS key, CASE WHEN count(*) = 1 THEN min(p.id) ELSE 0 END AS id FROM res_partner p"
                " WHERE %(seen)s AND %(theirs)s IN (SELECT %(given)s FROM %(stage)s s WHERE s.error IS NULL) GROUP BY 1) f",
                theirs=theirs,
                seen=partners,
                given=given,
                stage=stage.table,
            )
            stage.set(f"{side}_key", SQL("f.id"), found, SQL("f.key = %s AND %s", given, free))
            free = SQL("%s AND %s IS NULL", free, given)
        stage.fail(free, self.env._("A partner is missing: give its ID, reference or name."))
        named = SQL("coalesce(%s::text, %s, %s)", *(SQL.identifier("s", column) for column in columns))
        texts = {
            "IS NULL": self.env._("No partner is found for “%(key)s”.", key="{key}"),
            "= 0": self.env._("Several partners are found for “%(key)s”: give the ID.", key="{key}"),
        }
        for condition, text in texts.items():
            stage.set(
                "error", SQL("replace(%s, '{key}', %s)", text, named), SQL("(SELECT 1) one"), SQL("%s %s", key, SQL(condition))
            )

    def _import_find_type(self, stage):
        """Set the type by its name in any language, else by its backward reading."""
        self.env["crm.relation.type"].flush_model()
        for name, backwards in (("name", False), ("inverse_name", True)):
            found = SQL(
                "(SELECT lower(btrim(word.value)) AS key, min(t.id) AS first, max(t.id) AS last FROM crm_relation_type t,"
                " jsonb_each_text(%s) AS word WHERE t.active GROUP BY 1) f",
                SQL.identifier("t", name),
            )
            same = SQL("f.key = lower(btrim(s.type)) AND s.type_id IS NULL")
            stage.set("backwards", SQL("%s", backwards), found, same)
            stage.set("type_id", SQL("CASE WHEN f.first = f.last THEN f.first ELSE 0 END"), found, same)
        texts = {
            "s.type_id IS NULL": self.env._("There is no type of relation “%(type)s”.", type="{type}"),
            "s.type_id = 0": self.env._("Several types of relation are called “%(type)s”.", type="{type}"),
        }
        for condition, text in texts.items():
            stage.fail(SQL(condition), text, type="type")
        stage.set("both_ways", SQL("coalesce(t.symmetric, FALSE)"), SQL("crm_relation_type t"), SQL("t.id = s.type_id"))

    def _import_check_rows(self, stage):
        stage.fail(SQL("s.partner_id = s.other_id"), self.env._("A partner has no relation to itself."))
        stage.fail(SQL("s.date_from > s.date_to"), self.env._("A relation ends after it begins."))
        stage.fail(
            SQL("s.date_from NOT BETWEEN '1900-01-01' AND '2199-12-31' OR s.date_to NOT BETWEEN '1900-01-01' AND '2199-12-31'"),
            self.env._("The days lie too far away."),
        )

    def _import_check_kinds(self, stage):
        for link, kind in (("partner_id", "source_kind"), ("other_id", "other_kind")):
            stage.set(
                "error",
                SQL(
                    "replace(replace(%s, '{partner}', p.complete_name), '{type}', s.type)",
                    self.env._("%(partner)s is of the wrong kind for “%(type)s”.", partner="{partner}", type="{type}"),
                ),
                SQL("res_partner p, crm_relation_type t"),
                SQL(
                    "p.id = %(link)s AND t.id = s.type_id AND %(kind)s != 'any'"
                    " AND coalesce(p.is_company, FALSE) != (%(kind)s = 'company')",
                    link=SQL.identifier("s", link),
                    kind=SQL.identifier("t", kind),
                ),
            )

    def _import_own_key(self):
        """SQL: what the relation is about."""
        return SQL("concat_ws(':', s.type_id, s.partner_id, s.other_id, coalesce(s.date_from::text, '-'))")

    def _import_check_overlap(self, stage):
        """Say which rows PostgreSQL would refuse: the relation is there already, or twice in the file."""
        text = self.env._("These partners have this relation at that time already (%(days)s).", days="{days}")
        days = SQL("concat(t.date_from, ' – ', t.date_to)")
        restated = SQL(
            "SELECT FROM %s o WHERE o.error IS NULL AND t.company_id = %s AND t.source = %s AND t.external_id = o.external_id",
            stage.table,
            self.company_id.id,
            self.source,
        )
        self.env["crm.relation"].flush_model()
        others = SQL(
            "%s AND (t.company_id IS NULL OR t.company_id = %s) AND NOT EXISTS (%s)",
            self._import_same_pair(),
            self.company_id.id,
            restated,
        )
        stage.set("error", SQL("replace(%s, '{days}', %s)", text, days), SQL("crm_relation t"), others)
        earlier = SQL("%s AND t.error IS NULL AND t.row_number < s.row_number", self._import_same_pair())
        stage.set(
            "error",
            SQL("replace(%s, '{row}', t.row_number::text)", self.env._("Overlaps the relation of row %(row)s.", row="{row}")),
            SQL("%s t", stage.table),
            earlier,
        )

    def _import_same_pair(self):
        """SQL: the rows ``s`` and ``t`` are about the same relation of the same partners at a common time."""
        return SQL(
            "t.type_id = s.type_id AND (t.partner_id = s.partner_id AND t.other_id = s.other_id"
            " OR s.both_ways AND t.partner_id = s.other_id AND t.other_id = s.partner_id)"
            " AND daterange(t.date_from, t.date_to, '[]') && daterange(s.date_from, s.date_to, '[]')"
        )

    # -- apply ---------------------------------------------------------------------------------------------------------

    def _import_values(self):
        customer = "(SELECT p.commercial_partner_id FROM res_partner p WHERE p.id = %s)"
        return {name: SQL.identifier("s", name) for name in PAYLOAD} | {
            "strength": SQL("coalesce(s.strength, '3')"),
            "both_ways": SQL("s.both_ways"),
            "customer_id": SQL(customer, SQL("s.partner_id")),
            "other_customer_id": SQL(customer, SQL("s.other_id")),
        }

    def _import_payload(self):
        values = self._import_values()
        return [values[name] for name in PAYLOAD]

    # -- export --------------------------------------------------------------------------------------------------------

    def _import_template_rows(self):
        """The relations of the source that the user may see, where the import asks for them."""
        if not self.with_relations:
            return
        domain = [("company_id", "=", self.company_id.id), ("source", "=", self.source)]
        roles = dict(self.env["crm.relation"]._fields["decision_role"]._description_selection(self.env))
        for relation in self.env["crm.relation"].search(domain, order="id", limit=MOST_ROWS):
            yield {
                "first_id": relation.partner_id.id,
                "first_ref": relation.partner_id.ref or None,
                "first": relation.partner_id.complete_name,
                "type": relation.type_id.name,
                "second_id": relation.other_id.id,
                "second_ref": relation.other_id.ref or None,
                "second": relation.other_id.complete_name,
                "date_from": relation.date_from or None,
                "date_to": relation.date_to or None,
                "strength": relation.strength,
                "decision_role": roles.get(relation.decision_role),
                "note": relation.note or None,
                "external_id": relation.external_id,
            }
