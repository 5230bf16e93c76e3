from odoo import api, fields, models


class CrmCreditStatement(models.Model):
    """A statement to a customer: waiting, sent, or why it was not. Written by code only.

    The figures are those of the day on which it is shown; what was sent is the file in the customer's history.
    """

    _name = "crm.credit.statement"
    _inherit = ["crm.guarded.mixin"]
    _description = "Customer Statement"
    _order = "id desc"
    _rec_name = "partner_id"

    run_id = fields.Many2one("crm.credit.statement.run", required=True, readonly=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(related="run_id.kind")
    date_from = fields.Date(related="run_id.date_from")
    date_to = fields.Date(related="run_id.date_to")
    closing = fields.Monetary(string="Balance", readonly=True)
    overdue = fields.Monetary(readonly=True)
    recipient_id = fields.Many2one("res.partner", readonly=True, ondelete="set null")
    mail_id = fields.Many2one("mail.mail", readonly=True, ondelete="set null", index="btree_not_null")
    sent_date = fields.Date(readonly=True)
    state = fields.Selection(
        [
            ("waiting", "To send"),
            ("sent", "Sent"),
            ("no_email", "No e-mail address"),
            ("empty", "Nothing to tell"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )

    @api.model
    def _guarded_fields(self):
        names = ("run_id", "partner_id", "company_id", "closing", "overdue", "recipient_id", "mail_id", "sent_date")
        return super()._guarded_fields() | dict.fromkeys(names, False) | {"state": "waiting"}

    def _statements(self):
        """What the statements say now; see `crm.credit.statement.source`. With the recipient and its language.

        :raise AccessError: the user may not read them
        """
        self.check_access("read")
        found = []
        # sudo: readers of statements need not read journal items
        source = self.env["crm.credit.statement.source"].sudo()
        for run, documents in self.sudo().grouped("run_id").items():
            statements = source._statements(documents.partner_id, run.company_id, run.kind, run.date_from, run.date_to)
            contacts = source._addressees(documents.partner_id)
            found += [statement | contacts[statement["partner"].id] for statement in statements]
        return found

    def _get_report_base_filename(self):
        return self.env._("Statement %(customer)s", customer=self.partner_id[:1].name or "")
