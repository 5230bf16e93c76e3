from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools.import_columns import ImportColumn

MANAGER = "crm_grading.group_grading_manager"


class CrmSalesHistoryImport(models.Model):
    """Sales of an old system from a file, one row a line of an order, in company currency. They become no orders."""

    _name = "crm.sales.history.import"
    _inherit = ["crm.import.mixin"]
    _description = "Import of Sales History"

    _import_model = "crm.sales.history"

    source = fields.Char(default="old-system")
    unknown_products = fields.Boolean(
        string="Import Sales of Unknown Products",
        help="Sales of products or categories that Odoo does not have are imported without them. Otherwise their rows are bad.",
    )

    def write(self, vals):
        if "unknown_products" in vals:
            self._import_refuse_change()
        return super().write(vals)

    def _import_check_rights(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only grading managers import sales history."))

    # -- the file --------------------------------------------------------------------------------------------------

    def _import_columns(self):
        return [
            ImportColumn(
                "external_id",
                self.env._("External ID"),
                required=True,
                help=self.env._("Number of the line in the old system, never used twice."),
            ),
            *self._import_customer_columns(),
            ImportColumn("date", self.env._("Date"), type="date", required=True),
            ImportColumn("order_ref", self.env._("Order Reference")),
            ImportColumn("product", self.env._("Product"), help=self.env._("Internal reference, else the exact name.")),
            ImportColumn("category", self.env._("Product Category"), help=self.env._("Full name, else the exact name.")),
            ImportColumn("quantity", self.env._("Quantity"), type="number", help=self.env._("Negative for a return.")),
            ImportColumn(
                "amount",
                self.env._("Net Sales"),
                type="number",
                required=True,
                help=self.env._(
                    "Without tax, in %(currency)s; negative for a return.", currency=self.company_id.currency_id.name or ""
                ),
            ),
            ImportColumn("margin", self.env._("Margin"), type="number", help=self.env._("Empty where it is not known.")),
        ]

    def _import_links(self):
        return {"partner_id": "integer", "product_id": "integer", "category_id": "integer"}

    def _import_values(self):
        digits = self.company_id.currency_id.decimal_places
        return {
            "partner_id": SQL("s.partner_id"),
            "date": SQL("s.date"),
            "order_ref": SQL("s.order_ref"),
            "product_id": SQL("nullif(s.product_id, 0)"),
            "category_id": SQL("nullif(s.category_id, 0)"),
            "quantity": SQL("coalesce(s.quantity, 0)"),
            "amount": SQL("trim_scale(round(s.amount, %s))", digits),
            "margin": SQL("trim_scale(round(s.margin, %s))", digits),
            "returned": SQL("(s.amount < 0 OR coalesce(s.quantity, 0) < 0)"),
        }

    # -- checks ----------------------------------------------------------------------------------------------------

    def _import_check(self, stage):
        self._import_find_customer(stage)
        today = self.company_id._business_today()
        stage.fail(SQL("s.date > %s", today), self.env._("%(day)s lies in the future.", day="{day}"), day="date")
        self._import_find_product(stage)
        self._import_find_category(stage)

    def _import_find_product(self, stage, required=True):
        """The product and its category; sales of an old system may be of products that are no more."""
        result = super()._import_find_product(stage, required=required and not self.unknown_products)
        category = SQL("product_product p JOIN product_template m ON m.id = p.product_tmpl_id")
        stage.set("category_id", SQL("m.categ_id"), category, SQL("p.id = s.product_id"))
        return result

    def _import_find_category(self, stage):
        """By full name, else by name; the product's own category goes before."""
        self.env["product.category"].flush_model(["name", "complete_name"])
        table = SQL("product_category c")
        for key in ("complete_name", "name"):
            self._import_join(stage, "category_id", SQL("category"), SQL.identifier("c", key), SQL("c.id"), table)
        stage.fail(
            SQL("s.category_id = 0"), self.env._("Several categories are called “%(name)s”.", name="{name}"), name="category"
        )
        if not self.unknown_products:
            text = self.env._("No category is found for “%(name)s”.", name="{name}")
            stage.fail(SQL("s.category_id IS NULL AND s.category IS NOT NULL"), text, name="category")
