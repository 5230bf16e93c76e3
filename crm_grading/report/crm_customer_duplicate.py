from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ..models.crm_customer_distinct import KEY_KINDS
from ..tools.arguments import check_ids, check_one

NAMES_SHOWN = 5


class CrmCustomerDuplicate(models.Model):
    """Customers that share a code, a phone or a name: one row for each shared key.

    Only customers that the user may read are counted. A company and its own branches count
    as one. Rows whose customers were all declared to be different are left out.
    """

    _name = "crm.customer.duplicate"
    _description = "Possible Duplicate Customers"
    _auto = False
    _order = "newest desc, id desc"
    _rec_name = "value"
    _depends = {
        "res.partner": [
            "active",
            "company_id",
            "create_date",
            "customer_key_code",
            "customer_key_name",
            "customer_key_phone",
            "is_company",
            "name",
            "parent_id",
            "partner_share",
        ],
        "crm.customer.distinct": ["kind", "partner_ids", "value"],
    }

    kind = fields.Selection(KEY_KINDS, string="Same", readonly=True)
    value = fields.Char(string="Compared As", readonly=True)
    partner_count = fields.Integer(string="Customers", aggregator=None, readonly=True)
    partner_names = fields.Char(string="Names", readonly=True)
    newest = fields.Datetime(string="Newest Created on", readonly=True)
    partner_ids = fields.Many2many(
        "res.partner", string="Possible Duplicates", compute="_compute_partner_ids"
    )

    @property
    def _table_query(self):
        kinds = [self._kind_query(number, kind) for number, (kind, _label) in enumerate(KEY_KINDS)]
        return SQL(" UNION ALL ").join(kinds)

    @api.model
    def _kind_query(self, number, kind):
        """Return the SELECT of one kind. The id stays the same while the oldest customer does."""
        return SQL(
            """
            SELECT %(kinds)s * g.oldest_id + %(number)s AS id, %(kind)s AS kind, g.key AS value,
                g.partner_count, g.partner_names, g.newest
            FROM (%(groups)s) g
            WHERE NOT EXISTS (
                SELECT FROM (%(decided)s) d
                WHERE d.value = g.key AND g.partner_ids <@ d.partner_ids
            )
            """,
            kinds=len(KEY_KINDS),
            number=number,
            kind=kind,
            groups=self._group_query(kind),
            decided=self._decision_query(kind),
        )

    @api.model
    def _group_query(self, kind):
        """Return the groups of customers with one key; the repeated keys come from its index."""
        return SQL(
            """
            SELECT p.key, min(p.id) AS oldest_id, count(*) AS partner_count,
                array_agg(p.id) AS partner_ids, max(p.create_date) AS newest,
                array_to_string((array_agg(p.name ORDER BY p.id))[1:%(shown)s], ', ')
                    || CASE WHEN count(*) > %(shown)s THEN ', …' ELSE '' END AS partner_names
            FROM (%(customers)s) p
            WHERE p.key IN (
                SELECT %(column)s FROM res_partner WHERE %(column)s IS NOT NULL
                GROUP BY %(column)s HAVING count(*) > 1
            )
            GROUP BY p.key
            HAVING count(*) > 1 AND min(p.family) <> max(p.family)
            """,
            shown=NAMES_SHOWN,
            column=SQL.identifier(f"customer_key_{kind}"),
            customers=self._customer_query(kind),
        )

    @api.model
    def _customer_query(self, kind):
        partners = self.env["res.partner"]
        query = partners._search(partners._customer_key_domain(kind))
        table = query.table
        return query.select(
            SQL.identifier(table, "id"),
            SQL.identifier(table, "name"),
            SQL.identifier(table, "create_date"),
            SQL("%s AS key", SQL.identifier(table, f"customer_key_{kind}")),
            SQL(
                "COALESCE(%s, %s) AS family",
                SQL.identifier(table, "parent_id"),
                SQL.identifier(table, "id"),
            ),
        )

    @api.model
    def _decision_query(self, kind):
        """Return the decisions on this kind with their customers."""
        return SQL(
            """
            SELECT d.value, array_agg(r.res_partner_id) AS partner_ids
            FROM crm_customer_distinct d
            JOIN crm_customer_distinct_partner_rel r ON r.crm_customer_distinct_id = d.id
            WHERE d.kind = %s
            GROUP BY d.id
            """,
            kind,
        )

    @api.depends("kind", "value")
    def _compute_partner_ids(self):
        partners = self.env["res.partner"]
        for kind, rows in self.grouped("kind").items():
            key = f"customer_key_{kind}"
            domain = partners._customer_key_domain(kind) & Domain(key, "in", rows.mapped("value"))
            found = partners.search(domain, order="id").grouped(key)
            for row in rows:
                row.partner_ids = found.get(row.value, partners)

    def action_view_partners(self):
        """Open the customers of this row."""
        check_one(self)
        return {
            "name": self.env._("Possible Duplicates"),
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", self.partner_ids.ids)],
        }

    def action_merge(self):
        """Open Odoo's merge wizard with the oldest customers of this row."""
        check_one(self)
        return self.partner_ids._open_merge_wizard()

    def action_not_duplicate(self):
        """Note that the customers of each of these rows are different ones."""
        check_ids(self)
        self.env["crm.customer.distinct"].create(
            [
                {
                    "kind": row.kind,
                    "value": row.value,
                    "partner_ids": [Command.set(row.partner_ids.ids)],
                }
                for row in self
            ]
        )
        return True
