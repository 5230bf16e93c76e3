from odoo import fields, models


class CrmSerialShipment(models.Model):
    """A serial number went out to a customer; narrow, kept by SQL from the done stock move lines, never by hand.

    A row for each delivery. It ends when the article comes back or goes out again: at any time a serial number is with one
    customer at most. Category and brand are those that the product had when the row was made.
    """

    _name = "crm.serial.shipment"
    _description = "Shipped Serial Number"
    _order = "shipped_on desc, id desc"
    _rec_name = "serial_number"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    lot_id = fields.Many2one("stock.lot", string="Serial Number", required=True, readonly=True, ondelete="cascade")
    # For whoever has no right to stock.
    serial_number = fields.Char(related="lot_id.name", string="Code")
    product_id = fields.Many2one("product.product", required=True, readonly=True, ondelete="cascade")
    categ_id = fields.Many2one("product.category", string="Product Category", readonly=True, ondelete="set null")
    brand_id = fields.Many2one("crm.brand", readonly=True, ondelete="set null")
    move_line_id = fields.Many2one("stock.move.line", required=True, readonly=True, ondelete="cascade")
    picking_id = fields.Many2one("stock.picking", string="Delivery", index="btree_not_null", readonly=True, ondelete="set null")
    dealer_id = fields.Many2one(
        "res.partner",
        string="Shipped to",
        readonly=True,
        ondelete="restrict",
        help="The customer of the order, else of the delivery.",
    )
    shipped_on = fields.Datetime(required=True, readonly=True)
    ship_day = fields.Date(required=True, readonly=True, help="In the time zone of the company.")
    ended_on = fields.Datetime(string="Until", readonly=True, help="It came back, or went out again. Empty: still there.")
    judge_again = fields.Boolean(
        readonly=True, help="It became known, or changed, after events of the serial number had been looked at."
    )

    _move_line_uniq = models.UniqueIndex("(move_line_id)", "A delivery of a serial number is noted once.")
    _lot_idx = models.Index("(lot_id, shipped_on)")
    _dealer_idx = models.Index("(company_id, dealer_id, ship_day)")
    _judge_again_idx = models.Index("(company_id) WHERE judge_again")
