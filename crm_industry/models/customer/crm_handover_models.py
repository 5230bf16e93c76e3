from odoo import api, models
from odoo.fields import Domain


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
        domain = Domain(spec["domain"]) & Domain(spec["user"], "any", owner)
        company = records._fields.get("company_id")
        if branches is not None and company and company.store:
            domain &= Domain("company_id", "in", [False, *branches.ids])
        return records._search(domain)
