import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.sql import escape_psql

from .crm_complaint import AGENT, OVER

REPAIR = "repair"
# A number tells who bought the device: nobody else learns it by trying numbers.
SEE_PURCHASE = f"{AGENT},account.group_account_invoice"
NOT_LOOKED_UP = {
    "sold_to_id": False,
    "sold_picking_id": False,
    "sold_on": False,
    "invoiced_on": False,
    "warranty": False,
    "warranty_until": False,
    "warranty_note": False,
}


class CrmComplaintLine(models.Model):
    """A device among the goods: known by its serial number, with the purchase that it came from and its warranty on the day when
    the customer turned to the company. Both are looked up once, when the device is named, and stay as they were then."""

    _name = "crm.complaint.line"
    _inherit = ["crm.complaint.line", "crm.guarded.mixin"]

    serial = fields.Char(
        string="Serial Number",
        compute="_compute_serial",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        help="As it stands on the device.",
    )
    sold_to_id = fields.Many2one(
        "res.partner",
        string="Sold to",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=SEE_PURCHASE,
    )
    sold_picking_id = fields.Many2one(
        "stock.picking",
        string="Delivery",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=SEE_PURCHASE,
    )
    sold_on = fields.Date(string="Delivered on", readonly=True, copy=False)
    invoiced_on = fields.Date(readonly=True, copy=False)
    warranty = fields.Selection(
        [("in", "In Warranty"), ("out", "Out of Warranty"), ("unknown", "Purchase Not Known")],
        readonly=True,
        copy=False,
        help="On the day when the customer turned to the company.",
    )
    warranty_until = fields.Date(readonly=True, copy=False)
    warranty_note = fields.Char(string="Why", readonly=True, copy=False)
    device_key = fields.Char(
        compute="_compute_device_key", store=True, help="Of a device in an open repair case: there is one case at a time."
    )

    _device_uniq = models.UniqueIndex(
        "(device_key) WHERE device_key IS NOT NULL", "This device is in another open repair case already."
    )

    # -- computes ------------------------------------------------------------------------------------------------------

    @api.depends("lot_id")
    def _compute_serial(self):
        for line in self:
            line.serial = line.lot_id.name or line.serial

    @api.depends("serial", "product_id", "complaint_id.type_id", "complaint_id.state", "complaint_id.company_id")
    def _compute_device_key(self):
        """A case that is reopened does not take the device back from another one that has it by now."""
        for line in self:
            key = line._device_key_wanted()
            line.device_key = False if key and line._device_holder(key) else key

    def _device_key_wanted(self):
        complaint = self.complaint_id
        if not self.serial or complaint.type_id.code != REPAIR or complaint.state in OVER or self.product_id.tracking == "lot":
            return False
        return f"{complaint.company_id.id}/{self.product_id.id}/{self.serial.upper()}"

    def _device_holder(self, key):
        # sudo: of whatever agent
        return self.sudo().search([("device_key", "=", key), ("id", "not in", self._origin.ids)], limit=1)

    @api.onchange("serial")
    def _onchange_serial(self):
        """The number says what it is, where only one product has it."""
        if self.serial and not self.product_id and self.env.user.has_group(AGENT):
            lots = self._find_lots(self.serial, self.complaint_id.company_id or self.env.company)
            if len(lots) == 1:
                self.product_id = lots.product_id.with_env(self.env)

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | NOT_LOOKED_UP

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([self._trim_serial(vals) for vals in vals_list])
        lines._look_up()
        return lines

    def write(self, vals):
        vals = self._trim_serial(vals)
        if "serial" in vals and not vals["serial"]:
            vals = vals | {"lot_id": False}
        result = super().write(vals)
        if not {"serial", "lot_id", "product_id", "complaint_id"}.isdisjoint(vals):
            self._look_up()
        return result

    @api.model
    def _trim_serial(self, vals):
        return vals | {"serial": vals["serial"].strip()} if isinstance(vals.get("serial"), str) else vals

    @api.constrains("serial", "product_id", "quantity", "complaint_id")
    def _check_device(self):
        for line in self:
            key = line._device_key_wanted()
            if not key:
                continue
            if holder := line._device_holder(key):
                raise ValidationError(
                    self.env._(
                        "%(serial)s is in the open case %(case)s already: go on there.",
                        serial=line.serial,
                        case=holder.complaint_id.display_name,
                    )
                )
            if line.quantity != 1:
                raise ValidationError(self.env._("%(serial)s is one device: the quantity is 1.", serial=line.serial))

    # -- the purchase --------------------------------------------------------------------------------------------------

    def _look_up(self):
        """Find the serial number, the purchase and the warranty; later changes of policies and deliveries change nothing."""
        for line in self:
            # sudo: agents need not see stock, orders and invoices
            known = line.sudo()
            if known.serial and (known.lot_id.name, known.lot_id.product_id) != (known.serial, known.product_id):
                lot = self._find_lots(known.serial, known.complaint_id.company_id, known.product_id)[:1]
                if lot != known.lot_id:
                    # Looks the purchase up, too.
                    known._guarded_write({"lot_id": lot.id})
                    continue
            if known.serial or any(known[name] for name in NOT_LOOKED_UP):
                known._guarded_write(known._prepare_purchase())

    @api.model
    def _find_lots(self, serial, company, product=None):
        """Return the serial numbers, in sudo, that are written so, in capitals or not.

        :param company: res.company whose goods they are
        :param product: product.product, else of any
        """
        serial = (serial or "").strip()
        # sudo: agents need not see stock
        lots = self.env["stock.lot"].sudo()
        if not serial:
            return lots
        domain = Domain("name", "=ilike", escape_psql(serial)) & Domain("company_id", "in", [False, company.id])
        return lots.search(domain & Domain("product_id", "=", product.id) if product else domain)

    def _prepare_purchase(self):
        """Return what is known of the purchase of the device, as values; in sudo."""
        if not self.serial:
            return NOT_LOOKED_UP
        company = self.complaint_id.company_id
        move = self._sold_by(self.lot_id, company)
        if not move:
            note = self.env._("No delivery of %(serial)s to a customer is known.", serial=self.serial)
            return NOT_LOOKED_UP | {"warranty": "unknown", "warranty_note": note}
        delivered_on = self._business_day(company, move.date)
        buyer = (move.sale_line_id.order_id.partner_id or move.picking_id.partner_id).commercial_partner_id
        invoices = move.sale_line_id.invoice_lines.move_id.filtered(
            lambda invoice: invoice.state == "posted" and invoice.move_type == "out_invoice"
        )
        return {
            "sold_to_id": buyer.id,
            "sold_picking_id": move.picking_id.id,
            "sold_on": delivered_on,
            "invoiced_on": min(invoices.mapped("invoice_date"), default=False),
            **self._prepare_warranty(delivered_on),
        }

    def _prepare_warranty(self, delivered_on):
        company = self.complaint_id.company_id
        policy = self.env["crm.warranty.policy"]._find(self.product_id, company)
        if not policy.months:
            note = self.env._("There is no warranty for these goods.")
            return {"warranty": "out", "warranty_until": False, "warranty_note": note}
        until = policy._until(delivered_on)
        inside = self._business_day(company, self.complaint_id.received_on) <= until
        return {"warranty": "in" if inside else "out", "warranty_until": until, "warranty_note": policy.display_name}

    @api.model
    def _sold_by(self, lot, company):
        """Return the move, in sudo, by which a device last went to a customer for good: not back from a repair."""
        if not lot:
            return self.env["stock.move"].sudo()
        domain = [("lot_id", "=", lot.id), ("state", "=", "done"), ("company_id", "child_of", company.sudo().root_id.id)]
        lines = self.env["stock.move.line"].sudo().search(domain, order="date desc, id desc")
        sold = lines.move_id.filtered(
            lambda move: (
                move.location_dest_id._is_outgoing()
                and not move.location_id._is_outgoing()
                and move.complaint_line_id.resolution_id.kind != REPAIR
            )
        )
        return sold[:1]

    @api.model
    def _business_day(self, company, moment):
        """Return the company's day of a moment in UTC."""
        return pytz.utc.localize(moment).astimezone(pytz.timezone(company.sudo().business_tz or "UTC")).date()
