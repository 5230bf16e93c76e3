from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..models.collection.crm_credit_collection_mixin import COLLECTORS, READERS
from ..models.statement.crm_credit_statement_source import KINDS

# Shown and printed in one document; more go by mail or into a workbook.
MOST_SHOWN = 100


class CrmCreditStatementMake(models.TransientModel):
    """Asks which statements are wanted, then shows, prints, exports or sends them."""

    _name = "crm.credit.statement.make"
    _description = "Make Customer Statements"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company.root_id, domain="[('parent_id', '=', False)]"
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        domain=lambda self: self.env["res.partner"]._customer_domain(),
        help="None: all customers with open items.",
    )
    kind = fields.Selection(KINDS, required=True, default="open")
    date_from = fields.Date(
        string="From", default=lambda self: fields.Date.subtract(self.env.company._business_today(), months=3).replace(day=1)
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        default=lambda self: self.env.company._business_today(),
        help="Today's statement tells all that is booked, entries dated later included.",
    )
    attach_xlsx = fields.Boolean(string="Attach Excel", help="The mails get the figures as a workbook, too.")
    may_send = fields.Boolean(compute="_compute_may_send")

    def _compute_may_send(self):
        self.may_send = self.env.user.has_groups(COLLECTORS)

    @api.model
    def _open(self, partners, company=None):
        self._check_reader()
        company = (company or self.env.company).root_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer Statement"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_ids": partners.ids, "default_company_id": company.id},
        }

    # -- buttons ---------------------------------------------------------------------------------------------------

    def action_show(self):
        """Show the statements as a page."""
        return self._report_action() | {"report_type": "qweb-html"}

    def action_print(self):
        """Print the statements, where the server can make PDFs; else show them."""
        return self._report_action()

    def action_xlsx(self):
        """The figures of all customers as a workbook."""
        self.ensure_one()
        self._wanted_customers()
        return {"type": "ir.actions.act_url", "url": f"/crm_credit/statement/{self.id}/xlsx", "target": "download"}

    def action_send(self):
        """Send the statements to the customers' invoice contacts. Credit officers and accountants."""
        self.ensure_one()
        values = {name: self[name] for name in ("kind", "date_to", "attach_xlsx")}
        values |= {"company_id": self.company_id.root_id.id, "date_from": self._first_day()}
        run = self.env["crm.credit.statement.run"]._send(self._wanted_customers(), values)
        return {
            "type": "ir.actions.act_window",
            "name": run.display_name,
            "res_model": run._name,
            "res_id": run.id,
            "view_mode": "form",
        }

    def _report_action(self):
        self.ensure_one()
        if len(self._wanted_customers()) > MOST_SHOWN:
            raise UserError(
                self.env._("Only %(count)s statements are shown at once: send them, or choose Excel.", count=MOST_SHOWN)
            )
        return self.env.ref("crm_credit.action_report_statement_make").report_action(self)

    # -- for the report and the workbook ---------------------------------------------------------------------------

    def _statements(self):
        """What the statements say; see `crm.credit.statement.source`. With the addressee and its language.

        :raise AccessError: the user may not see statements, or one of the customers, or the wizard is somebody else's
        """
        source = self.env["crm.credit.statement.source"].sudo()
        found = []
        for wizard in self:
            customers = wizard._wanted_customers().sudo()
            contacts = source._addressees(customers)
            for statement in source._statements(customers, wizard.company_id, wizard.kind, wizard._first_day(), wizard.date_to):
                found.append(statement | contacts[statement["partner"].id])
        return found

    def _first_day(self):
        return self.date_from if self.kind == "all" else None

    def _wanted_customers(self):
        """The customers chosen, or all with open items.

        :raise AccessError: the user may not see statements, or one of the customers, or the wizard is somebody else's
        :raise UserError: the days are in the wrong order, or there is nobody
        """
        self._check_reader()
        self.check_access("read")
        if not self.env.su and (self.create_uid != self.env.user or self.company_id not in self.env.companies.root_id):
            raise AccessError(self.env._("You may not see these statements."))
        if self._first_day() and self.date_from > self.date_to:
            raise UserError(self.env._("The first day of a statement can't be after its last one."))
        customers = (self.partner_ids or self._open_customers()).commercial_partner_id
        customers.check_access("read")
        if not customers:
            raise UserError(self.env._("No customer has open items."))
        return customers

    def _open_customers(self):
        # sudo: readers of statements need not read journal items
        rows = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "child_of", self.company_id.root_id.id),
                    ("account_id.account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                    ("partner_id", "!=", False),
                ],
                ["partner_id"],
            )
        )
        partners = self.env["res.partner"].browse([partner.id for (partner,) in rows])
        customers = partners.sudo().commercial_partner_id.with_env(self.env)
        return customers._filtered_access("read").sorted("display_name")

    @api.model
    def _check_reader(self):
        if not self.env.su and not self.env.user.has_groups(READERS):
            raise AccessError(self.env._("Statements are for people in credit or accounting."))

    def _get_report_base_filename(self):
        customers = self.partner_ids.commercial_partner_id
        if len(customers) == 1:
            return self.env._("Statement %(customer)s", customer=customers.name)
        return self.env._("Statements %(date)s", date=format_date(self.env, self.date_to))
