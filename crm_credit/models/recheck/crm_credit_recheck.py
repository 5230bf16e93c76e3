from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

QUEUE = "crm_credit_recheck"
LOOK_AT = 100
TRIES = 5


class CrmCreditRecheck(models.Model):
    """Customers whose held documents are to be judged again, since they paid or may owe more.

    Whatever makes room calls `_enqueue`; a scheduled action, triggered at once, works the queue off. Doing it twice
    changes nothing, so entries are simply added, and several workers may take different ones.
    """

    _name = "crm.credit.recheck"
    _description = "Credit Hold to Judge Again"
    _order = "id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")

    @api.model
    def _enqueue(self, partners, company):
        """Have the held documents of customers judged again, after this transaction.

        :param partners: partners, replaced by their commercial partners
        :param company: any company of the branch tree
        """
        customers = partners.sudo().commercial_partner_id
        if not customers:
            return
        waiting = self.env.cr.precommit.data.setdefault(QUEUE, set())
        if not waiting:
            self.env.cr.precommit.add(self.sudo()._write_queue)
        waiting.update((customer_id, company.sudo().root_id.id) for customer_id in customers.ids)

    @api.model
    def _enqueue_held(self, company=None):
        """Have all held documents judged again: time itself makes room, when a temporary limit or a quarrel begins or ends.

        :param company: only those of the company and its branches, after its rules have changed
        """
        for model in self._held_models():
            domain = Domain(model._credit_held_domain())
            if company:
                domain &= Domain("company_id", "child_of", company.sudo().root_id.id)
            for owner, decisions in model.search(domain).credit_decision_id.grouped("company_id").items():
                self._enqueue(decisions.partner_id, owner)
        return True

    @api.model
    def _write_queue(self):
        """Write what `_enqueue` has collected, once for a transaction."""
        waiting = self.env.cr.precommit.data.pop(QUEUE, None)
        if not waiting:
            return
        partners, companies = zip(*sorted(waiting), strict=True)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_credit_recheck (partner_id, company_id, create_uid, create_date)
                SELECT partner_id, company_id, %s, now() AT TIME ZONE 'UTC'
                  FROM unnest(%s, %s) AS customer (partner_id, company_id)
                """,
                self.env.uid,
                list(partners),
                list(companies),
            )
        )
        self.env.ref("crm_credit.ir_cron_credit_recheck").sudo()._trigger()

    # -- working it off ---------------------------------------------------------------------------------------------

    @api.model
    def _cron_process(self):
        """Work the queue off, one customer a transaction."""
        tries = 0
        while True:
            try:
                done = self._process_next()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Somebody else is checking the same customer: again, with the figures that were left behind.
                self.env.cr.rollback()
                tries += 1
                if tries == TRIES:
                    raise
                continue
            tries = 0
            if not self.env["ir.cron"]._commit_progress(done, remaining=self.search_count([])) or not done:
                break

    @api.model
    def _process(self):
        """Work the queue off in this transaction, as the scheduled action does after it."""
        self._write_queue()
        while self._process_next():
            pass
        return True

    @api.model
    def _process_next(self):
        """Judge the held documents of the first customer that no other worker has.

        :return: number of entries done
        """
        entry = self.search([], limit=LOOK_AT).try_lock_for_update(limit=1)
        if not entry:
            return 0
        partner, company = entry.partner_id, entry.company_id
        entries = self.search([("partner_id", "=", partner.id), ("company_id", "=", company.id)]).try_lock_for_update()
        self._recheck(self._family(partner, company), company)
        entries.unlink()
        return len(entries)

    @api.model
    def _family(self, partner, company):
        """The customer with all who share a limit with it."""
        Account = self.env["crm.credit.account"].sudo()
        accounts = Account.search([("partner_id", "=", partner.id), ("company_id", "=", company.id)])
        heads = accounts.group_account_id or accounts
        members = Account.search(["|", ("id", "in", heads.ids), ("group_account_id", "in", heads.ids)])
        return partner | members.partner_id

    @api.model
    def _recheck(self, partners, company):
        """Judge the held documents of customers again, and let those that pass go on."""
        for model in self._held_models():
            domain = Domain(model._credit_held_domain()) & Domain("company_id", "child_of", company.id)
            about = Domain("credit_decision_id.partner_id", "in", partners.ids)
            model.search(domain & about, order="id")._credit_recheck()

    @api.model
    def _held_models(self):
        """The models of documents that can be held, with the rights of nobody in particular."""
        names = self.env.registry.descendants(["crm.credit.document.mixin"], "_inherit")
        env = self.with_user(SUPERUSER_ID).env
        return [env[name] for name in sorted(names) if not env[name]._abstract]
