from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class CrmCreditFileMixin(models.AbstractModel):
    """A record of the credit file of a customer: dated, with its source, and stale when its validity is over.

    Stale records are kept and count no more: the score has less coverage until there are newer ones. Documents are attached
    to the record. Amounts are in the currency of the company.
    """

    _name = "crm.credit.file.mixin"
    _inherit = ["crm.guarded.mixin", "crm.credit.customer.mixin", "mail.thread"]
    _description = "Record of a Credit File"
    _order = "date desc, id desc"

    _valid_months = 12
    """Months that a record is valid, unless somebody decides otherwise."""

    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        required=True,
        default=lambda self: self.env.company._business_today(),
        tracking=True,
        help="The day it was obtained; it tells nothing about earlier days.",
    )
    source = fields.Char(required=True, tracking=True, help="Who or what it comes from: auditor's report, register, bank, visit.")
    valid_until = fields.Date(
        compute="_compute_valid_until", store=True, readonly=False, precompute=True, required=True, tracking=True
    )
    stale = fields.Boolean(compute="_compute_stale", search="_search_stale", help="No longer valid: it counts nowhere.")
    note = fields.Text()

    _valid_after_date = models.Constraint("CHECK (valid_until >= date)", "A record of the credit file is valid from its date on.")

    @api.depends("date")
    def _compute_valid_until(self):
        for record in self:
            record.valid_until = record.date and record.date + relativedelta(months=self._valid_months)

    @api.depends("valid_until", "company_id")
    @api.depends_context("tz")
    def _compute_stale(self):
        for record in self:
            today = (record.company_id or self.env.company)._business_today()
            record.stale = bool(record.valid_until) and record.valid_until < today

    def _search_stale(self, operator, value):
        if operator != "in":
            return NotImplemented
        past = Domain.OR(
            Domain("company_id", "=", company.id) & Domain("valid_until", "<", company._business_today())
            for company in self.env.companies.root_id
        )
        wanted = [past if stale else ~past for stale in set(value)]
        return Domain.OR(wanted)

    @api.model
    def _rekey(self, old, new):
        """Give the records of a customer to the one that absorbs it; superuser environment."""
        # Past the check of contacts: the customers are being joined.
        self.flush_model()
        self.env.cr.execute(
            SQL("UPDATE %s SET partner_id = %s WHERE partner_id = %s", SQL.identifier(self._table), new.id, old.id)
        )
        self.invalidate_model()

    @api.constrains("date")
    def _check_date(self):
        for record in self:
            if record.date > record.company_id._business_today():
                raise ValidationError(
                    self.env._(
                        "%(record)s can't be dated in the future: give the day it was obtained.", record=record.display_name
                    )
                )
