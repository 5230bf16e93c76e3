from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SaleOrder(models.Model):
    """Orders of offerings: confirmed, they are carried out once; cancelled, what is not in use yet is taken back.

    Salespeople confirm them without any right in the trade, so what a confirmation does is done with full rights, after it has
    been looked at whether the subscriptions and the account are those of the order's customer and company.
    """

    _inherit = "sale.order"

    telecom_account_id = fields.Many2one(
        "crm.telecom.account",
        string="Billing Account",
        compute="_compute_telecom_account_id",
        store=True,
        readonly=False,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        groups="base.group_user",
        help="What the subscriptions are charged to. Empty: the confirmation opens an account for a customer who has none.",
    )
    telecom_has_lines = fields.Boolean(compute="_compute_telecom_has_lines", compute_sudo=True, groups="base.group_user")
    telecom_penalty_total = fields.Monetary(
        string="Penalties", compute="_compute_telecom_has_lines", compute_sudo=True, groups="base.group_user"
    )
    telecom_subscription_count = fields.Integer(
        string="Subscriptions", compute="_compute_telecom_subscription_count", groups="base.group_user"
    )

    @api.depends("partner_id", "company_id", "order_line.telecom_action", "order_line.telecom_offering_id")
    def _compute_telecom_account_id(self):
        """The customer's only account that pays as the offerings ask for; one that is chosen stays if it fits."""
        for order in self:
            account = order.telecom_account_id
            if order.state in ("draft", "sent") and order.order_line.filtered("telecom_action"):
                found = order._telecom_accounts(order.order_line._telecom_modes())
                account = account if account in found else found if len(found) == 1 else account.browse()
            order.telecom_account_id = account

    @api.depends("order_line.telecom_action", "order_line.telecom_penalty")
    def _compute_telecom_has_lines(self):
        for order in self:
            order.telecom_has_lines = bool(order.order_line.filtered("telecom_action"))
            order.telecom_penalty_total = sum(order.order_line.mapped("telecom_penalty"))

    def _compute_telecom_subscription_count(self):
        groups = self.env["crm.telecom.subscription"]
        counts = {}
        if groups.has_access("read"):
            counts = dict(groups._read_group([("sale_order_id", "in", self.ids)], ["sale_order_id"], ["__count"]))
        for order in self:
            order.telecom_subscription_count = counts.get(order, 0)

    def action_open_telecom_subscriptions(self):
        """Open the subscriptions that the order has added (button)."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_telecom_subscription_action")
        return action | {"domain": [("sale_order_id", "in", self.ids)], "context": {"create": False}}

    # -- the doors -----------------------------------------------------------------------------------------------------

    def write(self, vals):
        """Every way to confirm or cancel an order ends here.

        :raise UserError: a line can't be carried out, what it has done can't be taken back, or the account would change to which
            something is charged already
        """
        if "telecom_account_id" in vals:
            self._telecom_check_account(vals["telecom_account_id"])
        confirmed = self.browse()
        if vals.get("state") == "cancel":
            self._telecom_take_back()
        elif vals.get("state") == "sale":
            confirmed = self.filtered(lambda order: order.state != "sale")
        result = super().write(vals)
        if confirmed:
            confirmed._telecom_carry_out()
        return result

    def _telecom_check_account(self, account_id):
        """:raise UserError: another account is given to an order that has been carried out"""
        # Carrying out the first lines opens the account of a new customer.
        others = self.browse() if self.env.su else self.filtered(lambda order: order.sudo().telecom_account_id.id != account_id)
        if done := others.filtered(lambda order: order._telecom_lines(done=True)):
            raise UserError(
                self.env._("%(order)s has been carried out: its billing account stays. Make another order.", order=done[0].name)
            )

    def _confirmation_error_message(self):
        # sudo: offerings, accounts and subscriptions, which the confirming user need not see
        return super()._confirmation_error_message() or self.sudo()._telecom_error()

    def _telecom_lines(self, done):
        """Return the lines that sell offerings: those that have been carried out, or those that have not."""
        # sudo: fields that the portal does not see
        lines = self.sudo().order_line.filtered(lambda line: line.telecom_action and line.telecom_done == done)
        return lines.filtered(lambda line: not line.display_type and (done or line.product_uom_qty))

    # -- what stands against it ----------------------------------------------------------------------------------------

    def _telecom_error(self):
        """Return what stands against carrying out the order's lines, as one sentence, or False. Extend by super."""
        self.ensure_one()
        lines = self._telecom_lines(done=False)
        for line in lines:
            if error := line._telecom_line_error():
                return self.env._("%(order)s, “%(line)s”: %(error)s", order=self.name, line=line.product_id.name, error=error)
        subjects = [line.telecom_subscription_id.id for line in lines if line.telecom_action != "add"]
        if len(subjects) != len(set(subjects)):
            return self.env._("%(order)s: there are two lines about one subscription.", order=self.name)
        if "add" in lines.mapped("telecom_action"):
            return self._telecom_account_error(lines._telecom_modes())
        return False

    def _telecom_account_error(self, modes):
        if len(modes) > 1:
            return self.env._("%(order)s: order prepaid and postpaid offerings apart.", order=self.name)
        account = self.telecom_account_id
        if not account and len(self._telecom_accounts(modes)) > 1:
            return self.env._("%(order)s: choose the account that the subscriptions are charged to.", order=self.name)
        if account.partner_id not in (account.partner_id.browse(), self.partner_id.commercial_partner_id):
            return self.env._("%(order)s: %(account)s is the account of somebody else.", order=self.name, account=account.name)
        if account and account.company_id != self.company_id:
            return self.env._("%(order)s: %(account)s is of another company.", order=self.name, account=account.name)
        if account and account.state != "active":
            return self.env._(
                "%(order)s: %(account)s is not active: choose another account.", order=self.name, account=account.name
            )
        if account and account.currency_id != self.currency_id:
            return self.env._("%(order)s: %(account)s is kept in another currency.", order=self.name, account=account.name)
        if account and modes - {account.payment_mode}:
            return self.env._(
                "%(order)s: the account %(account)s pays in another way than the offering asks for. Choose another one, or leave"
                " it empty to have one opened.",
                order=self.name,
                account=account.name,
            )
        return False

    def _telecom_accounts(self, modes=()):
        """Return the active accounts of the customer in the order's company and currency, that pay as offerings ask for."""
        domain = (
            Domain("partner_id", "=", self.partner_id.commercial_partner_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("currency_id", "=", self.currency_id.id)
            & Domain("state", "=", "active")
        )
        if modes:
            domain &= Domain("payment_mode", "in", list(modes))
        # sudo: whether the customer has one, for whoever sells to it
        return self.env["crm.telecom.account"].sudo().search(domain)

    # -- once ----------------------------------------------------------------------------------------------------------

    def _telecom_carry_out(self):
        """Do what the lines say that have not been carried out.

        :raise UserError: something stands against it
        """
        # sudo: a salesperson has no right in the trade; whose account and subscriptions these are is looked at
        orders = self.sudo().filtered(lambda order: order._telecom_lines(done=False))
        self.env["crm.capacity.lock"]._lock_capacity(f"telecom.order:{order.id}" for order in orders)
        for order in orders:
            if error := order._telecom_error():
                raise UserError(error)
            lines = order._telecom_lines(done=False)
            account = order._telecom_open_account(lines)
            for line in lines:
                getattr(line, f"_telecom_{line.telecom_action}")(account)
            lines.write({"telecom_done": True})

    def _telecom_open_account(self, lines):
        """Return the account that added subscriptions are charged to; one is opened for a customer who has none."""
        if "add" not in lines.mapped("telecom_action") or self.telecom_account_id:
            return self.telecom_account_id
        modes = lines._telecom_modes()
        account = self._telecom_accounts(modes)
        if not account:
            account = account.create(self._prepare_telecom_account(modes))
        self.telecom_account_id = account
        return account

    def _prepare_telecom_account(self, modes):
        """Return the values of the account of a new customer. Extend by super."""
        payer = self.partner_invoice_id.commercial_partner_id or self.partner_id.commercial_partner_id
        return {
            "partner_id": self.partner_id.commercial_partner_id.id,
            "payer_id": payer.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "payment_mode": next(iter(modes), "postpaid"),
            "bill_day": self.company_id.telecom_bill_day,
        }

    def _telecom_take_back(self):
        """Undo what the lines have done.

        :raise UserError: something is in use or done already
        """
        # sudo: as for what is carried out
        orders = self.sudo().filtered(lambda order: order._telecom_lines(done=True))
        self.env["crm.capacity.lock"]._lock_capacity(f"telecom.order:{order.id}" for order in orders)
        for line in orders._telecom_lines(done=True):
            line._telecom_take_back()
