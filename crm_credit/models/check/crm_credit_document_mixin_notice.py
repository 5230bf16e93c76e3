from odoo import models

OFFICER = "crm_credit.group_credit_officer"


class CrmCreditDocumentMixin(models.AbstractModel):
    """Who is told about held, released and refused documents."""

    _inherit = "crm.credit.document.mixin"

    def _credit_log_hold(self):
        """Log on the documents why they are held."""
        if self:
            # Salespeople may not read decisions, whose figures are part of the message.
            self._message_log_batch(bodies={document.id: document.sudo().credit_message for document in self})

    def _credit_ask_officers(self):
        """Give the officers who decide one activity for each document.

        The work list and the activity menu tell them; an e-mail for each document would be noise.
        """
        # A salesperson may not read the officers' settings or assign activities everywhere.
        documents = self.sudo().with_context(mail_activity_quick_update=True)
        officers = documents._credit_officers()
        for officer, held in documents.filtered(officers.get).grouped(officers.get).items():
            # The summary is for the officer, whatever the salesperson's language.
            held.with_context(lang=officer.lang).activity_schedule(self._credit_activity, user_id=officer.id)

    def _credit_officers(self):
        """Who decides about held documents: the officer of the customer's account, else the company's, else the first one.

        :rtype: dict[models.Model, res.users]
        """
        officers = {}
        for company, documents in self.grouped(lambda document: document._credit_company()).items():
            partners = self.env["res.partner"].union(*(document._credit_partner() for document in documents))
            accounts = self.env["crm.credit.account"]._for_customers(partners, company)
            by_partner = {account.partner_id: account.officer_id.filtered("active") for account in accounts}
            default = company.credit_officer_id.filtered("active") or company._employees_of(OFFICER)[:1]
            officers.update({document: by_partner.get(document._credit_partner()) or default for document in documents})
        return officers

    def _credit_close_activities(self):
        """Take back what the officers were asked about documents still on hold."""
        held = self.filtered(lambda document: document.sudo().credit_state == "held")
        held.sudo().activity_unlink([self._credit_activity])

    def _credit_tell_salesperson(self, decision):
        """Post an officer's decision on the document, addressed to its salesperson."""
        for record in self:
            seller = record._credit_seller()
            document = record.with_context(lang=seller.lang or self.env.lang)
            if decision.event == "release":
                body = decision.with_context(lang=document.env.lang)._release_text()
            else:
                body = document.env._("Credit refused: %(reason)s", reason=decision.reason)
            document.message_post(
                body=body,
                author_id=decision.user_id.partner_id.id,
                partner_ids=seller.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )
