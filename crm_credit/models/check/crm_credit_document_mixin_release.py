from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CrmCreditDocumentMixin(models.AbstractModel):
    """Release and refusal of held documents by credit officers."""

    _inherit = "crm.credit.document.mixin"

    def action_release_credit(self, reason, amount=None, expiry=None):
        """Let held documents, or changes of confirmed orders, pass the credit check.

        :param str reason: why, kept in the log
        :param float amount: what each document may put on credit in all, company currency; its amount by default
        :param expiry: last day on which the release counts, in the company's time zone; by default as the company sets
        :return: True
        :raises AccessError: without the officer group, for the officer's own document, or above the officer's authority
        :raises UserError: for a document that is not held, a missing reason, or an amount or a day that releases nothing
        """
        self._credit_check_officer()
        for document in self:
            values = document._prepare_release_values(reason, amount, expiry)
            document._credit_decide(values)
        return True

    def action_refuse_credit(self, reason):
        """Refuse held documents: they stay as they are, and their salespeople are told why.

        :param str reason: why, kept in the log
        :return: True
        :raises AccessError: without the officer group
        :raises UserError: for a document that is not held, or a missing reason
        """
        self._credit_check_officer()
        for document in self:
            document._credit_check_held(("held",))
            values = {"event": "refuse", "result": "refused", "reason": document._credit_clean_reason(reason)}
            document._credit_decide(values)
        return True

    def action_open_credit_release(self):
        """Open the release dialog for held documents."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release from Credit Hold"),
            "res_model": "crm.credit.release",
            "view_mode": "form",
            "target": "new",
            "context": {f"default_{self._credit_link.replace('_id', '_ids')}": self.ids},
        }

    # -- checks -----------------------------------------------------------------------------------------------------

    def _credit_check_held(self, states):
        self.ensure_one()
        if not (self.credit_state in states and self._credit_pending() or self._credit_may_grow()):
            raise UserError(self.env._("%(document)s is not on credit hold.", document=self.display_name))

    def _credit_may_grow(self):
        """Whether the document has passed and may be released for a change to come."""
        return False

    def _credit_check_own(self):
        """Nobody releases what he or she sells; a company may allow it, and the log then says so.

        Giving the document to a colleague meanwhile doesn't help: whose it was at each check is in the log.

        :return: whether this is such a release
        """
        own = self.env.user in self._credit_sellers()
        if own:
            self._credit_refuse_own(
                self.env._(
                    "%(document)s is your own order, delivery or invoice: another credit officer has to release it.",
                    document=self.display_name,
                )
            )
        return own

    def _credit_sellers(self):
        """Everybody whose document it is or was when it was checked, and who wrote it."""
        decisions = self.env["crm.credit.decision"].sudo().search(
            Domain.OR(Domain(link, "=", record_id) for link, record_id in self._credit_release_keys())
        )
        return self._credit_seller() | decisions.salesperson_id | self._credit_author()

    def _credit_author(self):
        """Who wrote the document; the server is nobody."""
        return self.sudo().create_uid.filtered(lambda user: user.id != SUPERUSER_ID)

    # -- deciding -----------------------------------------------------------------------------------------------------

    def _prepare_release_values(self, reason, amount, expiry):
        self._credit_check_held(("held", "refused", "released"))
        partner, company = self._credit_partner(), self._credit_company()
        self._credit_check_not_blocked(partner, company)
        needed = self._credit_amount()
        return {
            "event": "release",
            "result": "released",
            "self_released": self._credit_check_own(),
            "reason": self._credit_clean_reason(reason),
            "release_amount": self._credit_release_amount(amount, needed),
            "release_expiry": self._credit_release_expiry(expiry),
            "amount": needed,
        }

    def _credit_decide(self, values):
        """Log an officer's decision, show it on the document and tell the salesperson.

        The officer may lack the right to edit documents, so only these writes are done with elevated rights.
        """
        Decision = self.env["crm.credit.decision"]
        decision = Decision.sudo().create({**Decision._prepare_document_values(self), **values})
        document = self.sudo()
        document._credit_close_activities()
        document._credit_write({"credit_state": decision.result, "credit_decision_id": decision.id})
        document._credit_tell_salesperson(decision)
