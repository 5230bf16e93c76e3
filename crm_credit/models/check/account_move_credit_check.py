from dataclasses import replace

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.credit_verdict import CLEAR, WARNED, decide

CHECKED = ("out_invoice", "out_receipt")


class AccountMove(models.Model):
    """Invoices meet the credit check when they are posted: those of orders are only warned about, refunds never checked."""

    _name = "account.move"
    _inherit = ["account.move", "crm.credit.document.mixin"]

    _credit_link = "move_id"
    _credit_event = "invoice"
    _credit_activity = "crm_credit.mail_activity_credit_invoice"

    # -- what the screens show ------------------------------------------------------------------------------------

    @api.depends("partner_id", "company_id", "state", "move_type", "amount_total_signed")
    def _compute_credit_panel(self):
        """The panel of draft invoices that the check speaks against; False for all others."""
        self.credit_panel = False
        Check = self.env["crm.credit.check"]
        for company, moves in self._origin._credit_invoices().grouped(lambda move: move._credit_company()).items():
            partners = self.env["res.partner"].union(*(move._credit_partner() for move in moves))
            policies = Check._credit_policies("invoice", company, partners)
            for move in moves:
                policy = move._credit_adapt_policy(policies[move._credit_partner().id], 0.0)
                if policy.mode == "off":
                    continue
                figures = Check._figures("invoice", move._credit_partner(), company)[move._credit_partner().id]
                Check._subtract(figures, move._credit_amount())
                verdict = decide(policy, figures, move._credit_amount())
                if verdict.result != CLEAR:
                    move.credit_panel = move._prepare_credit_panel(verdict, company)

    # -- whose and how much ---------------------------------------------------------------------------------------

    def _credit_partner(self):
        return self.partner_id.commercial_partner_id

    def _credit_seller(self):
        return self.invoice_user_id

    def _credit_pending(self):
        return self.state == "draft"

    def _credit_amounts(self):
        """The amounts of the invoices; the exposure contains them already, as drafts or as orders."""
        return {move.id: max(move.amount_total_signed, 0.0) for move in self}

    def _credit_adapt_policy(self, policy, amount):
        """Goods that were ordered or have left stay invoiceable: no hold for an invoice of orders."""
        return replace(policy, mode="warn") if policy.mode == "block" and self._credit_of_orders() else policy

    def _credit_of_orders(self):
        """Whether orders stand behind the whole invoice: a line of an order doesn't let others pass with it."""
        items = self.sudo().invoice_line_ids
        if not items.sale_line_ids:
            return False
        lines = items.filtered(lambda line: line.display_type == "product" and line.price_total > 0)
        ordered = lines.filtered(lambda line: any(sold.state in ("sale", "cancel") for sold in line.sale_line_ids))
        return bool(lines) and ordered == lines

    def _credit_invoices(self):
        """The draft invoices among these moves, with their customers."""
        return self.filtered(lambda move: move.move_type in CHECKED and move.state == "draft" and move.partner_id)

    # -- the door -------------------------------------------------------------------------------------------------

    def action_post(self):
        """Post the invoices whose customers are good for them; the others stay drafts, on credit hold."""
        verdicts = self._credit_judge_invoices()
        held = self.browse(move.id for move, verdict in verdicts.items() if verdict.held)
        held._credit_record("invoice", {move: verdicts[move] for move in held})
        passed, result = self - held, False
        if passed or not held:
            self._credit_record_invoices({move: verdict for move, verdict in verdicts.items() if not verdict.held})
            with passed._credit_in_check():
                result = super(AccountMove, passed).action_post()
        if not result and any(verdict.held or verdict.result == WARNED for verdict in verdicts.values()):
            return self._credit_notification(verdicts)
        return result

    def _post(self, soft=True):
        """No other way past the check.

        :raises UserError: naming the invoice that is held, the figures and the way out
        """
        fresh = self._credit_require_posting()
        with fresh._credit_in_check():
            return super()._post(soft=soft)

    def _credit_require_posting(self):
        """Judge the invoices that nobody further up is judging.

        :return: these invoices
        :raises UserError: naming the invoice that is held, the figures and the way out
        """
        fresh = self.filtered(lambda move: move.move_type in CHECKED and not move._credit_is_in_check())
        verdicts = fresh._credit_judge_invoices()
        for move, verdict in verdicts.items():
            if verdict.held:
                raise UserError(
                    self.env._(
                        "%(invoice)s: %(reasons)s Ask a credit officer to release the invoice, or have the customer pay first.",
                        invoice=move._credit_label(),
                        reasons=self.env["crm.credit.check"]._credit_message(move, verdict),
                    )
                )
        self._credit_record_invoices(verdicts)
        return fresh

    def _credit_judge_invoices(self):
        invoices = self._credit_invoices()
        if not invoices:
            return {}
        return self.env["crm.credit.check"]._credit_check("invoice", invoices._credit_amounts(), invoices, counted=True)

    def _credit_record_invoices(self, verdicts):
        """Log what was remarkable: an entry for each clear invoice would only fill the log."""
        told = {
            move: verdict for move, verdict in verdicts.items() if verdict.result != CLEAR or move.sudo().credit_state == "held"
        }
        self._credit_record("invoice", told)

    def _credit_warned_title(self):
        return self.env._("Posted with a credit warning")

    # -- guards ---------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves.filtered(lambda move: move.move_type in CHECKED)._credit_refuse_forged_records()
        return moves

    def write(self, vals):
        self._credit_refuse_forged(vals)
        if vals.get("state") != "posted":
            return super().write(vals)
        with self._credit_require_posting()._credit_in_check():
            return super().write(vals)

    def button_cancel(self):
        """An invoice that is cancelled needs no decision any more."""
        self._credit_close_activities()
        return super().button_cancel()

    def _credit_write(self, vals):
        """Set the fields that no client may write, past the guard of `write`."""
        return super().write(vals)  # pylint: disable=super-method-mismatch
