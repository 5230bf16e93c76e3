from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.customer_key import code_key
from ...tools.import_columns import ImportColumn


class CrmImportMixin(models.AbstractModel):
    """How the rows of a file name their customer: Odoo's id, else the reference, else the unified code, else the exact name."""

    _inherit = "crm.import.mixin"

    def _import_customer_columns(self):
        """Return the columns that name the customer. They fill the link ``partner_id``, see ``_import_find_customer``."""
        return [
            ImportColumn(
                "customer_id", self.env._("Customer ID"), type="integer", help=self.env._("The customer's number in Odoo.")
            ),
            ImportColumn(
                "customer_ref", self.env._("Customer Reference"), help=self.env._("The reference on the customer's form.")
            ),
            ImportColumn(
                "customer_code",
                self.env._("Unified Code"),
                help=self.env._("The unified social credit code or tax ID, in any spelling."),
                convert=lambda text: code_key(text),
            ),
            ImportColumn(
                "customer",
                self.env._("Customer"),
                help=self.env._(
                    "The exact name. With an ID it is compared with the customer's name, otherwise it has to be unique."
                ),
            ),
        ]

    def _import_find_customer(self, stage, required=True):
        """Fill ``partner_id`` (integer, the commercial partner) of the good rows; without exactly one customer a row is bad.

        Where a customer is not required, rows that name none are left without. Only customers that the person who imports
        may see, in the company of the import, are found. The first of the columns that has a value decides.
        """
        customers = self._import_customers()
        free = SQL("s.customer_id IS NULL")
        self._import_join_customer(stage, customers, SQL("p.id"), SQL("s.customer_id"), SQL("TRUE"))
        self._import_join_customer(stage, customers, SQL("p.ref"), SQL("s.customer_ref"), free)
        free = SQL("%s AND s.customer_ref IS NULL", free)
        self._import_join_customer(stage, customers, SQL("p.customer_key_code"), SQL("s.customer_code"), free)
        free = SQL("%s AND s.customer_code IS NULL", free)
        own = SQL("%s AND p.id = p.commercial_partner_id", customers)
        self._import_join_customer(stage, own, SQL("btrim(p.name)"), SQL("s.customer"), free)
        if required:
            stage.fail(
                SQL("%s AND s.customer IS NULL", free), self.env._("No customer is named: give its ID, reference, code or name.")
            )
        self._import_fail_customer(stage)
        self._import_compare_names(stage)

    def _import_fail_customer(self, stage):
        """Say which key led to nobody, or to several."""
        given = SQL("coalesce(s.customer_id::text, s.customer_ref, s.customer_code, s.customer)")
        texts = {
            "s.partner_id IS NULL": self.env._("No customer is found for “%(key)s”.", key="{key}"),
            "s.partner_id = 0": self.env._("Several customers are found for “%(key)s”: give the ID.", key="{key}"),
        }
        for condition, text in texts.items():
            named = SQL("%s AND %s IS NOT NULL", SQL(condition), given)
            stage.set("error", SQL("replace(%s, '{key}', %s)", text, given), SQL("(SELECT 1) one"), named)

    def _import_compare_names(self, stage):
        """A file sorted by some of its columns only would give every customer the figures of another one."""
        stage.set(
            "error",
            SQL(
                "replace(replace(replace(%s, '{id}', s.customer_id::text), '{name}', p.name), '{given}', s.customer)",
                self.env._(
                    "The customer %(id)s is “%(name)s”, not “%(given)s”: is the row shifted?",
                    id="{id}",
                    name="{name}",
                    given="{given}",
                ),
            ),
            SQL("res_partner p"),
            SQL("p.id = s.customer_id AND btrim(p.name) != s.customer"),
        )

    def _import_customers(self):
        """SQL: the condition on the alias ``p`` for partners that the person who imports may see."""
        partners = self.env["res.partner"].with_user(self.job_user_id).with_context(allowed_company_ids=self.company_id.ids)
        partners.flush_model(["ref", "name", "customer_key_code", "commercial_partner_id", "active"])
        seen = partners._search(Domain("company_id", "=", False) | Domain("company_id", "parent_of", self.company_id.id))
        return SQL("p.id IN (%s)", seen.select())

    def _import_join_customer(self, stage, customers, theirs, given, condition):
        """Set the customer of the rows whose key is found; 0 where several customers have it."""
        found = SQL(
            """
            (SELECT %(theirs)s AS key, CASE WHEN min(p.commercial_partner_id) = max(p.commercial_partner_id)
                    THEN min(p.commercial_partner_id) ELSE 0 END AS partner_id
             FROM res_partner p WHERE %(customers)s AND %(theirs)s IN (
                SELECT %(given)s FROM %(stage)s s WHERE s.error IS NULL AND %(condition)s AND %(given)s IS NOT NULL
             ) GROUP BY 1) f
            """,
            theirs=theirs,
            given=given,
            customers=customers,
            stage=stage.table,
            condition=condition,
        )
        stage.set("partner_id", SQL("f.partner_id"), found, SQL("f.key = %s AND %s", given, condition))
