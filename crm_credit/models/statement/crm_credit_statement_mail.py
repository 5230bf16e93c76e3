import base64
from io import BytesIO

from odoo import fields, models

from ...report.printed_document import printed
from ...report.statement_workbook import StatementWorkbook

REPORT = "crm_credit.action_report_statement"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CrmCreditStatement(models.Model):
    """The mail of a statement, with the document attached, in the language of the recipient."""

    _inherit = "crm.credit.statement"

    def _send_statement(self, statement):
        """Send what `_statements` gave for this customer, or note why not.

        :param dict statement: of the customer
        """
        values = {"closing": statement["closing"], "overdue": statement["overdue"]}
        if not statement["entries"] and not statement["closing"]:
            return self._guarded_write(values | {"state": "empty"})
        if not statement["recipient"].email_normalized:
            return self._guarded_write(values | {"state": "no_email"})
        # Before the mail, which shows them.
        self._guarded_write(values | {"recipient_id": statement["recipient"].id})
        mail = self.env.ref("crm_credit.mail_template_statement").send_mail_batch(self.ids)
        self._attach_documents(mail, statement)
        mail.mail_message_id.write({"model": "res.partner", "res_id": self.partner_id.id})
        today = fields.Date.to_string(self.company_id._business_today())
        return self._guarded_write({"mail_id": mail.id, "sent_date": today, "state": "sent"})

    def _attach_documents(self, mail, statement):
        """Attach the printed statement, and the workbook where the run says so."""
        document = self.with_context(lang=statement["lang"])
        name = document._get_report_base_filename()
        content, extension, mimetype = printed(document, REPORT)
        files = [(f"{name}.{extension}", content, mimetype)]
        if self.run_id.attach_xlsx:
            file = BytesIO()
            StatementWorkbook(document.env, [statement]).save(file)
            files.append((f"{name}.xlsx", file.getvalue(), XLSX))
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": name,
                    "datas": base64.b64encode(content),
                    "mimetype": mimetype,
                    "res_model": "mail.message",
                    "res_id": mail.mail_message_id.id,
                }
                for name, content, mimetype in files
            ]
        )
        mail.attachment_ids = [(4, attachment.id) for attachment in attachments]
