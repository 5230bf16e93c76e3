from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class CrmHandover(models.Model):
    """Which records a salesperson hands over."""

    _inherit = "crm.handover"

    @api.model
    def _handover_models(self):
        """Return the models whose records are handed over, in this order. Extend by super: ``| {"my.model": {...}}``.

        :return: {model: {
            "label": what the records are called, in the user's language, plural,
            "user": name of the stored field with the responsible user,
            "domain": which of the records are open; user and company are added,
            "customer": name of a stored many2one to res.partner, None if there is none,
            "follows": names of fields that change with the user and come back when it is undone, optional}}
        :rtype: dict[str, dict]
        """
        return {
            "res.partner": {
                "label": self.env._("Customers and contacts"),
                "user": "user_id",
                "domain": Domain("active", "=", True),
                "customer": "id",
            },
            "crm.lead": {
                "label": self.env._("Leads and opportunities"),
                "user": "user_id",
                "domain": Domain("active", "=", True) & Domain("stage_id.is_won", "=", False),
                "customer": "partner_id",
                "follows": ["team_id", "company_id"],
            },
            "sale.order": {
                "label": self.env._("Quotations and open orders"),
                "user": "user_id",
                "domain": self._open_orders_domain(),
                "customer": "partner_id",
                "follows": ["team_id"],
            },
            "mail.activity": {
                "label": self.env._("Activities"),
                "user": "user_id",
                "domain": Domain("active", "=", True) & Domain("res_model", "in", self._handover_activity_models()),
                "customer": None,
            },
        }

    @api.model
    def _open_orders_domain(self):
        """Quotations, and orders with something left to deliver or to invoice."""
        left = Domain("invoice_status", "=", "to invoice") | Domain("delivery_status", "in", ("pending", "started", "partial"))
        return Domain("state", "in", ("draft", "sent")) | (Domain("state", "=", "sale") & left)

    @api.model
    def _handover_activity_models(self):
        """Return the models whose activities are handed over: those that the user may read, so that nothing else shows."""
        names = self.env.registry.descendants(["mail.activity.mixin"], "_inherit")
        models_ = (self.env[name] for name in names)
        return sorted(model._name for model in models_ if not model._abstract and model.has_access("read"))

    @api.model
    def _handover_labels(self):
        return {model: spec["label"] for model, spec in self._handover_models().items()}

    @api.model
    def _handover_query(self, model, spec, owner, branches=None):
        """Return the query of the open records of a model.

        :param Domain owner: which responsible users, on `res.users`
        :param branches: companies whose records are meant, and those without a company; None for all
        """
        records = self.env[model].sudo().with_context(active_test=False)
        query = records._search(Domain(spec["domain"]) & Domain(spec["user"], "any", owner))
        if branches is not None:
            company = self._handover_company(model, SQL.identifier(query.table))
            query.add_where(SQL("COALESCE(%s = ANY(%s), TRUE)", company, list(branches.ids)))
        return query

    @api.model
    def _handover_company(self, model, table):
        """Return SQL of the company of a record, NULL if it has none; an activity has that of the record it is about."""
        if model != "mail.activity":
            return SQL("%s.company_id", table) if self._has_company(model) else SQL("NULL::int")
        companies = [
            SQL(
                "WHEN %s THEN (SELECT about.company_id FROM %s about WHERE about.id = %s.res_id)",
                name,
                SQL.identifier(self.env[name]._table),
                table,
            )
            for name in self._handover_activity_models()
            if self._has_company(name)
        ]
        return SQL("CASE %s.res_model %s END", table, SQL(" ").join(companies))

    @api.model
    def _has_company(self, model):
        field = self.env[model]._fields.get("company_id")
        return bool(field and field.store and self.env[model]._auto)
