from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.crm_grading.tools.arguments import check_ids

from .crm_vehicle import STATION_MANAGER


class CrmWarrantyClaim(models.Model):
    """What the maker approved becomes a customer invoice to it; when that is paid the claim is reimbursed."""

    _inherit = "crm.warranty.claim"

    invoice_id = fields.Many2one(
        "account.move",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="account.group_account_invoice",
    )
    invoiced = fields.Boolean(compute="_compute_invoiced", search="_search_invoiced", compute_sudo=True)

    @api.depends("invoice_id.state")
    def _compute_invoiced(self):
        for claim in self:
            claim.invoiced = claim.invoice_id.state in ("draft", "posted")

    def _search_invoiced(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        # sudo: of the claims that the user may see
        moves = self.env["account.move"].sudo()._search([("state", "in", ("draft", "posted"))])
        claims = self.sudo()._search([("invoice_id", "in", moves)])
        return [("id", "in", claims)]

    def action_invoice(self):
        """Make draft invoices of approved claims, one for each company, maker and currency; for station managers.

        :raise AccessError: the user is none, or not of the station
        :raise UserError: a claim is not approved, or invoiced already
        """
        check_ids(self)
        claims = self | self.browse()
        claims.check_access("write")
        claims.station_id._check_own()
        if not self.env.user.has_group(STATION_MANAGER):
            raise AccessError(self.env._("Only station managers invoice claims."))
        self.env["crm.capacity.lock"]._lock_capacity(claims._transition_locks())
        for claim in claims:
            claim._expect_value("state", "approved", "partly_approved")
            if claim.invoiced:
                raise UserError(self.env._("%(claim)s is invoiced already.", claim=claim.name))
        for (company, partner, currency), group in claims.grouped(
            lambda claim: (claim.company_id, claim.partner_id, claim.currency_id)
        ).items():
            # sudo: accountants post it; people of stations don't write invoices
            values = group._prepare_invoice(partner, currency)
            invoice = self.env["account.move"].sudo().with_company(company).create(values)
            group.sudo()._guarded_write({"invoice_id": invoice.id})
            group._message_log_batch(bodies={claim.id: self.env._("A draft invoice to the maker was made.") for claim in group})
        return True

    def _prepare_invoice(self, partner, currency):
        """Return the values of the invoice of these claims. Extend by super."""
        lines = self.line_ids.filtered("amount_approved")
        return {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "currency_id": currency.id,
            "invoice_origin": ", ".join(self.mapped("name")),
            "ref": ", ".join(filter(None, self.mapped("maker_ref"))) or False,
            "invoice_line_ids": [Command.create(line._prepare_invoice_line()) for line in lines],
        }

    def _reimburse(self):
        """The maker has paid."""
        open_claims = self.filtered(lambda claim: claim.state in ("approved", "partly_approved"))
        if open_claims:
            open_claims._transition("reimburse")
