from odoo import fields, models


class AccountMove(models.Model):
    """Overdue invoices are put off by credit officers, and the histories tell; setting an invoice to draft is no way round."""

    _inherit = "account.move"

    credit_overdue_since = fields.Date(
        string="Overdue Before",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Since when the invoice had been overdue when it was set to draft.",
    )

    def write(self, vals):
        """Remember since when invoices that are set to draft have been overdue."""
        since = {}
        if vals.get("state") == "draft":
            for line, day in self.line_ids._credit_overdue_since().items():
                since[line.move_id] = min(since.get(line.move_id, day), day)
        result = super().write(vals)
        for move, day in since.items():
            move._credit_write({"credit_overdue_since": day})
        return result

    def _post(self, soft=True):
        """:raise AccessError: an invoice that was overdue before is posted with a later due date by no credit officer"""
        posted = super()._post(soft=soft)
        for move in posted.sudo().filtered("credit_overdue_since"):
            lines = move.line_ids.filtered(lambda line: line.account_type == "asset_receivable" and line.balance > 0)
            if lines and min(line._credit_due_date() for line in lines) > move.credit_overdue_since:
                lines.sudo(self.env.su)._credit_put_off(move.credit_overdue_since)
            move._credit_write({"credit_overdue_since": False})
        return posted
