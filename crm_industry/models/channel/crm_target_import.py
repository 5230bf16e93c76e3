from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.import_columns import ImportColumn
from odoo.addons.crm_grading.tools.period import MONTHS

from .crm_target import LARGEST

# Column of the file → field of the target, model, fields of the model that may be given.
LOOKUPS = {
    "salesperson": ("user_id", "res.users", ("login",)),
    "region": ("region_id", "crm.region", ("code", "name")),
    "category": ("categ_id", "product.category", ("complete_name", "name")),
    "brand": ("brand_id", "crm.brand", ("code", "name")),
    "customer_type": ("customer_type_id", "crm.customer.type", ("code", "name")),
    "grade": ("grade_id", "crm.grading.grade", ("code", "name")),
    "unit": ("uom_id", "uom.uom", ("name",)),
}
PERIOD_WORDS = {
    "年": "year", "年度": "year", "半年": "half", "季": "quarter", "季度": "quarter", "月": "month", "月度": "month",
    "half-year": "half",
}  # fmt: skip


def period_key(text):
    """Return the key of a period given as a word."""
    word = text.strip().lower()
    return PERIOD_WORDS.get(word, word)


class CrmTargetImport(models.Model):
    """Targets from a file: one row a target of a period, of everything or of a dealer, person, region, product or their crossing.

    The rows become draft targets without parts; *Sum Up* puts them together to trees. A row whose target has been submitted,
    split or summed up is bad when it differs.
    """

    _name = "crm.target.import"
    _inherit = ["crm.import.mixin", "crm.credit.root.mixin"]
    _description = "Import of Targets"

    _import_model = "crm.target"

    company_id = fields.Many2one(default=lambda self: self.env.company.root_id)

    def _import_columns(self):
        return [
            ImportColumn("name", self.env._("Name"), help=self.env._("Empty: customer and period.")),
            ImportColumn(
                "period",
                self.env._("Period"),
                required=True,
                convert=period_key,
                help=self.env._("One of: year, half, quarter, month."),
            ),
            ImportColumn(
                "date_from",
                self.env._("First Day"),
                type="date",
                required=True,
                help=self.env._("First day of the period, which is that of a month."),
            ),
            ImportColumn(
                "amount",
                self.env._("Amount"),
                type="number",
                required=True,
                help=self.env._("In the currency of the company without taxes, or in the unit."),
            ),
            ImportColumn("unit", self.env._("Unit"), help=self.env._("Of a target of quantity; empty: sales amount.")),
            *self._import_customer_columns(),
            ImportColumn("salesperson", self.env._("Salesperson"), help=self.env._("The login.")),
            ImportColumn("region", self.env._("Region"), help=self.env._("Code or name.")),
            ImportColumn("category", self.env._("Product Category"), help=self.env._("Full name or name.")),
            ImportColumn("brand", self.env._("Brand"), help=self.env._("Code or name.")),
            ImportColumn("customer_type", self.env._("Customer Type"), help=self.env._("Code or name.")),
            ImportColumn("grade", self.env._("Grade"), help=self.env._("Code or name.")),
            ImportColumn(
                "external_id", self.env._("External ID"), help=self.env._("Empty: what the target is about makes it up.")
            ),
        ]

    def _import_links(self):
        return {"partner_id": "integer"} | {link: "integer" for link, _model, _names in LOOKUPS.values()}

    # -- check ---------------------------------------------------------------------------------------------------------

    def _import_check(self, stage):
        self._import_check_cells(stage)
        self._import_find_customer(stage, required=False)
        labels = {column.name: column.label for column in self._import_columns()}
        for column, (link, model, names) in LOOKUPS.items():
            self._import_look_up(stage, column, link, model, names)
            texts = {
                "IS NULL": self.env._("%(column)s: nothing is found for “%(value)s”.", column=labels[column], value="{value}"),
                "= 0": self.env._("%(column)s: several are found for “%(value)s”.", column=labels[column], value="{value}"),
            }
            for condition, text in texts.items():
                given = SQL("%s IS NOT NULL AND %s %s", SQL.identifier("s", column), SQL.identifier("s", link), SQL(condition))
                stage.fail(given, text, value=column)
        stage.set("external_id", self._import_own_key(), SQL("(SELECT 1) one"), SQL("s.external_id IS NULL"))

    def _import_check_cells(self, stage):
        stage.fail(
            SQL("s.period != ALL(%s)", list(MONTHS)),
            self.env._("“%(period)s” is no period: give year, half, quarter or month.", period="{period}"),
            period="period",
        )
        stage.fail(
            SQL("extract(day FROM s.date_from) != 1 OR s.date_from NOT BETWEEN '1900-01-01' AND '2199-12-31'"),
            self.env._("%(day)s: a target begins on the first day of a month.", day="{day}"),
            day="date_from",
        )
        stage.fail(
            SQL("s.amount NOT BETWEEN 0 AND %s", LARGEST),
            self.env._("%(amount)s is no target: give one from 0 to 1,000,000,000,000.", amount="{amount}"),
            amount="amount",
        )

    def _import_look_up(self, stage, column, link, model, names):
        """Set the id of what a column names; 0 where several have the name. The first field that leads to one decides."""
        records = self.env[model].with_user(self.job_user_id).with_context(allowed_company_ids=self.company_id.ids)
        table = SQL.identifier(records._table)
        records.flush_model(names)
        seen = records._search(self._import_look_up_domain(records))
        for name in names:
            word, words = SQL.identifier("r", name), SQL()
            if records._fields[name].translate:
                word, words = SQL("word.value"), SQL(", jsonb_each_text(%s) AS word", SQL.identifier("r", name))
            found = SQL(
                """
                (SELECT %(word)s AS key, CASE WHEN count(DISTINCT r.id) = 1 THEN min(r.id) ELSE 0 END AS id
                   FROM %(table)s r %(words)s WHERE r.id IN (%(seen)s) GROUP BY 1) f
                """,
                word=word,
                words=words,
                table=table,
                seen=seen.select(),
            )
            same = SQL("f.key = %s AND %s IS NULL", SQL.identifier("s", column), SQL.identifier("s", link))
            stage.set(link, SQL("f.id"), found, same)

    def _import_look_up_domain(self, records):
        if records._name == "res.users":
            return Domain("share", "=", False)
        if records._name == "crm.grading.grade":
            return Domain("company_id", "=", self.company_id.id) & Domain("scheme_id.purpose", "=", "value")
        return Domain.TRUE

    def _import_own_key(self):
        """SQL: what the target is about."""
        parts = [SQL("s.period"), SQL("s.date_from::text"), *(SQL.identifier("s", link) for link in self._import_links())]
        return SQL("concat_ws(':', %s)", SQL(", ").join(SQL("coalesce(%s::text, '-')", part) for part in parts))

    # -- apply ---------------------------------------------------------------------------------------------------------

    def _import_values(self):
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        places = SQL("CASE WHEN s.uom_id IS NULL THEN %s ELSE %s END", self.company_id.currency_id.decimal_places, digits)
        months = SQL("CASE s.period WHEN 'year' THEN 12 WHEN 'half' THEN 6 WHEN 'quarter' THEN 3 ELSE 1 END")
        customer = SQL("(SELECT partner.name FROM res_partner partner WHERE partner.id = s.partner_id)")
        own_name = SQL("concat_ws(' ', %s, s.period, to_char(s.date_from, 'YYYY-MM'))", customer)
        return {
            "name": SQL("coalesce(s.name, %s)", own_name),
            "period": SQL("s.period"),
            "date_from": SQL("s.date_from"),
            "date_to": SQL("(s.date_from + make_interval(months => %s) - interval '1 day')::date", months),
            "measure": SQL("CASE WHEN s.uom_id IS NULL THEN 'amount' ELSE 'quantity' END"),
            "amount": SQL("round(s.amount, %s)", places),
            "dealer_id": SQL("s.partner_id"),
            "currency_id": SQL("CASE WHEN s.uom_id IS NULL THEN %s END", self.company_id.currency_id.id),
            **{link: SQL.identifier("s", link) for link, _model, _names in LOOKUPS.values()},
        }

    def _import_insert_values(self):
        return super()._import_insert_values() | {
            "basis": SQL("%s", self.company_id.target_basis),
            "approval_state": SQL("'draft'"),
            "version": SQL("1"),
            "in_force": SQL("FALSE"),
            "reserve": SQL("FALSE"),
            "pinned": SQL("FALSE"),
            "with_sub_dealers": SQL("FALSE"),
        }

    def _import_match(self, stage, piece):
        """Targets that are under way in a tree or a decision stay; a trial says so, too."""
        result = super()._import_match(stage, piece)
        targets = self.env["crm.target"]
        changed = self.env.execute_query(
            SQL("SELECT record_id FROM %s s WHERE s.status = 'changed' AND %s", stage.table, piece)
        )
        targets.browse(target_id for (target_id,) in changed)._lock_trees()
        stage.fail(
            SQL(
                "s.status = 'changed' AND EXISTS (SELECT FROM crm_target t WHERE t.id = s.record_id"
                " AND (t.approval_state != 'draft' OR t.parent_id IS NOT NULL OR t.split_by IS NOT NULL))"
            ),
            self.env._("This target is no plain draft any more: change it on its form, or by a revision."),
        )
        return result

    def _import_apply(self, stage, piece):
        result = super()._import_apply(stage, piece)
        self.env.cr.execute(
            SQL("UPDATE crm_target SET root_id = id, parent_path = id || '/' WHERE root_id IS NULL AND parent_id IS NULL")
        )
        return result
