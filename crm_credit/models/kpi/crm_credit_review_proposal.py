from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.models import MAGIC_COLUMNS

from ..policy.crm_credit_limit_change import MODES
from .crm_credit_month import OFFICER


class CrmCreditReviewProposal(models.Model):
    """An account whose class, limit or payment terms no longer fit, with what is proposed instead and why.

    Found with the running month, once a month or by the button of the month. An officer makes an application of it or dismisses
    it; a dismissed one stays away until the facts change. Nothing changes without an approved application.
    """

    _name = "crm.credit.review.proposal"
    _description = "Proposal to Adjust Credit"
    _inherit = ["crm.guarded.mixin"]
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    account_id = fields.Many2one("crm.credit.account", required=True, readonly=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer", store=True, index=True)
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson", store=True)
    date = fields.Date(string="Found On", required=True, readonly=True)
    state = fields.Selection(
        [("open", "To Decide"), ("applied", "Application Made"), ("dismissed", "Dismissed"), ("outdated", "Outdated")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    present_class_id = fields.Many2one("crm.credit.class", string="Class Now", readonly=True, ondelete="set null")
    proposed_class_id = fields.Many2one("crm.credit.class", readonly=True, ondelete="set null")
    present_mode = fields.Selection(MODES, string="Credit Now", readonly=True)
    present_amount = fields.Monetary(string="Limit Now", readonly=True)
    proposed_amount = fields.Monetary(string="Proposed Limit", readonly=True)
    present_term_id = fields.Many2one("account.payment.term", string="Terms Now", readonly=True, ondelete="set null")
    proposed_term_id = fields.Many2one("account.payment.term", string="Proposed Terms", readonly=True, ondelete="set null")
    utilisation = fields.Float(string="Used (%)", digits=(16, 2), readonly=True, aggregator=None)
    reasons = fields.Text(readonly=True)
    facts = fields.Char(readonly=True, help="What it rests on, in short: the same facts are not proposed again.")
    application_id = fields.Many2one("crm.credit.application", readonly=True, index="btree_not_null", ondelete="set null")
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")

    _one_open_uniq = models.UniqueIndex("(account_id) WHERE state = 'open'", "The account has an open proposal already.")

    @api.model
    def _guarded_fields(self):
        names = {name for name, field in self._fields.items() if field.store and not field.related} - set(MAGIC_COLUMNS)
        return super()._guarded_fields() | dict.fromkeys(names, False) | {"state": "open"}

    def action_apply(self):
        """Make and submit a review application of each of the open proposals. Credit officers.

        :raise UserError: a proposal is decided already, or its customer has an open application
        """
        self._check_decide()
        applications = self.env["crm.credit.application"]
        for proposal in self:
            applications |= proposal._apply()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_credit.crm_credit_application_action")
        return action | {"domain": [("id", "in", applications.ids)], "context": {}}

    def action_dismiss(self):
        """Leave everything as it is until the facts change. Credit officers."""
        self._check_decide()
        # sudo: nobody writes proposals in any other way
        self.sudo()._guarded_write({"state": "dismissed", "decided_by_id": self.env.uid})
        return True

    def _check_decide(self):
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only credit officers decide on proposals."))
        self.check_access("read")
        if decided := self.filtered(lambda proposal: proposal.state != "open"):
            raise UserError(self.env._("The proposal for %(customer)s is decided already.", customer=decided[0].display_name))

    def _apply(self):
        busy = self.account_id.application_ids.filtered(
            lambda application: application.approval_state == "submitted" and application.kind != "temporary"
        )
        if busy:
            raise UserError(
                self.env._(
                    "%(customer)s has an open application, %(application)s: decide that one first.",
                    customer=self.partner_id.display_name,
                    application=busy[0].name,
                )
            )
        application = self.env["crm.credit.application"].create(self._prepare_application())
        application.action_submit()
        if self.proposed_class_id:
            application.write({"decided_class_id": self.proposed_class_id.id})
        # sudo: decided by an officer, as checked; nobody writes proposals otherwise
        self.sudo()._guarded_write(
            {"state": "applied", "application_id": application.id, "decided_by_id": self.env.uid}
        )
        return application

    def _prepare_application(self):
        values = self.account_id._prepare_review(self.reasons)
        if self.proposed_amount != self.present_amount and self.present_mode == "limited":
            values["requested_amount"] = self.proposed_amount
        if self.proposed_term_id:
            values["payment_term_id"] = self.proposed_term_id.id
        return values
