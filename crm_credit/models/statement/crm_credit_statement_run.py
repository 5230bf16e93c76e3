from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .crm_credit_statement_source import KINDS

# So many are sent at once, without waiting for the worker.
FEW = 3
# Documents of one piece: they are made in well under half a minute.
BATCH = 20


class CrmCreditStatementRun(models.Model):
    """Statements that are sent together. A killed server, a stop or a failure leaves nothing half sent, nothing goes twice."""

    _name = "crm.credit.statement.run"
    _inherit = ["crm.job.mixin", "crm.credit.root.mixin", "crm.credit.collection.mixin"]
    _description = "Customer Statements Sent"
    _order = "id desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    kind = fields.Selection(KINDS, required=True, readonly=True, default="open")
    date_from = fields.Date(readonly=True)
    date_to = fields.Date(required=True, readonly=True)
    attach_xlsx = fields.Boolean(string="Attach Excel", readonly=True)
    statement_ids = fields.One2many("crm.credit.statement", "run_id", string="Statements", readonly=True)
    sent_count = fields.Integer(string="Statements Sent", compute="_compute_counts")
    left_out_count = fields.Integer(string="Left Out", compute="_compute_counts")

    @api.model
    def _guarded_fields(self):
        names = dict.fromkeys(("company_id", "date_from", "date_to", "attach_xlsx"), False)
        return super()._guarded_fields() | names | {"kind": "open"}

    @api.depends("date_to", "create_date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            run.display_name = self.env._("Statements of %(date)s", date=format_date(self.env, run.date_to))

    @api.depends("statement_ids.state")
    def _compute_counts(self):
        rows = self.env["crm.credit.statement"]._read_group([("run_id", "in", self.ids)], ["run_id", "state"], ["__count"])
        counts = {(run.id, state): count for run, state, count in rows}
        for run in self:
            run.sent_count = counts.get((run.id, "sent"), 0)
            run.left_out_count = counts.get((run.id, "no_email"), 0) + counts.get((run.id, "empty"), 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        for run in self:
            if run.sent_count:
                raise UserError(self.env._("%(run)s has been sent: it can't be deleted.", run=run.display_name))

    @api.model
    def _send(self, partners, values):
        """Send statements by mail: a few at once, many by the worker.

        :param partners: commercial partners, readable by the user
        :param dict values: company_id, kind, date_from, date_to, attach_xlsx
        :return: the run
        :raise AccessError: the user is no credit officer or accountant
        """
        self._check_collector()
        # sudo: the records are written by code only
        run = self.sudo()._guarded_create([values | {"job_state": "idle"}])
        run.env["crm.credit.statement"]._guarded_create(
            [
                {"run_id": run.id, "partner_id": partner.id, "company_id": run.company_id.id, "state": "waiting"}
                for partner in partners
            ]
        )
        run = run.with_env(self.env)
        if len(partners) <= FEW:
            run._job_run_now()
        else:
            run._job_start()
        return run

    def action_job_stop(self):
        self._check_collector()
        return super().action_job_stop()

    def action_job_resume(self):
        self._check_collector()
        return super().action_job_resume()

    def action_view_statements(self):
        """The statements of the run."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("crm_credit.crm_credit_statement_action"),
            "domain": [("run_id", "=", self.id)],
            "context": {},
        }

    # -- job -------------------------------------------------------------------------------------------------------

    def _job_steps(self):
        return [("send", self.env._("Send statements"))]

    def _job_run_step(self, key, cursor):
        return self._send_next()

    def _send_next(self):
        """Send the next statements; their state changes with their mails, or not at all.

        :return: whether there may be more, else None
        """
        documents = self.env["crm.credit.statement"]
        waiting = documents.search([("run_id", "=", self.id), ("state", "=", "waiting")], order="id", limit=BATCH)
        if not waiting:
            return None
        by_customer = {document.partner_id: document for document in waiting}
        for statement in waiting._statements():
            by_customer[statement["partner"]]._send_statement(statement)
        total = documents.search_count([("run_id", "=", self.id)])
        self._job_count(self.job_done + len(waiting), total)
        return self.job_done
