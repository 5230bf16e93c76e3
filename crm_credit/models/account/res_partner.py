from odoo import api, fields, models
from odoo.tools.constants import PREFETCH_MAX

from .crm_credit_account import EFFECTIVE_MODES, STATUSES

READERS = (
    "sales_team.group_sale_salesman,account.group_account_invoice,account.group_account_readonly,"
    "crm_credit.group_credit_user"
)


class ResPartner(models.Model):
    """Live credit figures of the customer with the current company; a contact shows those of its customer."""

    _inherit = "res.partner"

    credit_currency_id = fields.Many2one("res.currency", compute="_compute_credit", groups=READERS)
    credit_limit_mode = fields.Selection(
        EFFECTIVE_MODES, string="Credit", compute="_compute_credit", search="_search_credit_limit_mode", groups=READERS
    )
    credit_effective_limit = fields.Monetary(
        string="Credit Limit in Force",
        compute="_compute_credit",
        search="_search_credit_effective_limit",
        currency_field="credit_currency_id",
        groups=READERS,
        help="Credit limit of the customer, or the company's default.",
    )
    credit_exposure = fields.Monetary(
        string="Credit Used",
        compute="_compute_credit",
        search="_search_credit_exposure",
        currency_field="credit_currency_id",
        groups=READERS,
        help="Open receivables, draft invoices and confirmed orders not yet invoiced, less what has been paid online.",
    )
    credit_available = fields.Monetary(
        compute="_compute_credit",
        search="_search_credit_available",
        currency_field="credit_currency_id",
        groups=READERS,
        help="Limit less used; negative when over the limit. Unlimited customers have none.",
    )
    credit_utilisation = fields.Float(
        string="Credit Used %",
        compute="_compute_credit",
        search="_search_credit_utilisation",
        aggregator=None,
        groups=READERS,
    )
    credit_overdue = fields.Monetary(
        string="Overdue",
        compute="_compute_credit",
        search="_search_credit_overdue",
        currency_field="credit_currency_id",
        groups=READERS,
        help="Receivables past their due date.",
    )
    credit_status = fields.Selection(
        STATUSES, compute="_compute_credit", search="_search_credit_status", groups=READERS
    )

    @api.model
    def _credit_columns(self):
        """Column of the exposure for each field that shows it."""
        return {
            "credit_limit_mode": "limit_mode",
            "credit_effective_limit": "limit_amount",
            "credit_exposure": "total",
            "credit_available": "available",
            "credit_utilisation": "utilisation",
            "credit_overdue": "overdue",
            "credit_status": "group_status",
        }

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_credit(self):
        """Fill all figures from one query; made for lists of thousands, hence straight into the cache."""
        customers = [partner.commercial_partner_id._origin.id for partner in self]
        owners = self.browse(filter(None, dict.fromkeys(customers)))
        rows = self.env["crm.credit.exposure"]._exposure(owners, columns=self._credit_columns().values())
        default = self.env["crm.credit.exposure"]._default_row(self.env.company)
        figures = [rows.get(customer, default) for customer in customers]
        for name, column in self._credit_columns().items():
            empty = None if self._fields[name].type == "selection" else 0.0
            self._fields[name]._insert_cache(self, [row[column] or empty for row in figures])
        self._fields["credit_currency_id"]._insert_cache(self, [self.env.company.currency_id.id] * len(self))

    def fetch(self, field_names=None):
        """Odoo computes a thousand records at a time; the figures of a longer list come from one query all the same."""
        result = super().fetch(field_names)
        if len(self) > PREFETCH_MAX and not self._credit_columns().keys().isdisjoint(field_names or ()):
            self._compute_credit()
        return result

    @api.model
    def _search_credit(self, name, operator, value):
        # Odoo leaves the groups of a field unchecked when it has a search method.
        self._check_field_access(self._fields[name], "read")
        return self.env["crm.credit.exposure"]._search_customers(self._credit_columns()[name], operator, value)

    def _search_credit_limit_mode(self, operator, value):
        return self._search_credit("credit_limit_mode", operator, value)

    def _search_credit_effective_limit(self, operator, value):
        return self._search_credit("credit_effective_limit", operator, value)

    def _search_credit_exposure(self, operator, value):
        return self._search_credit("credit_exposure", operator, value)

    def _search_credit_available(self, operator, value):
        return self._search_credit("credit_available", operator, value)

    def _search_credit_utilisation(self, operator, value):
        return self._search_credit("credit_utilisation", operator, value)

    def _search_credit_overdue(self, operator, value):
        return self._search_credit("credit_overdue", operator, value)

    def _search_credit_status(self, operator, value):
        return self._search_credit("credit_status", operator, value)

    def _summary_credit(self):
        """Figures of the partners' customers with the current company, for people without rights to the documents.

        :return: by id of the partner: status (the stricter one of its own and its group's), limit_mode, limit_amount, total,
            available, utilisation, overdue
        :raise AccessError: the user may not read one of the partners
        """
        self.check_access("read")
        rows = self.env["crm.credit.exposure"]._exposure(self.commercial_partner_id)
        columns = {column: column for column in self._credit_columns().values() if column != "group_status"}
        columns["status"] = "group_status"
        return {
            partner.id: {name: rows[partner.commercial_partner_id.id][column] for name, column in columns.items()}
            for partner in self
        }

    def action_open_credit_account(self):
        """Show the customer's credit account with the current company, made when there is none yet."""
        self.ensure_one()
        accounts = self.env["crm.credit.account"]
        account = accounts._for_customers(self.commercial_partner_id, self.env.company)
        if not account:
            accounts.check_access("create")
            account = accounts._ensure(self.commercial_partner_id, self.env.company)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit Account"),
            "res_model": "crm.credit.account",
            "res_id": account.id,
            "view_mode": "form",
        }

    @api.model
    def _rekey_customer(self, old, new):
        result = super()._rekey_customer(old, new)
        old.env["crm.credit.account"]._rekey(old, new)
        (old | new)._mirror_credit_limit(customer=new)
        return result
