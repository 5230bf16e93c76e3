from collections import defaultdict
from contextvars import ContextVar

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.credit_verdict import WARNED, decide

# Verdicts of deliveries that `button_validate` judged, with what they were judged for: id -> (verdict, value of the goods).
# A variable of this process, so that no client can set it.
_judged = ContextVar("crm_credit_judged_deliveries", default=None)


class StockPicking(models.Model):
    """Goods on their way to a customer meet the credit check when they are to leave."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "crm.credit.document.mixin"]

    _credit_link = "picking_id"
    _credit_event = "delivery"
    _credit_activity = "crm_credit.mail_activity_credit_delivery"

    # -- what the screens show ------------------------------------------------------------------------------------

    @api.depends("partner_id", "sale_id", "state", "move_ids.quantity", "move_ids.product_uom_qty", "move_ids.picked")
    def _compute_credit_panel(self):
        """What the customer would owe with the goods gone, while they are still here."""
        self.credit_panel = False
        Check = self.env["crm.credit.check"]
        for company, pickings in self._origin._credit_deliveries().grouped(lambda picking: picking._credit_company()).items():
            partners = self.env["res.partner"].union(*(picking._credit_partner() for picking in pickings))
            policies = Check._credit_policies("delivery", company, partners)
            if all(policy.mode == "off" for policy in policies.values()):
                continue
            amounts, counted = pickings._credit_delivery_amounts()
            exposures = Check._figures("delivery", partners, company)
            for picking in pickings:
                partner = picking._credit_partner()
                if policies[partner.id].mode == "off":
                    continue
                figures = dict(exposures[partner.id])
                Check._subtract(figures, counted[picking.id])
                verdict = decide(policies[partner.id], figures, amounts[picking.id])
                picking.credit_panel = picking._prepare_credit_panel(verdict, company)

    # -- whose and how much ---------------------------------------------------------------------------------------

    def _credit_company(self):
        # Warehouse users may not read everything that tells whose delivery it is.
        return self.sudo().company_id.root_id

    def _credit_partner(self):
        """The customer of the order, who owes the goods, or else of the delivery address."""
        picking = self.sudo()
        return picking.sale_id._credit_partner() if picking.sale_id else picking.partner_id.commercial_partner_id

    def _credit_seller(self):
        return self.sudo().sale_id.user_id

    def _credit_author(self):
        """Who wrote the order: whoever confirmed it, or let it pass, has made the transfer."""
        order = self.sudo().sale_id
        return order._credit_author() if order else super()._credit_author()

    def _credit_pending(self):
        return self.state not in ("done", "cancel")

    def _credit_links(self):
        """A decision about a delivery names its order, too."""
        return super()._credit_links() | {"order_id": self.sudo().sale_id.id}

    def _credit_release_keys(self):
        """The release of an order lets its deliveries pass, too."""
        order = self.sudo().sale_id
        return super()._credit_release_keys() + ([("order_id", order.id)] if order else [])

    def _credit_release_needs(self):
        """The release of an order has to be worth all that was delivered of it so far and this delivery."""
        amount = self._credit_amount()
        order = self.sudo().sale_id
        gone = self.sudo().move_ids.filtered(lambda move: move.state == "done" and move._credit_leaves())
        left = sum(sum(move._credit_value(move.quantity)) for move in gone)
        return {"picking_id": left + amount, "order_id": order._credit_delivered_value() + amount if order else amount}

    def _credit_deliveries(self):
        """The transfers among these that hand goods over to a customer and have not done so yet."""
        return self.sudo().filtered(
            lambda picking: picking._credit_pending() and picking._credit_moves() and picking._credit_partner()
        )

    def _credit_moves(self):
        return self.sudo().move_ids.filtered(lambda move: move.state not in ("done", "cancel") and move._credit_leaves())

    def _credit_goods(self):
        """What the goods about to leave are worth: ordered, and beyond what was ordered, company currency.

        As in Odoo, of a transfer with picked lines only these leave; before anything is reserved, all that is asked for.

        :rtype: tuple[float, float]
        """
        self.ensure_one()
        moves = self._credit_moves()
        if any(move.picked for move in moves):
            moves = moves.filtered("picked")
        reserved = any(move.quantity for move in moves)
        values = [move._credit_value(move.quantity if reserved else move.product_uom_qty) for move in moves]
        return sum(ordered for ordered, _extra in values), sum(extra for _ordered, extra in values)

    def _credit_amounts(self):
        return self._credit_delivery_amounts()[0]

    def _credit_delivery_amounts(self):
        """What the deliveries put on credit, and how much of it has been invoiced, thus counts as receivable already.

        What has been paid of an order is no credit. The value is never more than what is left to pay of the order.

        :return: amounts by id of the transfer, parts invoiced by id
        """
        # Reads the lines of all at once; one after the other they would be read so, too.
        self.sudo().move_ids.sale_line_id.mapped("order_id")
        orders = self.sudo().sale_id._credit_left()
        amounts, counted = {}, {}
        for picking in self:
            ordered, extra = picking._credit_goods()
            left = orders.get(picking.sudo().sale_id.id, {"unpaid": 0.0, "undelivered": 0.0})
            amount = min(ordered, left["unpaid"])
            new = min(amount, left["undelivered"])
            left["unpaid"] -= amount
            left["undelivered"] -= new
            rounded = picking._credit_company().currency_id.round
            amounts[picking.id] = rounded(amount + extra)
            counted[picking.id] = rounded(amount - new)
        return amounts, counted

    # -- the door -------------------------------------------------------------------------------------------------

    def button_validate(self):
        """Validate the transfers whose customers are good for them; the others stay as they are, on credit hold.

        :return: what Odoo's own validation returns; a notification when that is True and a delivery was held
        :rtype: bool | dict
        """
        verdicts = self._credit_judge_deliveries()
        held = self.browse(picking.id for picking, verdict in verdicts.items() if verdict.held)
        self.browse()._credit_record("delivery", {picking: verdicts[picking] for picking in held})
        passed, result = self - held, True
        if passed or not held:
            goods = {picking.id: (verdict, sum(picking._credit_goods())) for picking, verdict in verdicts.items()}
            token = _judged.set(goods)
            try:
                result = super(StockPicking, passed).button_validate()
            finally:
                _judged.reset(token)
        if any(verdict.held or verdict.result == WARNED for verdict in verdicts.values()):
            return self._credit_tell(verdicts, result)
        return result

    def _credit_tell(self, verdicts, result):
        """Tell the user about held and warned deliveries, beside what Odoo's own validation of the others returned."""
        notification = self._credit_notification(verdicts)
        if result is True:
            return notification
        self.env.user._bus_send("simple_notification", notification["params"])
        return result

    def _action_done(self):
        """Nothing leaves unchecked, whichever way led here."""
        self._credit_require_delivery()
        with self._credit_in_check():
            return super()._action_done()

    def _credit_judge_deliveries(self):
        """Verdicts of the deliveries among these transfers, in the user's environment."""
        deliveries = self.browse(self._credit_deliveries().ids)
        return self.env["crm.credit.check"]._credit_check(
            "delivery", lambda pickings: pickings._credit_delivery_amounts(), deliveries
        )

    def _credit_require_delivery(self):
        """Judge what has not been judged yet and log all; nothing happens to any when one is held.

        :raises UserError: naming the transfer, the figures and the way out
        """
        judged = _judged.get() or {}
        known, fresh = {}, self.browse()
        for picking in self.browse(self._credit_deliveries().ids):
            verdict, value = judged.get(picking.id, (None, 0.0))
            if verdict and sum(picking._credit_goods()) <= value:
                known[picking] = verdict
            else:
                fresh |= picking
        verdicts = known | fresh._credit_judge_deliveries()
        self._credit_let_pass(verdicts)

    @api.model
    def _credit_require_addition(self, lines):
        """Judge what was added to deliveries that have left already; undo all when one is held.

        :param dict lines: quantity added by move line, in the unit of the product
        :raises UserError: naming the transfer, the figures and the way out
        """
        amounts, counted = defaultdict(float), defaultdict(float)
        for line, quantity in lines.items():
            if not line.picking_id:
                continue
            move = line.move_id.sudo()
            value = sum(move._credit_value(move.product_id.uom_id._compute_quantity(quantity, move.product_uom)))
            amounts[line.picking_id.id] += value
            # What was delivered of an order is in its exposure by now.
            counted[line.picking_id.id] += value if move.sale_line_id else 0.0
        pickings = self.browse(amounts).filtered(lambda picking: picking._credit_partner())
        if not pickings:
            return
        self._credit_let_pass(self.env["crm.credit.check"]._credit_check("delivery", amounts, pickings, counted))

    @api.model
    def _credit_let_pass(self, verdicts):
        """Log the verdicts of goods that leave.

        :raises UserError: naming the transfer that is held, the figures and the way out
        """
        for picking, verdict in verdicts.items():
            if verdict.held:
                raise UserError(
                    self.env._(
                        "%(transfer)s: %(reasons)s The goods stay here until a credit officer releases the transfer or the"
                        " customer pays.",
                        transfer=picking._credit_label(),
                        reasons=self.env["crm.credit.check"]._credit_message(picking, verdict),
                    )
                )
        self._credit_record("delivery", verdicts)

    # -- guards ---------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        pickings = super().create(vals_list)
        pickings._credit_refuse_forged_records()
        return pickings

    def write(self, vals):
        self._credit_refuse_forged(vals)
        if not {"sale_id", "partner_id"}.isdisjoint(vals) and not self.env.su:
            self._credit_refuse_other_customer(vals)
        return super().write(vals)

    def _credit_refuse_other_customer(self, vals):
        """A delivery stays one of its order, and one of a customer.

        :raise UserError: naming the transfer and whose it is
        """
        for picking in self._credit_deliveries():
            orders = picking.move_ids.sale_line_id.order_id
            to_other = "sale_id" in vals and orders and vals["sale_id"] not in orders.ids
            to_nobody = "partner_id" in vals and picking.partner_id and not vals["partner_id"]
            if to_other or to_nobody:
                raise UserError(
                    self.env._(
                        "%(transfer)s is a delivery to %(customer)s: it can't be given to another order, nor to nobody.",
                        transfer=picking.display_name,
                        customer=picking._credit_partner().display_name,
                    )
                )

    def action_cancel(self):
        """A transfer that is cancelled needs no decision any more."""
        self._credit_close_activities()
        return super().action_cancel()

    def _credit_write(self, vals):
        """Set the fields that no client may write, past the guard of `write` and the user's rights."""
        return super().write(vals)  # pylint: disable=super-method-mismatch
