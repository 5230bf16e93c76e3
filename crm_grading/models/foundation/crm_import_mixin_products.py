from odoo import models
from odoo.tools import SQL


class CrmImportMixin(models.AbstractModel):
    """How the rows of a file name their product: the internal reference, else the barcode, else the exact name."""

    _inherit = "crm.import.mixin"

    def _import_find_product(self, stage, required=True):
        """Fill ``product_id`` (integer) from the column ``product``; several products of a name make a row bad.

        Archived products count, too, since files may be old; those of other companies do not.

        :param required: whether a row whose product is not found is bad
        """
        self.env["product.product"].flush_model(["default_code", "barcode", "active", "product_tmpl_id"])
        self.env["product.template"].flush_model(["name", "company_id", "categ_id"])
        join = SQL("product_product p JOIN product_template m ON m.id = p.product_tmpl_id AND %s", self._import_own_products())
        for key in ("default_code", "barcode"):
            self._import_join(stage, "product_id", SQL("product"), SQL.identifier("p", key), SQL("p.id"), join)
        names = SQL("%s CROSS JOIN jsonb_each_text(m.name) n", join)
        self._import_join(stage, "product_id", SQL("product"), SQL("n.value"), SQL("p.id"), names)
        stage.fail(SQL("s.product_id = 0"), self.env._("Several products are called “%(name)s”.", name="{name}"), name="product")
        if required:
            text = self.env._("No product is found for “%(name)s”.", name="{name}")
            stage.fail(SQL("s.product_id IS NULL AND s.product IS NOT NULL"), text, name="product")

    def _import_own_products(self):
        """SQL: the condition on the alias ``m`` for templates of the company, of those above it, or of none."""
        # sudo: which companies stand above this one is no secret
        above = self.company_id.sudo().parent_ids.ids
        return SQL("(m.company_id IS NULL OR m.company_id = ANY(%s))", above)

    def _import_join(self, stage, link, given, theirs, record, table):
        """Fill a link that is still empty with the only record that has the row's key; 0 where several have it.

        :param link: column of the stage
        :param SQL given: column of the stage with the key
        :param SQL theirs: expression over ``table`` that is compared with it
        :param SQL record: expression over ``table``: the id
        :param SQL table: what follows FROM
        """
        given = SQL("s.%s", given)
        link_column = SQL.identifier("s", link)
        found = SQL(
            "(SELECT %(theirs)s AS key, CASE WHEN min(%(record)s) = max(%(record)s) THEN min(%(record)s) ELSE 0 END AS id"
            " FROM %(table)s WHERE %(theirs)s IN (SELECT %(given)s FROM %(stage)s s WHERE s.error IS NULL) GROUP BY 1) f",
            theirs=theirs,
            record=record,
            table=table,
            given=given,
            stage=stage.table,
        )
        stage.set(link, SQL("f.id"), found, SQL("%s IS NULL AND %s = f.key", link_column, given))
