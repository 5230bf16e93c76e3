import base64

from odoo import models
from odoo.tools import SQL

from ...report.printed_document import printed

REPORT = "crm_credit.action_report_dunning_letter"


class CrmCreditDunningLetter(models.Model):
    """The mails of letters."""

    _inherit = "crm.credit.dunning.letter"

    def _make_mails(self, level):
        """Queue the mails of letters of one level, each in the language of its recipient; customers' histories show them.

        :return: id of the mail by id of the letter
        """
        mails = dict(zip(self.ids, level.mail_template_id.send_mail_batch(self.ids), strict=True))
        if level.attach_letter:
            self._attach_documents(mails)
        found = {letter_id: mail.id for letter_id, mail in mails.items()}
        self._move_to_history(found)
        return found

    def _move_to_history(self, mails):
        """Put the mails into the history of the customers, where everybody looks."""
        self.env["mail.message"].flush_model(["model", "res_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_message message SET model = 'res.partner', res_id = letter.partner_id
                  FROM unnest(%s::int[], %s::int[]) AS made (letter_id, mail_id)
                  JOIN mail_mail mail ON mail.id = made.mail_id
                  JOIN crm_credit_dunning_letter letter ON letter.id = made.letter_id
                 WHERE message.id = mail.mail_message_id
                """,
                list(mails),
                list(mails.values()),
            )
        )
        self.env["mail.message"].invalidate_model(["model", "res_id"])

    def _attach_documents(self, mails):
        """Attach the printed form of each letter to its mail.

        :param mails: mail by id of the letter
        """
        values = []
        for letter in self:
            content, extension, mimetype = printed(letter, REPORT)
            values.append(
                {
                    "name": f"{letter.level_id.with_context(lang=letter.recipient_id.lang).name}.{extension}",
                    "datas": base64.b64encode(content),
                    "mimetype": mimetype,
                    "res_model": "mail.message",
                    "res_id": mails[letter.id].mail_message_id.id,
                }
            )
        for attachment, letter in zip(self.env["ir.attachment"].sudo().create(values), self, strict=True):
            mails[letter.id].attachment_ids = [(4, attachment.id)]
