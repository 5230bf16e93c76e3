from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Credit notes that settle rebates. Cancelled or deleted, the rebates are to be settled again."""

    _inherit = "account.move"

    rebate_accrual_ids = fields.One2many("crm.rebate.accrual", "move_id", string="Rebates", groups="base.group_user")

    def button_cancel(self):
        result = super().button_cancel()
        self._release_rebates()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_release_rebates(self):
        self._release_rebates()

    def _release_rebates(self):
        # sudo: whoever may cancel the document gives the rebates free
        accruals = self.env["crm.rebate.accrual"].sudo().search([("move_id", "in", self.ids)])
        if not accruals:
            return
        for accrual in accruals:
            open_ones = accruals.search(
                [
                    ("rule_id", "=", accrual.rule_id.id),
                    ("partner_id", "=", accrual.partner_id.id),
                    ("date_from", "=", accrual.date_from),
                    ("move_id", "=", False),
                ]
            )
            open_ones._discard()
        self.invoice_line_ids.filtered("rebate_accrual_id").sudo().rebate_accrual_id = False
        accruals._guarded_write({"move_id": False, "settled_on": False})
        accruals.flush_recordset()

    def _settle_rebates_net(self, company, total):
        """Rebates are net: where the taxes are included in prices, raise the prices accordingly.

        :raise UserError: the document does not come to the total before tax
        """
        self.ensure_one()
        for line in self.invoice_line_ids:
            net, included = line.price_unit, line.tax_ids.filtered("price_include")
            if included and company.currency_id.compare_amounts(line.price_subtotal, net):
                sums = included.compute_all(net, company.currency_id, handle_price_include=False)
                line.price_unit = sums["total_included"]
        if company.currency_id.compare_amounts(self.amount_untaxed, total):
            raise UserError(
                self.env._(
                    "The credit note comes to %(found)s before tax instead of %(wanted)s: check the taxes of the product of"
                    " rebates.",
                    found=company.currency_id.format(self.amount_untaxed),
                    wanted=company.currency_id.format(total),
                )
            )
