from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.credit_verdict import WARNED, decide

CREDIT_FIELDS = {
    "order_line",
    "partner_id",
    "partner_invoice_id",
    "pricelist_id",
    "currency_id",
    "fiscal_position_id",
    "company_id",
    "date_order",
}


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "crm.credit.document.mixin"]

    _credit_link = "order_id"
    _credit_event = "confirm"
    _credit_activity = "crm_credit.mail_activity_credit_hold"

    # -- what the screens show ------------------------------------------------------------------------------------

    @api.depends("partner_id", "partner_invoice_id", "company_id", "currency_id", "order_line.price_total", "state")
    def _compute_credit_panel(self):
        """Limit, used, this order and left of each quotation in company currency; False where nothing is checked."""
        self.credit_panel = False
        quotations = self.filtered(lambda order: order.state in ("draft", "sent") and order._credit_partner())
        for company, orders in quotations.grouped(lambda order: order._credit_company()).items():
            partners = self.env["res.partner"].union(*(order._credit_partner() for order in orders))
            policies = self.env["crm.credit.check"]._credit_policies("confirm", company, partners)
            exposures = self.env["crm.credit.exposure"]._exposure(partners, company)
            prepaid = orders._credit_prepaid()
            for order in orders:
                policy, figures = policies[order._credit_partner().id], exposures[order._credit_partner().id]
                if policy.mode == "off":
                    continue
                verdict = decide(policy, figures, order._credit_gross() - prepaid.get(order._origin.id, 0.0))
                order.credit_panel = order._prepare_credit_panel(verdict, company)

    # -- what an order puts on credit -----------------------------------------------------------------------------

    def _credit_partner(self):
        """The customer who owes the order: the commercial partner of its invoice address."""
        return (self.partner_invoice_id or self.partner_id).commercial_partner_id._origin

    def _credit_debtor(self):
        """Who owes the order to whom: customer and company."""
        return self._credit_partner(), self._credit_company()

    def _credit_gross(self):
        """Total of the lines, tax included, in company currency.

        :rtype: float
        """
        self.ensure_one()
        return self.company_id.currency_id.round(sum(self.order_line.mapped("price_total")) / self._credit_rate())

    def _credit_rate(self):
        """Units of the order's currency for one of the company's: fixed once confirmed, before that today's, which is
        what confirmation will fix."""
        self.ensure_one()
        company = self.company_id
        if self.state == "sale":
            return self.currency_rate or 1.0
        return self.env["res.currency"]._get_conversion_rate(
            company.currency_id, self.currency_id, company, fields.Datetime.now().date()
        )

    def _credit_prepaid(self):
        """Money authorised or received online for the orders and not yet posted as a payment, company currency.

        :rtype: dict[int, float]
        """
        prepaid = self.env["crm.credit.exposure"]._prepaid_by_order(self._origin)
        return {order._origin.id: order._credit_convert_prepaid(prepaid.get(order._origin.id, {})) for order in self}

    def _credit_convert_prepaid(self, prepaid):
        """Amounts by currency as a sum in company currency, at the order's rate where it has the same currency."""
        self.ensure_one()
        return sum(
            amount / self._credit_rate()
            if currency == self.currency_id
            else currency._convert(amount, self.company_id.currency_id, self.company_id, fields.Date.today())
            for currency, amount in prepaid.items()
        )

    def _credit_seller(self):
        return self.user_id

    def _credit_pending(self):
        return self.state in ("draft", "sent")

    def _credit_may_grow(self):
        return self.state == "sale"

    def _credit_amounts(self):
        """What each of the orders puts on credit, by one query.

        :rtype: dict[int, float]
        """
        prepaid = self._credit_prepaid()
        return {order.id: max(order._credit_gross() - prepaid.get(order.id, 0.0), 0.0) for order in self}

    # -- confirmation ---------------------------------------------------------------------------------------------

    def action_confirm(self):
        """Confirm the orders that pass the credit check; the others stay quotations on credit hold.

        :return: what Odoo's own confirmation returns; a notification when that is True and an order was held or warned
        :rtype: bool | dict
        """
        verdicts = self._credit_check_confirmation()
        held = self.browse(order.id for order, verdict in verdicts.items() if verdict.held)
        passed = self - held
        result = True
        if passed or not held:
            with passed._credit_in_check():
                result = super(SaleOrder, passed).action_confirm()
        if result is True and any(verdict.held or verdict.result == WARNED for verdict in verdicts.values()):
            return self._credit_notification(verdicts)
        return result

    def _confirmation_error_message(self):
        return super()._confirmation_error_message() or self._credit_data_error()

    def _credit_data_error(self):
        """What makes the order impossible to judge, as one sentence, or False."""
        self.ensure_one()
        partner = self._credit_partner()
        if not partner.active:
            return self.env._(
                "%(order)s cannot be confirmed: the customer %(customer)s is archived. Restore it or choose another.",
                order=self.name,
                customer=partner.display_name,
            )
        if self._credit_rate_missing():
            return self.env._(
                "%(order)s cannot be confirmed: %(company)s has no exchange rate for %(currency)s. Enter one under"
                " Accounting > Configuration > Currencies.",
                order=self.name,
                company=self.company_id.name,
                currency=self.currency_id.name,
            )
        return False

    def _credit_rate_missing(self):
        """Whether the order is in a foreign currency that has no rate, which Odoo would take as 1."""
        foreign = self.currency_id and self.currency_id != self.company_id.currency_id
        return foreign and not self.env["res.currency.rate"].sudo().search_count(
            [("currency_id", "=", self.currency_id.id), ("company_id", "in", (False, self._credit_company().id))], limit=1
        )

    def _credit_check_confirmation(self):
        """Check the quotations among these orders and record the decisions.

        :return: verdicts by order
        :raises UserError: when an order cannot be judged (archived customer, missing rate)
        """
        quotations = self.filtered(lambda order: order.state in ("draft", "sent"))
        for order in quotations:
            if error := order._confirmation_error_message():
                raise UserError(error)
        verdicts = self.env["crm.credit.check"]._credit_check("confirm", quotations._credit_amounts(), quotations)
        self._credit_record("confirm", verdicts)
        unchecked = quotations.filtered(lambda order: order not in verdicts and order.sudo().credit_state in ("held", "refused"))
        unchecked._credit_lift(None)
        return verdicts

    def _credit_warned_title(self):
        return self.env._("Confirmed with a credit warning")

    # -- every other door -----------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Orders to be made as confirmed ones are made as quotations first, so that confirming them meets the check."""
        for values in vals_list:
            self._credit_refuse_rate(values)
        default = self.default_get(["state"]).get("state")
        confirm = [values.get("state", default) == "sale" for values in vals_list]
        orders = super().create(
            [{**values, "state": "draft"} if now else values for values, now in zip(vals_list, confirm, strict=True)]
        )
        orders._credit_refuse_forged_records()
        confirmed = orders.browse(order.id for order, now in zip(orders, confirm, strict=True) if now)
        if confirmed:
            confirmed.write({"state": "sale"})
        return orders

    def write(self, vals):
        self._credit_refuse_forged(vals)
        self._credit_refuse_rate(vals)
        confirmed_here = self.browse()
        if vals.get("state") == "sale":
            confirmed_here = self.filtered(lambda order: order.state != "sale" and not order._credit_is_in_check())
        elif "state" in vals and vals["state"] != "sent":
            self._credit_close_activities()
            vals = {**vals, "credit_state": False}
        if CREDIT_FIELDS.isdisjoint(vals):
            result = super().write(vals)
        else:
            with self._credit_watch_increase():
                result = super().write(vals)
        confirmed_here._credit_require_clearance("confirm")
        return result

    @api.model
    def _credit_refuse_rate(self, vals):
        """Refuse the exchange rate, worked out by Odoo, which would all the same take any value from a client."""
        if "currency_rate" in vals:
            raise AccessError(self.env._("The exchange rate of an order follows from its date: it cannot be written."))

    def _credit_write(self, vals):
        """Set the fields that no client may write, past the guard of `write`."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    @contextmanager
    def _credit_watch_increase(self):
        """Check what the block adds to confirmed orders, once it has run and before anything is committed."""
        watched = self.filtered(lambda order: order.state == "sale" and not order._credit_is_in_check())
        before = {order: (order._credit_debtor(), order._credit_gross()) for order in watched}
        with watched._credit_in_check():
            yield
        increases, freed = {}, []
        for order, (debtor, amount) in before.items():
            after = order._credit_gross()
            same = order._credit_debtor() == debtor
            compared = order.company_id.currency_id.compare_amounts
            if order.state == "sale" and compared(increase := after - amount if same else after, 0.0) > 0:
                increases[order.id] = increase
            if not same or compared(after, amount) < 0:
                freed.append(debtor)
        self.browse(increases)._credit_require_clearance("change", increases)
        self._credit_make_room(freed)

    @api.model
    def _credit_make_room(self, debtors):
        """Have the held documents of those judged again who owe less than before.

        :param debtors: pairs of customer and company, as of `_credit_debtor`
        """
        for partner, company in debtors:
            self.env["crm.credit.recheck"]._enqueue(partner, company)

    def _credit_require_clearance(self, event, amounts=None):
        """Check orders that are confirmed already, as their last step, and undo everything when one does not pass.

        :param dict amounts: what each order added by order id; the whole order when left out
        :raises UserError: naming the order, the figures and the way out
        """
        Check = self.env["crm.credit.check"]
        checked = self if event == "confirm" else Check._checked(event, self)
        if not checked:
            return
        amounts = amounts or checked._credit_amounts()
        for order in checked:
            if error := order._credit_data_error():
                raise UserError(error)
        verdicts = Check._credit_check(event, amounts, checked, counted=True)
        for order, verdict in verdicts.items():
            if verdict.held:
                raise UserError(
                    self.env._(
                        "%(order)s: %(reasons)s Ask a credit officer to release this order up to the new amount, or have the"
                        " customer pay first.",
                        order=order._credit_label(),
                        reasons=Check._credit_message(order, verdict),
                    )
                )
        self._credit_record(event, verdicts)
