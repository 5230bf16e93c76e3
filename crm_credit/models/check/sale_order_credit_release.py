from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

# In any currency more than an order is worth, and exact as a float.
LARGEST_RELEASE = 1e15


class SaleOrder(models.Model):
    """Release and refusal of held orders by credit officers."""

    _inherit = "sale.order"

    def action_release_credit(self, reason, amount=None, expiry=None):
        """Let held orders, or changes of confirmed ones, pass the credit check.

        :param str reason: why, kept in the log
        :param float amount: what each order may put on credit in all, company currency; the order's amount by default
        :param expiry: last day on which the release counts, in the company's time zone; by default as the company sets
        :return: True
        :raises AccessError: without the officer group, for the officer's own order, or above the officer's authority
        :raises UserError: for an order that is not held, a missing reason, or an amount or a day that releases nothing
        """
        self._credit_check_officer()
        for order in self:
            values = order._prepare_release_values(reason, amount, expiry)
            order._credit_decide(values)
        return True

    def action_refuse_credit(self, reason):
        """Refuse held orders: they stay quotations, and their salespeople are told why.

        :param str reason: why, kept in the log
        :return: True
        :raises AccessError: without the officer group
        :raises UserError: for an order that is not held, or a missing reason
        """
        self._credit_check_officer()
        for order in self:
            order._credit_check_held(("held",))
            values = {"event": "refuse", "result": "refused", "reason": order._credit_clean_reason(reason)}
            order._credit_decide(values)
        return True

    def action_open_credit_release(self):
        """Open the release dialog for held orders."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release from Credit Hold"),
            "res_model": "crm.credit.release",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_ids": self.ids},
        }

    # -- checks -----------------------------------------------------------------------------------------------------

    def _credit_check_officer(self):
        if not self.env.user.has_group("crm_credit.group_credit_officer"):
            raise AccessError(self.env._("Only credit officers may release or refuse an order on credit hold."))
        self.check_access("read")

    def _credit_check_held(self, states):
        self.ensure_one()
        if self.state == "cancel" or not (self.credit_state in states or self.state == "sale"):
            raise UserError(self.env._("%(order)s is not on credit hold.", order=self.name))

    def _credit_check_own_order(self):
        """Nobody releases an order that he or she sells; a company may allow it, and the log then says so.

        Giving the order to a colleague meanwhile doesn't help: whose it was at each check is in the log.

        :return: whether this is such a release
        """
        decisions = self.env["crm.credit.decision"].sudo().search([("order_id", "=", self.id)])
        own = self.env.user in self.user_id | decisions.salesperson_id
        if own and not self._credit_company().credit_self_release:
            raise AccessError(
                self.env._(
                    "%(order)s is your own order: another credit officer has to release it.", order=self.name
                )
            )
        return own

    def _credit_clean_reason(self, reason):
        reason = (reason or "").strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("%(order)s: say why, the reason is kept in the log.", order=self.name))
        return reason

    def _credit_release_amount(self, amount, needed):
        """The amount of a release, checked against what the order needs and the officer's authority."""
        amount = needed if amount is None else amount
        company = self._credit_company()
        if isinstance(amount, bool) or not isinstance(amount, int | float) or not 0 < amount <= LARGEST_RELEASE:
            raise UserError(
                self.env._(
                    "%(order)s: the amount of a release must be above zero and no more than %(largest)s.",
                    order=self.name,
                    largest=formatLang(self.env, LARGEST_RELEASE, digits=0),
                )
            )
        if company.currency_id.compare_amounts(amount, needed) < 0:
            raise UserError(
                self.env._(
                    "%(order)s puts %(needed)s on credit: a release of %(amount)s would not let it pass.",
                    order=self.name,
                    needed=company.currency_id.format(needed),
                    amount=company.currency_id.format(amount),
                )
            )
        self._credit_check_authority(company, amount)
        return amount

    def _credit_check_authority(self, company, amount):
        """Officers release up to the company's amount, managers anything.

        :raises AccessError: naming the amount
        """
        limited = company.credit_officer_authority == "limited"
        if not limited or self.env.user.has_group("crm_credit.group_credit_manager"):
            return
        if company.currency_id.compare_amounts(amount, company.credit_officer_limit) > 0:
            raise AccessError(
                self.env._(
                    "%(order)s: officers release up to %(limit)s, a credit manager has to decide about %(amount)s.",
                    order=self.name,
                    limit=company.currency_id.format(company.credit_officer_limit),
                    amount=company.currency_id.format(amount),
                )
            )

    def _credit_release_expiry(self, expiry):
        """The last day of a release, in the company's time zone."""
        company = self._credit_company()
        today = company._business_today()
        if not expiry:
            return fields.Date.add(today, days=company.credit_release_days)
        try:
            day = fields.Date.to_date(expiry)
        except (TypeError, ValueError):
            day = None
        if day is None:
            raise UserError(self.env._("%(order)s: %(day)s is not a date.", order=self.name, day=expiry))
        if day < today:
            raise UserError(
                self.env._("%(order)s: the release would have expired on %(day)s.", order=self.name, day=day)
            )
        return day

    # -- deciding -----------------------------------------------------------------------------------------------------

    def _prepare_release_values(self, reason, amount, expiry):
        self._credit_check_held(("held", "refused", "released"))
        partner, company = self._credit_partner(), self._credit_company()
        if self.env["crm.credit.exposure"]._exposure(partner, company)[partner.id]["status"] == "blocked":
            raise UserError(
                self.env._(
                    "%(order)s cannot be released: %(customer)s is blocked. Change the status of its credit account first.",
                    order=self.name,
                    customer=partner.display_name,
                )
            )
        needed = self._credit_amount()
        return {
            "event": "release",
            "result": "released",
            "self_released": self._credit_check_own_order(),
            "reason": self._credit_clean_reason(reason),
            "release_amount": self._credit_release_amount(amount, needed),
            "release_expiry": self._credit_release_expiry(expiry),
            "amount": needed,
        }

    def _credit_decide(self, values):
        """Log an officer's decision, show it on the order and tell the salesperson.

        The officer may lack the right to edit sales orders, so only these writes are done with elevated rights.
        """
        Decision = self.env["crm.credit.decision"]
        decision = Decision.sudo().create({**Decision._prepare_document_values(self), **values})
        order = self.sudo()
        order._credit_close_activities()
        order._credit_write({"credit_state": decision.result, "credit_decision_id": decision.id})
        order._credit_tell_salesperson(decision)
