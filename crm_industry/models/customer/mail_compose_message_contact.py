from odoo import fields, models
from odoo.tools import email_normalize

# Mass messages about these are advertising; about other documents they are what the company owes to say.
ADVERTISED = ("res.partner", "crm.lead")


class MailComposeMessage(models.TransientModel):
    """Mass mailings obey what each recipient wants."""

    _inherit = "mail.compose.message"

    def _is_contact_mailing(self):
        """Return whether it goes to many at once; what is written to one customer is a letter, which needs nobody's consent."""
        return self.composition_mode == "mass_mail" or self.composition_batch

    def _contact_purpose(self):
        """Purpose of the mailing, see `res.partner._may_contact`. Extend by super for other models."""
        campaign = "mass_mailing_id" in self._fields and self.mass_mailing_id
        return "marketing" if campaign or self.model in ADVERTISED else "contract"

    def _manage_mail_values(self, mail_values_all):
        """Cancel the mails of those who may not be written to; those of the others wait for the end of quiet hours."""
        mail_values_all = super()._manage_mail_values(mail_values_all)
        purpose = self._contact_purpose()
        if purpose == "contract" or not self._is_contact_mailing():
            return mail_values_all
        if self.composition_mode == "comment":
            return self._contact_wanted_messages(mail_values_all, purpose)
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

    def _contact_wanted_messages(self, post_values_all, purpose):
        """Leave out messages on many records of which a recipient may not be written to: posts can't be kept as cancelled."""
        partners = {key: self.env["res.partner"].browse(values.get("partner_ids")) for key, values in post_values_all.items()}
        verdicts = self.env["res.partner"].union(*partners.values())._may_contact("email", purpose)
        return {
            key: values
            for key, values in post_values_all.items()
            if all(verdicts[partner.id].allowed for partner in partners[key])
        }

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
