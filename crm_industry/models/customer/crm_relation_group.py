from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import as_id


class CrmRelationGroup(models.AbstractModel):
    """Groups of customers: those connected by relations that make one group, and by companies that stand below others.

    Whoever is connected, over however many steps, belongs to the group once, so that nothing is counted twice.
    """

    _name = "crm.relation.group"
    _description = "Groups of Related Customers"

    @api.model
    def _members(self, customers, company=None):
        """Return the group of each customer today, itself included.

        :param customers: commercial partners
        :param company: whose relations count, besides those of all companies; the current one by default
        :return: {id of the customer: [ids of the members]}, sorted
        :rtype: dict[int, list[int]]
        """
        if not customers.ids:
            return {}
        company = (company or self.env.company).sudo().root_id
        members = self._members_query(customers.ids, company)
        return dict(
            self.env.execute_query(SQL("SELECT start, array_agg(id ORDER BY id) FROM (%s) AS member GROUP BY start", members))
        )

    @api.model
    def _members_query(self, customer_ids, company):
        """Rows (start, id): each customer with each member of its group today. Pending changes are written first.

        :param company: the root of a branch tree
        """
        self.env["crm.relation"].flush_model()
        self.env["crm.relation.type"].flush_model(["counts_group"])
        self.env["res.partner"].flush_model(["parent_id", "commercial_partner_id", "active"])
        return SQL(
            """
            WITH RECURSIVE member (start, id) AS (
                SELECT id, id FROM unnest(%(starts)s) AS id
                UNION
                SELECT member.start, next.id FROM member CROSS JOIN LATERAL (%(neighbours)s) AS next
            )
            SELECT start, id FROM member
            """,
            starts=list(customer_ids),
            neighbours=self._neighbours_query(company),
        )

    @api.model
    def _neighbours_query(self, company):
        """Rows (id): the customers next to ``member.id``. Extend by super with UNION ALL to know other groups."""
        valid = SQL(
            "kind.counts_group AND (relation.company_id IS NULL OR relation.company_id IN ("
            "SELECT branch.id FROM res_company branch WHERE split_part(branch.parent_path, '/', 1)::int = %s))"
            " AND daterange(relation.date_from, relation.date_to, '[]') @> %s::date",
            company.id,
            company._business_today(),
        )
        return SQL(
            """
            SELECT relation.other_customer_id AS id FROM crm_relation relation
              JOIN crm_relation_type kind ON kind.id = relation.type_id
             WHERE relation.customer_id = member.id AND %(valid)s
            UNION ALL
            SELECT relation.customer_id FROM crm_relation relation
              JOIN crm_relation_type kind ON kind.id = relation.type_id
             WHERE relation.other_customer_id = member.id AND %(valid)s
            UNION ALL
            SELECT parent.commercial_partner_id FROM res_partner child
              JOIN res_partner parent ON parent.id = child.parent_id
             WHERE child.id = member.id
            UNION ALL
            SELECT child.id FROM res_partner child
             WHERE child.parent_id = member.id AND child.commercial_partner_id = child.id AND child.active
            """,
            valid=valid,
        )

    @api.model
    def _summary_groups(self, customers, least=1):
        """Return the totals of the groups of customers with the current company and its branches.

        The user has to be allowed to read the customers, and gets the totals of those whose page the user may open; they count
        all members, also those that the user does not see.

        :param customers: commercial partners
        :param int least: leave out groups of fewer members
        :return: {id of the customer: {"members": ids, "sales", "margin": of twelve months, "exposure", "overdue"}}, amounts in
            company currency; without "margin" for whom the company shows none
        :rtype: dict[int, dict]
        :raise AccessError: the user may not read one of the customers
        """
        customers.check_access("read")
        customers = self.env["crm.customer.view"]._view_open_to_user(customers)
        groups = {customer: members for customer, members in self._members(customers).items() if len(members) >= least}
        everybody = customers.browse({member for members in groups.values() for member in members})
        sales = self._group_sales(everybody)
        # sudo: a total over customers whom the user need not see, see above
        credit = self.env["crm.credit.exposure"].sudo()._exposure(everybody.sudo(), columns=["total", "overdue"])
        currency = self.env.company.sudo().root_id.currency_id
        shows_margins = self.env.company._shows_margins()
        result = {}
        for customer_id, members in groups.items():
            owed = [credit[member] for member in members if member in credit]
            sold = [sales.get(member, (0, 0)) for member in members]
            result[customer_id] = {
                "members": members,
                "sales": currency.round(sum(net for net, _margin in sold)),
                "exposure": currency.round(sum(float(row["total"]) for row in owed)),
                "overdue": currency.round(sum(float(row["overdue"]) for row in owed)),
            }
            if shows_margins:
                result[customer_id]["margin"] = currency.round(sum(margin for _net, margin in sold))
        return result

    @api.model
    def _group_sales(self, customers):
        """{id of the customer: (net sales, margin) of twelve months}."""
        company = self.env.company.sudo().root_id
        # sudo: figures of customers whom the user need not see, added up by the caller
        rows = (
            self.env["crm.customer.metrics"]
            .sudo()
            ._read_group(
                [("partner_id", "in", customers.ids), ("company_id", "=", company.id)],
                ["partner_id"],
                ["net_sales_12m:sum", "margin_12m:sum"],
            )
        )
        return {partner.id: (sales or 0, margin or 0) for partner, sales, margin in rows}

    @api.readonly
    @api.model
    def group_totals(self, partner_id):
        """Return the totals of the group of one customer with the current company.

        :param int partner_id: a customer or one of its contacts
        :return: {"members": number, "sales", "margin": of twelve months, "exposure", "overdue"}; without "margin" for whom the
            company shows none
        :rtype: dict
        :raise AccessError: the user does not look after the customer, or may read nothing about customers at all
        """
        partner = self.env["res.partner"].browse(as_id(self.env, partner_id))
        self.env["crm.relation"].check_access("read")
        partner.check_access("read")
        customer = partner.commercial_partner_id
        self.env["crm.customer.view"]._view_check(customer)
        totals = self._summary_groups(customer)[customer.id]
        return totals | {"members": len(totals["members"])}
