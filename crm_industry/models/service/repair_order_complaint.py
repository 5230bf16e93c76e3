from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What a repair order of a case is about; the case decides it.
OF_CASE = {"complaint_repair_id", "product_id", "lot_id", "partner_id", "under_warranty", "company_id", "product_qty"}


class RepairOrder(models.Model):
    """Repair orders of a case: technicians work with Odoo's own screens, the case decides who pays and hears how it goes."""

    _inherit = "repair.order"

    complaint_repair_id = fields.Many2one(
        "crm.complaint.repair", string="Repair of a Case", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    complaint_note = fields.Char(string="Service Case", compute="_compute_complaint_note")
    is_of_case = fields.Boolean(compute="_compute_complaint_note")

    @api.depends("complaint_repair_id.payer", "complaint_repair_id.state", "sale_order_id.state")
    def _compute_complaint_note(self):
        for order in self:
            # sudo: technicians need not see cases
            repair = order.sudo().complaint_repair_id
            order.is_of_case = bool(repair)
            order.complaint_note = " · ".join(filter(None, repair._words_for_technicians())) if repair else False

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: a user makes it belong to a case"""
        if not self.env.su and any(vals.get("complaint_repair_id") for vals in vals_list):
            self._refuse_case()
        orders = super().create(vals_list)
        orders.sudo().complaint_repair_id._advance()
        return orders

    def write(self, vals):
        """:raise AccessError: a user changes what the case decides"""
        if not self.env.su and OF_CASE & vals.keys():
            for order in self:
                self._check_case(order, vals)
        result = super().write(vals)
        if "state" in vals:
            self.sudo()._tell_case()
        return result

    def _tell_case(self):
        """The work has begun, ended or been given up; in sudo."""
        of_case = self.filtered("complaint_repair_id")
        given_up = of_case.filtered(lambda order: order.state == "cancel" and order.sale_order_id.state in ("draft", "sent"))
        if given_up:
            given_up.sale_order_id._action_cancel()
        of_case.complaint_repair_id._advance()
        of_case.complaint_repair_id._hand_on()

    def _check_case(self, order, vals):
        # sudo: technicians need not see cases
        of_case = order.sudo().complaint_repair_id or vals.get("complaint_repair_id")
        if of_case and any(
            order._fields[name].convert_to_write(order[name], order) != vals[name] for name in OF_CASE & vals.keys()
        ):
            self._refuse_case()

    @api.model
    def _refuse_case(self):
        """:raise AccessError: always"""
        raise AccessError(self.env._("The service case decides whose device it is and who pays: ask its agent."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_case(self):
        if kept := self.filtered(lambda order: order.sudo().complaint_repair_id):
            raise UserError(self.env._("%(order)s belongs to a service case: cancel it instead.", order=kept[0].display_name))

    # -- before the work -----------------------------------------------------------------------------------------------

    def _check_accepted(self):
        """Parts that the customer pays are used only when it has said yes to them.

        :raise UserError: naming the repair order and what is missing
        """
        for order in self.sudo():
            repair, quote, parts = order.complaint_repair_id, order.sale_order_id, order._used_parts()
            if repair.payer != "customer" or not parts:
                continue
            if quote._repair_answer() == "accepted":
                parts._check_quoted()
                continue
            if not quote:
                raise UserError(
                    self.env._("%(order)s: the customer pays for the parts, make a quotation first.", order=order.name)
                )
            raise UserError(
                self.env._(
                    "%(order)s: the customer has not accepted %(quote)s (%(amount)s) yet.",
                    order=order.name,
                    quote=quote.name,
                    amount=quote.currency_id.format(quote.amount_untaxed),
                )
            )

    def _used_parts(self):
        return self.move_ids.filtered(
            lambda move: move.repair_line_type == "add" and move.state != "cancel" and (move.product_uom_qty or move.quantity)
        )

    def action_repair_start(self):
        """:raise UserError: the customer has not accepted the quote"""
        self._check_accepted()
        return super().action_repair_start()

    def action_repair_done(self):
        """:raise UserError: the customer has not accepted the quote"""
        self._check_accepted()
        return super().action_repair_done()

    def action_create_sale_order(self):
        """Make the quotation of the parts named; for cases technicians and agents need no rights on sales.

        :raise UserError: the customer of a case need not pay, or no parts are named
        """
        of_case = self.filtered(lambda order: order.sudo().complaint_repair_id)
        for order in of_case:
            order.check_access("write")
            # sudo: neither agents nor technicians need rights on sales
            order = order.sudo().with_company(order.company_id)
            order._check_case_quote()
            super(RepairOrder, order).action_create_sale_order()
            order._case_quoted()
        others = self - of_case
        return super(RepairOrder, others).action_create_sale_order() if others else self[:1].action_view_sale_order()

    def _check_case_quote(self):
        """:raise UserError: the customer need not pay, or no parts are named"""
        if self.sale_order_id.state == "cancel":
            # Refused; this is another try.
            self._forget_quote()
        repair = self.complaint_repair_id
        if repair.payer != "customer":
            raise UserError(self.env._("%(device)s: the customer does not pay for this repair.", device=repair.display_name))
        if not self._used_parts():
            raise UserError(self.env._("%(order)s: the technician has to name the parts first.", order=self.name))

    def _case_quoted(self):
        """Note the new quotation with the case."""
        self.complaint_repair_id._log("quoted", note=self.sale_order_id.name)
        self.complaint_repair_id._advance()

    def _to_quote(self):
        """Return those of these orders that the customer has no price for."""
        return self.filtered(
            lambda order: order.state not in ("done", "cancel") and order.sale_order_id.state in (False, "cancel")
        )

    def _forget_quote(self):
        self.move_ids.sale_line_id = False
        self.sale_order_id = False

    def _drop_open_quotes(self):
        """Nobody has to answer any more: cancel the quotations that still wait; in sudo."""
        for order in self.filtered(lambda each: each.sale_order_id.state in ("draft", "sent")):
            quote = order.sale_order_id
            order._forget_quote()
            quote._action_cancel()
