from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .crm_credit_portal import SHOWN_DAYS


class CrmCreditPortal(models.AbstractModel):
    """What a customer tells us: disputes of own invoices, and the day on which it pays them."""

    _inherit = "crm.credit.portal"

    @api.model
    def _report_dispute(self, values):
        """Note that the user's customer doesn't accept an invoice.

        :param dict values: move_id, reason_id, amount (texts; no amount: all that is open), note
        :return: the dispute, with full rights
        :raise AccessError: the user may not see the customer's credit
        :raise UserError: something is missing or not possible
        """
        customer, company = self._own_customer(), self._company()
        self._refuse_unless(company.credit_portal_dispute)
        move = self._own_invoices(customer, company, [values.get("move_id")])
        reason = self._chosen(self.env["crm.credit.dispute.reason"].sudo()._portal_choices(), [values.get("reason_id")])
        note = (values.get("note") or "").strip()
        if not reason or not note:
            raise UserError(self.env._("Please tell us what is wrong with the invoice."))
        amount = self._disputed_amount(move, values.get("amount"))
        disputes = self.env["crm.credit.dispute"].sudo()
        if disputes.search_count([("move_id", "=", move.id)], limit=1):
            raise UserError(self.env._("We know of your dispute of %(invoice)s: please call us.", invoice=move.name))
        owner = self._responsible(customer, company)
        dispute = disputes.with_company(company).create(
            {"move_id": move.id, "reason_id": reason.id, "amount": amount, "note": note, "user_id": owner.id}
        )
        self._tell(dispute, owner, self.env._("Disputed on the portal: %(invoice)s", invoice=move.name))
        return dispute

    @api.model
    def _apply(self, values, files):
        """Ask for credit on behalf of the user's customer; see `crm.credit.application._portal_apply`.

        :raise AccessError: the user may not see the customer's credit
        :raise UserError: something is missing or not possible
        """
        self._own_customer()
        company = self._company()
        self._refuse_unless(company.credit_portal_apply)
        return self.env["crm.credit.application"]._portal_apply(company, values, files)

    @api.model
    def _disputed_amount(self, move, text):
        """The amount in company currency, all that is open by default."""
        try:
            amount = float(text) if text else move.amount_residual_signed
        except ValueError:
            amount = 0.0
        if not 0 < amount <= move.amount_residual_signed:
            raise UserError(self.env._("Please enter an amount between zero and what is open of %(invoice)s.", invoice=move.name))
        return amount

    @api.model
    def _promise(self, values, move_ids):
        """Note the day on which the user's customer pays own invoices, wholly.

        One promise at a time, some days ahead at most, none for some months after a broken one: it stops reminders.

        :param dict values: date_due (text)
        :param move_ids: texts of ids of the invoices
        :return: the promise, with full rights
        :raise AccessError: the user may not see the customer's credit
        :raise UserError: something is missing or not possible
        """
        customer, company = self._own_customer(), self._company()
        self._refuse_unless(company.credit_portal_promise)
        moves, today = self._own_invoices(customer, company, move_ids), company._business_today()
        latest, day = today + timedelta(days=company.credit_portal_promise_days), self._day(values.get("date_due"))
        if not day or not today <= day <= latest:
            raise UserError(self.env._("Please choose a day from today until %(day)s.", day=format_date(self.env, latest)))
        if refusal := self._promise_refusal(customer, company):
            raise UserError(refusal)
        owner = self._responsible(customer, company)
        promises = self.env["crm.credit.promise"].sudo().with_company(company)
        promise = promises.create(
            {
                "partner_id": customer.id,
                "company_id": company.id,
                "date": today,
                "date_due": day,
                "grace_days": company.credit_promise_grace_days,
                "amount": company.currency_id.round(sum(moves.mapped("amount_residual_signed"))),
                "invoice_ids": moves.ids,
                "user_id": owner.id,
            }
        )
        self._tell(promise, owner.browse(), self.env._("Promised on the portal."))
        return promise

    @api.model
    def _promise_refusal(self, customer, company):
        """Why the customer can't promise another payment at present; False when it can."""
        today = company._business_today()
        # sudo: customers have no right to promises in any other way
        standing = self.env["crm.credit.promise"].sudo().search(self._own_domain(customer, company))
        if standing.filtered(lambda promise: promise.state == "open"):
            return self.env._("You have promised a payment already: please call us if it changes.")
        since = today - timedelta(days=SHOWN_DAYS)
        if standing.filtered(lambda promise: promise.state in ("broken", "partial") and promise.date_limit >= since):
            return self.env._("A promise of yours was not kept lately: please call us.")
        return False

    @api.model
    def _refuse_unless(self, setting):
        if not setting:
            raise UserError(self.env._("This is not possible on the portal: please call us."))

    @api.model
    def _own_invoices(self, customer, company, ids):
        """The open invoices of the customer out of those a client named.

        :raise UserError: one of them is none, or there is none
        """
        entries = self.env["crm.credit.statement.source"].sudo()._statements(customer, company)[0]["entries"]
        moves = self.env["account.move"].sudo().browse({entry["move_id"] for entry in entries if entry["open"] > 0})
        moves = moves.filtered(lambda move: move.move_type in ("out_invoice", "out_receipt") and move.amount_residual_signed > 0)
        chosen = self._chosen(moves, ids)
        if not chosen or len(chosen) != len(set(ids)):
            raise UserError(self.env._("Please choose one of your open invoices."))
        return chosen

    @api.model
    def _chosen(self, records, ids):
        """Those records whose id is among texts that a client sent."""
        return records.filtered(lambda record: str(record.id) in ids)

    @api.model
    def _responsible(self, customer, company):
        """Who looks after the customer's credit, may be nobody."""
        account = self.env["crm.credit.account"].sudo()._for_customers(customer, company)
        users = (account.officer_id, company.credit_officer_id, customer.user_id)
        return next((user for user in users if user.active), self.env["res.users"].sudo())

    @api.model
    def _tell(self, record, owner, text):
        """Note in the history who said it, and give the owner something to do."""
        contact = self.env.user.partner_id
        record.message_post(body=text, author_id=contact.id, subtype_xmlid="mail.mt_note")
        if owner:
            record.with_context(lang=owner.lang, mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo", summary=text, user_id=owner.id
            )
