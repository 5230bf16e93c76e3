from odoo import api, fields, models
from odoo.tools import SQL

SHOP_FIELDS = ("channel_basket_of", "channel_requested_on", "channel_requested_by")


class SaleOrder(models.Model):
    """Baskets and requests of customers on the portal: quotations that they can't sign or pay before we have looked at them."""

    _inherit = "sale.order"

    channel_basket_of = fields.Many2one(
        "res.partner",
        string="Basket Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="The customer who is still filling this basket on the portal. Once it is sent, confirmed or given to another"
        " customer it is a quotation like any other.",
    )
    channel_requested_on = fields.Datetime(string="Ordered on the Portal", readonly=True, copy=False, groups="base.group_user")
    channel_requested_by = fields.Many2one(
        "res.users", string="Ordered on the Portal By", readonly=True, copy=False, groups="base.group_user"
    )
    channel_note = fields.Text(string="Note of the Customer", copy=False, groups="base.group_user")

    _channel_basket_uniq = models.UniqueIndex(
        "(channel_basket_of, company_id) WHERE channel_basket_of IS NOT NULL", "The customer has a basket already."
    )

    def write(self, vals):
        if vals.get("state", "draft") != "draft" or not vals.keys().isdisjoint(("partner_id", "company_id")):
            vals = {**vals, "channel_basket_of": False}
        return super().write(vals)

    @api.model
    def _server_fields(self):
        reason = self.env._("What was ordered on the portal is noted by the server only.")
        return super()._server_fields() | dict.fromkeys(SHOP_FIELDS, reason)

    def _channel_waits(self):
        """Whether a customer put this together on the portal and nobody of us has sent or confirmed it yet."""
        self.ensure_one()
        order = self.sudo()
        return order.state == "draft" and bool(order.channel_basket_of or order.channel_requested_on)

    def _has_to_be_signed(self):
        return super()._has_to_be_signed() and not self._channel_waits()

    def _has_to_be_paid(self):
        return super()._has_to_be_paid() and not self._channel_waits()

    def _is_confirmation_amount_reached(self):
        """A payment does not confirm what has to be reviewed."""
        return super()._is_confirmation_amount_reached() and not self._channel_waits()

    def _channel_shop_state(self):
        """What the customer is told about an order: review, confirmed or cancelled."""
        self.ensure_one()
        return {"sale": "confirmed", "cancel": "cancelled"}.get(self.state, "review")

    def _channel_lock(self):
        """Take the row until the end of the transaction, and read it again.

        :raise psycopg2.errors.SerializationFailure: somebody changed it since this transaction began; Odoo runs the request again
        """
        self.flush_recordset()
        self.env.cr.execute(SQL("SELECT id FROM sale_order WHERE id = ANY(%s) ORDER BY id FOR UPDATE", list(self.ids)))
        self.invalidate_recordset()
