from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.arguments import as_text

from ...tools.id_ranges import to_ranges

GROUP = "crm_industry.group_customer_export"
# Of a customer behind another record these tell no more than the record's own name of it.
NAMES = {"id", ".id", "name", "display_name", "complete_name"}


class CrmCustomerExport(models.Model):
    """An export of customers: who took which customers with which fields, and when. Rows are never changed or deleted.

    Who has not the right may export so many customers in 24 hours as the settings of the user's company say.
    """

    _name = "crm.customer.export"
    _inherit = ["crm.append.only.mixin"]
    _description = "Export of Customers"
    _order = "id desc"
    _rec_name = "model_name"

    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="restrict", readonly=True)
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict", readonly=True)
    date = fields.Datetime(string="When", required=True, default=fields.Datetime.now, index=True, readonly=True)
    source = fields.Selection(
        [
            ("list", "Export of a list"),
            ("workbook", "Workbook"),
            ("vcard", "Address cards"),
            ("json", "JSON of a list"),
        ],
        string="Way",
        required=True,
        readonly=True,
    )
    model = fields.Char(string="Technical Name", required=True, readonly=True)
    model_name = fields.Char(string="What", compute="_compute_model_name")
    number = fields.Integer(string="Customers", required=True, readonly=True)
    field_names = fields.Text(string="Fields", readonly=True)
    records = fields.Text(readonly=True, prefetch=False, help="Numbers (ids) of the exported records.")

    @api.depends("model")
    @api.depends_context("lang")
    def _compute_model_name(self):
        for export in self:
            # sudo: the name of a model is no secret
            export.model_name = self.env["ir.model"].sudo()._get(export.model).name or export.model

    @api.model
    def _why_unchanged(self):
        return self.env._("The log of exports cannot be changed.")

    @api.model
    def _why_kept(self):
        return self.env._("The log of exports cannot be deleted.")

    @api.model
    def _customer_models(self):
        """Return {model that lists customers: its field of the customer, None when the record is one}. Extend by super."""
        with_partner = (
            "crm.customer.metrics",
            "crm.customer.consumption",
            "crm.customer.snapshot",
            "crm.customer.due",
            "crm.grading.standing",
            "crm.grading.result",
            "crm.credit.account",
            "crm.credit.case",
            "crm.dealer.position",
            "crm.dealer.node",
            "res.partner.bank",
            "res.users",
        )
        return {"res.partner": None, "crm.lead": None} | dict.fromkeys(with_partner, "partner_id")

    @api.model
    def _log_records(self, records, field_names):
        """Check and log an export of any model by Odoo; what has nothing to do with customers passes.

        :param field_names: paths as Odoo exports them, "partner_id/phone"
        :raise AccessError: too many customers for a user without the right
        :raise UserError: these are no names of fields
        """
        if not isinstance(field_names, list | tuple):
            raise UserError(self.env._("Give the names of the fields to export as a list."))
        field_names = [as_text(self.env, name) for name in field_names]
        listing = self._customer_models()
        if records._name in listing:
            path = listing[records._name]
            # sudo: only counted, the export itself reads with the rights of the user
            number = len(records.sudo()[path]) if path else len(records)
        else:
            number = self._count_behind(records, field_names)
        if number:
            self._allow(records._name, number, field_names, records.ids, "list")

    @api.model
    def _count_behind(self, records, field_names):
        """Return how many customers an export shows more of than their names through fields of other records."""
        prefixes = {prefix for path in field_names for prefix in self._paths_to_customers(records, path)}
        # sudo: only counted, the export itself reads with the rights of the user
        return max((len(records.sudo().mapped(prefix)) for prefix in prefixes), default=0)

    @api.model
    def _paths_to_customers(self, records, path):
        """Yield the beginnings of an exported path that lead to customers and go on to their data."""
        parts = path.split("/")
        model = records
        for position, part in enumerate(parts[:-1]):
            field = model._fields.get(part)
            if not field or not field.relational:
                return
            model = self.env[field.comodel_name]
            if model._name in self._customer_models() and parts[position + 1] not in NAMES:
                yield ".".join(parts[: position + 1])

    @api.model
    def _allow(self, model, number, field_names, ids, source):
        """Check that the user may take so many customers and log that it did; call it before the data are read.

        :param model: name of the model
        :param number: of customers
        :param field_names: iterable of names
        :param ids: of the records, may be empty where they are not known beforehand
        :param source: how, a value of the field
        :raise AccessError: they are too many for a user without the right
        """
        user = self.env.user
        if not self.env.su and not user.has_group(GROUP):
            self.env["crm.capacity.lock"]._lock_capacity([f"customer-export:{user.id}"])
            self._check_number(user, number)
        # sudo: nobody may write the log
        self.sudo().create(
            {
                "user_id": user.id,
                "company_id": self.env.company.id,
                "source": source,
                "model": model,
                "number": number,
                "field_names": ", ".join(field_names),
                "records": to_ranges(ids),
            }
        )

    @api.model
    def _allow_json(self, model, number, field_names):
        """Check and log a list of customers as JSON, of which only the asked number is known beforehand.

        :raise AccessError: the user has not the right to export customers
        """
        if not self.env.user.has_group(GROUP):
            raise AccessError(self.env._("Lists of customers as JSON need the right “Export customers”: ask for it."))
        self._allow(model, number, field_names, [], "json")

    @api.model
    def _check_number(self, user, number):
        since = fields.Datetime.now() - timedelta(hours=24)
        # sudo: what the user exported before, and the settings of its company
        domain = [("user_id", "=", user.id), ("date", ">", since)]
        [(before,)] = self.sudo()._read_group(domain, aggregates=["number:sum"])
        allowed = user.sudo().company_id.customer_export_limit
        if number + (before or 0) > allowed:
            raise AccessError(
                self.env._(
                    "You may export %(allowed)s customers in 24 hours and asked for %(number)s (%(before)s before)."
                    " Choose fewer, or ask for the right “Export customers”.",
                    allowed=allowed,
                    number=number,
                    before=before or 0,
                )
            )
