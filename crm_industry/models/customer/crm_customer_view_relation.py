from odoo import api, models
from odoo.tools import SQL


class CrmCustomerView(models.AbstractModel):
    """Relations of a customer on its page: how many, and the totals of its group."""

    _inherit = "crm.customer.view"

    @api.model
    def _view_buttons(self, scope):
        buttons = super()._view_buttons(scope)
        if self.env["crm.relation"].has_access("create"):
            buttons.append(
                {
                    "key": "relation",
                    "label": self.env._("Add a relation"),
                    "icon": "fa-share-alt",
                    "model": "crm.relation",
                    "context": {"default_partner_id": scope.customer.id},
                }
            )
        return buttons

    @api.model
    def _view_sources(self, scope):
        return super()._view_sources(scope) | {"relations": self._view_relations_query(scope)}

    @api.model
    def _view_relations_query(self, scope):
        """SELECT of the relations (number of today) and the group (ids of its customers, itself included)."""
        self.env["crm.relation"].flush_model()
        return SQL(
            """
            SELECT (SELECT count(*) FROM crm_relation
                     WHERE (customer_id = %(customer)s OR other_customer_id = %(customer)s)
                       AND (company_id IS NULL OR %(chosen)s) AND daterange(date_from, date_to, '[]') @> %(today)s::date
                   ) AS number,
                   ARRAY(SELECT id FROM (%(members)s) AS member ORDER BY id) AS members
            """,
            customer=scope.customer.id,
            chosen=scope.chosen(SQL("company_id")),
            today=scope.today,
            members=self.env["crm.relation.group"]._members_query(scope.customer.ids, scope.company),
        )

    @api.model
    def _view_figures(self, scope, facts):
        figures = super()._view_figures(scope, facts)
        [relations] = facts["relations"]
        figures.append(
            self._view_figure(
                "relations",
                self.env._("Related partners"),
                relations["number"],
                "count",
                model="crm.relation.side",
                domain=[["customer_id", "=", scope.customer.id], ["is_current", "=", True]],
            )
        )
        if len(relations["members"]) > 1:
            figures.append(self._figure_of_group(relations["members"]))
        return figures

    @api.model
    def _figure_of_group(self, members):
        """The sales of the whole group, also of members that the reader does not look after."""
        sold = self.env["crm.relation.group"]._group_sales(self.env["res.partner"].browse(members))
        return self._view_figure(
            "group_sales",
            self.env._("Net sales of the group, 12 months"),
            self.env.company.sudo().root_id.currency_id.round(sum(net for net, _margin in sold.values())),
            "money",
            hint=self.env._("%(number)s customers", number=len(members)),
            model="res.partner",
            domain=[["id", "in", members]],
        )
