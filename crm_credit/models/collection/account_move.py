from odoo import api, fields, models

from .crm_credit_collection_mixin import READERS


class AccountMove(models.Model):
    """Disputes and dunning of a customer invoice."""

    _inherit = "account.move"

    credit_dispute_ids = fields.One2many("crm.credit.dispute", "move_id", string="Disputes", readonly=True, groups=READERS)
    credit_dunning_item_ids = fields.One2many(
        "crm.credit.dunning.item",
        "move_id",
        string="Dunning",
        domain=[("sent", "=", True)],
        readonly=True,
        groups=READERS,
    )
    credit_dunning_level_id = fields.Many2one(
        "crm.credit.dunning.level",
        string="Dunning Level",
        compute="_compute_credit_dunning_level_id",
        groups=READERS,
        help="The highest level that an item of the invoice has been dunned at.",
    )

    @api.depends("credit_dunning_item_ids.sent")
    def _compute_credit_dunning_level_id(self):
        for move in self:
            items = move.credit_dunning_item_ids.filtered("raised").sorted("level_days")
            move.credit_dunning_level_id = items[-1:].level_id

    @api.model_create_multi
    def create(self, vals_list):
        """A credit note for an invoice with an accepted dispute is the dispute's."""
        moves = super().create(vals_list)
        notes = moves.filtered(lambda move: move.move_type == "out_refund" and move.reversed_entry_id)
        if notes:
            # sudo: who makes credit notes need not know disputes
            disputes = self.env["crm.credit.dispute"].sudo()
            found = disputes.search(
                [("move_id", "in", notes.reversed_entry_id.ids), ("state", "=", "accepted"), ("credit_note_id", "=", False)]
            )
            for dispute in found:
                own = notes.filtered(lambda note, dispute=dispute: note.reversed_entry_id == dispute.move_id)
                dispute.credit_note_id = own[:1]
        return moves

    def action_dispute(self):
        """A form to note that the customer disputes the invoice."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dispute"),
            "res_model": "crm.credit.dispute",
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_id": self.id},
        }
