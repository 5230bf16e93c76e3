from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

# Not paid, and nobody has said that it won't be.
RUNNING = ("received", "endorsed", "discounted")
DUE_STATES = [("later", "Not due yet"), ("soon", "Due soon"), ("overdue", "Overdue")]
NOTICE = "crm_credit.mail_activity_credit_bill"
BATCH = 200


class CrmCreditBill(models.Model):
    """Bills that fall due: the officer is told some days before, and once more when nobody has said what became of one."""

    _inherit = "crm.credit.bill"

    due_state = fields.Selection(
        DUE_STATES,
        string="Due",
        compute="_compute_due_state",
        search="_search_due_state",
        help="Of bills that are neither paid nor dishonoured, by the company's days of notice.",
    )
    notified_on = fields.Date(readonly=True, copy=False, help="When the officer was told that the bill falls due.")
    overdue_notified_on = fields.Date(readonly=True, copy=False, help="When the officer was told that the bill is overdue.")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"notified_on": False, "overdue_notified_on": False}

    @api.depends("state", "due_date", "company_id")
    def _compute_due_state(self):
        self.due_state = False
        for company, bills in self.filtered(lambda bill: bill.state in RUNNING and bill.due_date).grouped("company_id").items():
            today, last = company._due_days()
            for bill in bills:
                bill.due_state = "overdue" if bill.due_date < today else "soon" if bill.due_date <= last else "later"

    def _search_due_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = [Domain("state", "not in", RUNNING)] if False in value else []
        for company in self.env["res.company"].sudo().search([("parent_id", "=", False)]):
            today, last = company._due_days()
            domains = {
                "overdue": Domain("due_date", "<", today),
                "soon": Domain("due_date", ">=", today) & Domain("due_date", "<=", last),
                "later": Domain("due_date", ">", last),
            }
            own = Domain("company_id", "=", company.id) & Domain("state", "in", RUNNING)
            found += [own & domain for name, domain in domains.items() if name in value]
        return Domain.OR(found)

    def write(self, vals):
        """Another day of payment is told anew."""
        result = super().write(vals)
        if "due_date" in vals:
            self._close_notices()
            self._guarded_write({"notified_on": False, "overdue_notified_on": False})
        return result

    def _step(self, state):
        result = super()._step(state)
        if state not in RUNNING:
            self._close_notices()
        return result

    def _close_notices(self):
        # sudo: the notice is somebody else's
        self.sudo().activity_unlink([NOTICE])

    @api.model
    def _notify_due(self, company):
        """An activity for each bill that falls due within the company's days of notice, and for each that is overdue."""
        today, last = company._due_days()
        running = Domain("company_id", "=", company.id) & Domain("state", "in", RUNNING)
        soon = Domain("due_date", ">=", today) & Domain("due_date", "<=", last)
        for field, domain in (("notified_on", soon), ("overdue_notified_on", Domain("due_date", "<", today))):
            while bills := self.search(running & domain & Domain(field, "=", False), limit=BATCH):
                officers = bills._get_officers()
                for bill in bills:
                    bill._ask_officer(officers[bill], field == "overdue_notified_on")
                bills._guarded_write({field: today})
                self.env["ir.cron"]._commit_progress(len(bills))

    def _get_officers(self):
        """The officers of the bills' customers, or else the company's, by bill; nobody who has left."""
        officers = {}
        for company, bills in self.grouped("company_id").items():
            accounts = self.env["crm.credit.account"]._for_customers(bills.partner_id.commercial_partner_id, company)
            by_partner = {account.partner_id: account.officer_id.filtered("active") for account in accounts}
            default = company.credit_officer_id.filtered("active")
            officers |= {bill: by_partner.get(bill.partner_id.commercial_partner_id) or default for bill in bills}
        return officers

    def _ask_officer(self, user, overdue):
        self.ensure_one()
        if not user:
            return
        bill = self.with_context(lang=user.lang, mail_activity_quick_update=True)
        values = {"bill": self.number, "date": format_date(bill.env, self.due_date)}
        if overdue:
            self._close_notices()
            summary = bill.env._("Bill %(bill)s was due on %(date)s: honoured or dishonoured?", **values)
        else:
            summary = bill.env._("Bill %(bill)s falls due on %(date)s", **values)
        bill.activity_schedule(NOTICE, date_deadline=self.due_date, user_id=user.id, summary=summary)
