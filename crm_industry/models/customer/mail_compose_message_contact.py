from odoo import fields, models
from odoo.tools import email_normalize

# Mass messages about these are advertising; about other documents they are what the company owes to say.
ADVERTISED = ("res.partner", "crm.lead")


class MailComposeMessage(models.TransientModel):
    """Mass mailings obey what each recipient wants."""

    _inherit = "mail.compose.message"

    def _contact_purpose(self):
        """Purpose of the mailing, see `res.partner._may_contact`. Extend by super for other models."""
        campaign = "mass_mailing_id" in self._fields and self.mass_mailing_id
        return "marketing" if campaign or self.model in ADVERTISED else "contract"

    def _manage_mail_values(self, mail_values_all):
        """Cancel the mails of those who may not be written to; those of the others wait for the end of quiet hours."""
        mail_values_all = super()._manage_mail_values(mail_values_all)
        purpose = self._contact_purpose()
        if purpose == "contract":
            return mail_values_all
        over = ("cancel", "exception")
        open_values = {key: values for key, values in mail_values_all.items() if values.get("state") not in over}
        partners = self._contact_recipients(open_values)
        everybody = self.env["res.partner"].union(*partners.values()) if partners else self.env["res.partner"]
        verdicts = everybody._may_contact("email", purpose)
        unknown = self.env.company.sudo().root_id[f"contact_{purpose}_consent"] if purpose in ("marketing", "survey") else False
        for key, values in open_values.items():
            answers = [verdicts[partner.id] for partner in partners[key]]
            if not all(answer.allowed for answer in answers) or (not answers and unknown):
                values |= {"state": "cancel", "failure_type": "mail_optout", "is_notification": False}
            elif answers:
                moment = max(answer.moment for answer in answers)
                planned = values.get("scheduled_date")
                if moment > fields.Datetime.now() and not planned:
                    values["scheduled_date"] = moment
        return mail_values_all

    def _contact_recipients(self, mail_values_all):
        """{key: partners who get the mail}; an address without a partner is looked up among the contacts."""
        found, emails = {}, {}
        for key, values in mail_values_all.items():
            ids = [command[1] for command in values.get("recipient_ids") or [] if command[1]]
            found[key] = self.env["res.partner"].browse(ids)
            if not ids and (email := email_normalize(values.get("email_to") or "", strict=False)):
                emails[key] = email
        # sudo: whose address it is decides, whoever writes
        known = self.env["res.partner"].sudo().search([("email_normalized", "in", list(emails.values()))], order="id")
        by_email = known.grouped("email_normalized")
        for key, email in emails.items():
            found[key] = by_email.get(email, known.browse()).with_env(self.env)
        return found
