from odoo import api, fields, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    tobacco_electronic = fields.Boolean(
        string="Electronic Settlement",
        compute="_compute_tobacco_electronic",
        store=True,
        readonly=False,
        help="Payments in this journal count as electronic in the grading of tobacco retailers. Banks are at first.",
    )

    @api.depends("type")
    def _compute_tobacco_electronic(self):
        for journal in self:
            journal.tobacco_electronic = journal.type == "bank"
