from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.arguments import as_text, check_one

from .crm_complaint import MANAGER
from .crm_complaint_repair import DEVICE_BACK


class CrmComplaintRepair(models.Model):
    """The way of a device: transfer in, repair orders, transfer out."""

    _inherit = "crm.complaint.repair"

    # -- beginning -----------------------------------------------------------------------------------------------------

    @property
    def _warehouse(self):
        return self.line_id._ships_from()

    def _open(self, line):
        """Await a device, in sudo.

        :param line: crm.complaint.resolution.line of a repair that has been approved
        """
        values = self._prepare_repair(line)
        repair = line.repair_ids
        if repair:
            # Approved, taken back and approved again.
            repair._guarded_write(values)
        else:
            repair = self._guarded_create([values | {"line_id": line.id}])
        repair._make_receipt()
        repair._advance()
        return repair

    def _prepare_repair(self, line):
        """Return what is known of a device by the case that names it, as values; in sudo."""
        known = line.resolution_id.line_ids.repair_ids - line.repair_ids
        goods = line.resolution_id.complaint_id.line_ids.filtered(
            lambda each: (
                each.product_id == line.product_id
                and each.lot_id == line.lot_id
                and (not each.serial or each.serial not in known.mapped("serial"))
            )
        )[:1]
        serial = line.lot_id.name or goods.serial
        return {
            "lot_id": line.lot_id.id,
            "serial": serial,
            "device_key": serial and line.product_id.tracking != "lot" and f"{line.product_id.id}/{serial.upper()}",
            "sold_on": goods.sold_on,
            "warranty": goods.warranty or "unknown",
            "warranty_until": goods.warranty_until,
            "payer": "warranty" if goods.warranty == "in" else "customer",
            "payer_note": goods.warranty_note,
        }

    def _prepare_transfer(self, kind, origin, destination):
        """Return the values of a transfer of the device; it stays its customer's.

        :param kind: stock.picking.type
        """
        line = self.line_id
        return {
            "picking_type_id": kind.id,
            "partner_id": self.resolution_id._goods_address().id,
            "owner_id": self.partner_id.id,
            "origin": self.complaint_id.name,
            "location_id": origin.id,
            "location_dest_id": destination.id,
            "move_ids": [
                (
                    0,
                    0,
                    {
                        "product_id": line.product_id.id,
                        "product_uom_qty": line.quantity,
                        "product_uom": line.product_id.uom_id.id,
                        "location_id": origin.id,
                        "location_dest_id": destination.id,
                        "restrict_partner_id": self.partner_id.id,
                        "complaint_line_id": line.id,
                        "company_id": self.company_id.id,
                    },
                )
            ],
        }

    def _make_receipt(self):
        """Await the device where those in repair are kept."""
        customers = self.partner_id.with_company(self.company_id).property_stock_customer
        shelf = self._shelf("default_product_location_src_id")
        picking = self.env["stock.picking"].create(self._prepare_transfer(self._warehouse.in_type_id, customers, shelf))
        picking.action_confirm()
        self._name_device(picking)
        picking._tell_complaint_keeper()

    def _shelf(self, field):
        """Return where devices are kept: by the repairs of the warehouse (operation type) if they say anything else than its
        stock, else by the company. In the stock somebody could sell them."""
        own = self._warehouse.repair_type_id[field]
        return own if own and own != self._warehouse.lot_stock_id else self.company_id._device_location()

    def _name_device(self, picking):
        """Write the serial number into a transfer, so that nobody has to type it."""
        move = picking.move_ids
        if self.line_id.product_id.tracking == "none":
            return
        move.move_line_ids.unlink()
        place = {
            "picking_id": picking.id,
            "move_id": move.id,
            "product_id": move.product_id.id,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "quantity": move.product_uom_qty,
            "owner_id": self.partner_id.id,
        }
        number = {"lot_id": self.lot_id.id} if self.lot_id else {"lot_name": self.serial}
        self.env["stock.move.line"].create(place | number)

    # -- on the way ----------------------------------------------------------------------------------------------------

    def _moved(self):
        """Transfers of these devices are done or cancelled; in sudo."""
        for repair in self:
            here = repair._is_here()
            if here and not repair.received_on:
                repair._came()
            elif not here and repair.received_on and not repair.returned_on:
                repair._guarded_write({"returned_on": fields.Datetime.now()})
                repair._log("device_returned")
            elif here and repair.returned_on:
                # The parcel has come back: nobody was there to take it.
                repair._guarded_write({"returned_on": False})
        self._advance()
        self._hand_on()

    def _came(self):
        """The device is here: write it down and give it to the technicians."""
        move = self._moves("in").filtered(lambda each: each.state == "done")[-1:]
        lot = move.move_line_ids.lot_id[:1]
        self._guarded_write({"received_on": fields.Datetime.now(), "lot_id": lot.id, "serial": lot.name or self.serial})
        self._log("device_received", note=move.picking_id.name)
        self._order_repair()

    def _order_repair(self):
        """Have the device repaired: a repair order, nobody's yet."""
        warehouse = self._warehouse
        receipt = self._moves("in").filtered(lambda move: move.state == "done")[-1:]
        return self.env["repair.order"].create(
            {
                "complaint_repair_id": self.id,
                "company_id": self.company_id.id,
                "picking_type_id": warehouse.repair_type_id.id,
                "picking_id": receipt.picking_id.id,
                "partner_id": self.partner_id.id,
                "product_id": self.product_id.id,
                "product_qty": self.line_id.quantity,
                "product_uom": self.product_id.uom_id.id,
                "lot_id": self.lot_id.id,
                "product_location_src_id": receipt.location_dest_id.id,
                "product_location_dest_id": self._shelf("default_product_location_dest_id").id,
                "under_warranty": self.payer != "customer",
                "user_id": False,
                "priority": "0" if self.priority == "0" else "1",
            }
        )

    def _hand_on(self):
        """What is finished goes back to its customer, and nobody has to ask for it; what is not stays."""
        for repair in self.filtered("received_on"):
            open_transfers = repair._transfers("out", open_only=True)
            if repair.state == "repaired":
                repair._finished()
                if not open_transfers:
                    repair._make_return()
            elif repair.state not in DEVICE_BACK:
                repair._guarded_write({"repaired_on": False})
                open_transfers.action_cancel()

    def _finished(self):
        """Write down when the work ended, and tell the agent, who tells the customer."""
        if self.repaired_on:
            return
        self._guarded_write({"repaired_on": fields.Datetime.now()})
        self._log("device_repaired", note=self.work)
        self.resolution_id._tell_agent(self.env._("%(device)s is ready to be returned.", device=self.display_name))

    def _make_return(self):
        """Send the device back from where it lies."""
        quant = self._find_device()
        warehouse = self._warehouse
        origin = quant.location_id or warehouse.lot_stock_id
        customers = self.partner_id.with_company(self.company_id).property_stock_customer
        picking = self.env["stock.picking"].create(self._prepare_transfer(warehouse.out_type_id, origin, customers))
        picking.owner_id = picking.move_ids.restrict_partner_id = quant.owner_id
        picking.action_confirm()
        move = picking.move_ids
        move._do_unreserve()
        move._update_reserved_quantity(
            move.product_uom_qty, origin, lot_id=self.lot_id, owner_id=quant.owner_id or None, strict=bool(self.lot_id)
        )
        move._recompute_state()
        picking._tell_complaint_keeper()

    def _find_device(self):
        """Return the stock.quant of the device; goods without numbers are known by their owner."""
        owner = [] if self.lot_id else [("owner_id", "=", self.partner_id.id)]
        domain = [
            ("product_id", "=", self.product_id.id),
            ("lot_id", "=", self.lot_id.id),
            ("location_id.usage", "=", "internal"),
            ("company_id", "=", self.company_id.id),
            ("quantity", ">", 0),
        ]
        return self.env["stock.quant"].search(domain + owner, order="owner_id, id desc", limit=1)

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def action_receive(self):
        """The customer has handed the device over at the counter (button). Agents, without rights on stock.

        :raise AccessError: the user is no service agent
        :raise UserError: it is here already, or nothing is awaited
        """
        repair = self._for_agent()
        if repair.state != "expected":
            raise UserError(self.env._("%(device)s is not awaited: it has come already.", device=self.display_name))
        repair._finish(repair._transfers("in", open_only=True))
        return True

    def action_return(self):
        """The customer has taken the device at the counter (button). Agents, without rights on stock.

        :raise AccessError: the user is no service agent
        :raise UserError: it is not ready, or has been returned already
        """
        repair = self._for_agent()
        if repair.state != "repaired":
            raise UserError(self.env._("%(device)s is not ready to be returned.", device=self.display_name))
        repair._finish(repair._transfers("out", open_only=True))
        return True

    def _finish(self, pickings):
        """Do the transfers of the device as they are planned."""
        for picking in pickings:
            if not picking.move_ids.move_line_ids:
                picking.action_assign()
            for move in picking.move_ids:
                if move.product_uom.compare(move.quantity, move.product_uom_qty) < 0:
                    move.quantity = move.product_uom_qty
                move.picked = True
            picking._action_done()

    def action_order_repair(self):
        """Have something more repaired on a device that is here (button): another repair order.

        :raise AccessError: the user is no service agent
        :raise UserError: the device is not here
        """
        repair = self._for_agent()
        if not repair._is_here():
            raise UserError(self.env._("%(device)s is not here.", device=self.display_name))
        repair._order_repair()
        repair._hand_on()
        return True

    def action_change_payer(self, payer, reason):
        """Decide who pays, other than the warranty says: goodwill, or damage that the warranty does not cover.

        :param str payer: warranty, goodwill or customer
        :param str reason: it stays on record
        :raise AccessError: the user is no service manager
        :raise UserError: no reason is given, the device is back, or parts have been used already
        """
        repair = self._for_agent()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only service managers decide who pays for a repair."))
        text = repair.complaint_id._reason(reason)
        labels = dict(self._fields["payer"]._description_selection(self.env))
        if as_text(self.env, payer) not in labels or payer == repair.payer:
            raise UserError(self.env._("Choose who pays instead."))
        if payer == "warranty" and repair.warranty != "in":
            raise UserError(self.env._("%(device)s is not in warranty: choose goodwill.", device=self.display_name))
        if repair.state in ("repaired", "returned", "cancelled") or repair._parts_used():
            raise UserError(self.env._("%(device)s has been worked on already.", device=self.display_name))
        repair._guarded_write({"payer": payer, "payer_note": text})
        orders = repair.order_ids.filtered(lambda each: each.state != "cancel")
        orders.under_warranty = payer != "customer"
        repair._log("payer", note=f"{labels[payer]}: {text}")
        orders._drop_open_quotes()
        repair._advance()
        return True

    def _parts_used(self):
        return self.sudo().order_ids.move_ids.filtered(lambda move: move.state == "done")

    # -- windows -------------------------------------------------------------------------------------------------------

    def action_ask_lend(self):
        """Ask what is lent (button)."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lend a Unit"),
            "res_model": "crm.complaint.lend",
            "view_mode": "form",
            "target": "new",
            "context": {"default_repair_id": self.id},
        }

    def action_ask_refuse(self):
        """Ask why the customer says no (button)."""
        return self._ask_repair_reason("refuse", self.env._("Customer Refuses"))

    def action_ask_payer(self):
        """Ask who pays, and why (button)."""
        return self._ask_repair_reason("payer", self.env._("Who Pays"))

    def _ask_repair_reason(self, verb, title, loan=None):
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "crm.complaint.repair.reason",
            "view_mode": "form",
            "target": "new",
            "context": {"default_verb": verb, "default_repair_id": self.id, "default_loan_id": loan and loan.id},
        }
