from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_complaint import MANAGER

NOT_LENT = {
    "repair_id": False,
    "product_id": False,
    "lot_id": False,
    "state": "asked",
    "due_date": False,
    "lent_on": False,
    "returned_on": False,
    "kept_note": False,
}


class CrmComplaintLoan(models.Model):
    """A unit that a customer uses while the own device is repaired. It stays the company's: its transfers go to a location of
    the company and back. The state follows from them; only the server writes here."""

    _name = "crm.complaint.loan"
    _description = "Loan Unit"
    _inherit = ["crm.guarded.mixin"]
    _order = "id desc"

    repair_id = fields.Many2one("crm.complaint.repair", required=True, readonly=True, index=True, ondelete="restrict")
    complaint_id = fields.Many2one(related="repair_id.complaint_id", store=True, index=True, string="Complaint Case")
    company_id = fields.Many2one(related="repair_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="repair_id.partner_id", store=True, index="btree_not_null", string="Customer")
    product_id = fields.Many2one("product.product", required=True, readonly=True, index=True, ondelete="restrict")
    lot_id = fields.Many2one("stock.lot", string="Serial Number", readonly=True, index="btree_not_null", ondelete="restrict")
    state = fields.Selection(
        [
            ("asked", "To Be Handed Out"),
            ("lent", "At the Customer"),
            ("returned", "Returned"),
            ("kept", "Not Returned"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="asked",
        index=True,
    )
    due_date = fields.Date(string="Back by", readonly=True)
    lent_on = fields.Datetime(readonly=True)
    returned_on = fields.Datetime(readonly=True)
    kept_note = fields.Char(string="Why It Stays", readonly=True)
    move_ids = fields.One2many("stock.move", "complaint_loan_id", string="Moves", readonly=True)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    @api.depends("complaint_id.name", "lot_id", "product_id")
    def _compute_display_name(self):
        for loan in self:
            # sudo: agents need not see stock
            name = loan.sudo().lot_id.name or loan.product_id.display_name
            loan.display_name = f"{loan.complaint_id.name} · {name}"

    @api.depends("state", "due_date")
    def _compute_is_late(self):
        for loan in self:
            loan.is_late = loan.state == "lent" and bool(loan.due_date) and loan.due_date < loan.company_id._business_today()

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", "lent") & Domain("due_date", "<", self.env.company._business_today())
        return late if True in value else ~late

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | NOT_LENT

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Loans are kept."))

    # -- the facts decide ----------------------------------------------------------------------------------------------

    def _state_of_facts(self):
        """Return the state that the transfers give; in sudo."""
        done = self.move_ids.filtered(lambda move: move.state == "done").sorted(lambda move: (move.date, move.id))
        if done:
            last = done[-1].location_dest_id
            if last == self.company_id._loan_location():
                return "lent"
            return "kept" if last._is_outgoing() else "returned"
        waiting = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        return "asked" if waiting else "cancelled"

    def _moved(self):
        """Transfers of these units are done or cancelled; in sudo."""
        for loan in self:
            state = loan._state_of_facts()
            if state == "lent":
                loan._await_return()
            if state == loan.state:
                continue
            loan._guarded_write({"state": state})
            loan._follow()
            loan.complaint_id._close_if_heard()

    def _follow(self):
        """Write down what has just happened."""
        now = fields.Datetime.now()
        if self.state == "lent":
            done = self.move_ids.filtered(lambda move: move.state == "done").move_line_ids
            self._guarded_write({"lent_on": self.lent_on or now, "lot_id": done.lot_id[:1].id, "returned_on": False})
            self._log("loan_lent")
        elif self.state in ("returned", "kept"):
            self._guarded_write({"returned_on": now})
            self._log("loan_returned" if self.state == "returned" else "loan_kept", note=self.kept_note)

    def _log(self, kind, note=None):
        name = self.lot_id.name or self.product_id.display_name
        self.complaint_id._log_event(kind, note=" · ".join(filter(None, (name, note))))

    def _open_reason(self):
        """Return why the case of this unit can't be closed, if it can't."""
        self.ensure_one()
        # sudo: agents need not see stock
        name = self.sudo().lot_id.name or self.product_id.display_name
        if self.state == "lent":
            return self.env._("The loan unit %(unit)s is still at the customer.", unit=name)
        return self.env._("The loan unit %(unit)s is to be handed out.", unit=name) if self.state == "asked" else None

    # -- transfers -----------------------------------------------------------------------------------------------------

    @api.model
    def _lend(self, repair, product, due_date=False):
        """Have a unit handed out; in sudo.

        :param repair: crm.complaint.repair that the customer waits for
        """
        loan = self._guarded_create([{"repair_id": repair.id, "product_id": product.id, "due_date": due_date}])
        warehouse = repair._warehouse
        loan._make_transfer(warehouse.out_type_id, warehouse.lot_stock_id, repair.company_id._loan_location())
        return loan

    def _await_return(self):
        """Plan the transfer back as soon as the unit is out."""
        if self.move_ids.filtered(lambda move: move.state not in ("done", "cancel")):
            return
        warehouse = self.repair_id._warehouse
        self._make_transfer(warehouse.in_type_id, self.company_id._loan_location(), warehouse.lot_stock_id, lot=True)

    def _make_transfer(self, kind, origin, destination, lot=False):
        """Make a transfer of the unit, reserved as far as it is there.

        :param kind: stock.picking.type
        :param lot: True: of the very unit that was lent
        """
        move = {
            "product_id": self.product_id.id,
            "product_uom_qty": 1.0,
            "product_uom": self.product_id.uom_id.id,
            "location_id": origin.id,
            "location_dest_id": destination.id,
            "complaint_loan_id": self.id,
            "company_id": self.company_id.id,
        }
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "partner_id": self.partner_id.id,
                "origin": self.complaint_id.name,
                "location_id": origin.id,
                "location_dest_id": destination.id,
                "scheduled_date": self.due_date if lot and self.due_date else fields.Datetime.now(),
                "move_ids": [(0, 0, move)],
            }
        )
        picking.action_confirm()
        if lot:
            units = picking.move_ids
            units._do_unreserve()
            lent = self.move_ids.filtered(lambda each: each.state == "done").move_line_ids.lot_id[:1]
            units._update_reserved_quantity(1.0, origin, lot_id=lent, strict=bool(lent))
            units._recompute_state()
        else:
            picking.action_assign()
            picking._tell_complaint_keeper()
        return picking

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def _for_agent(self):
        check_one(self)
        self.check_access("read")
        self.repair_id._for_agent()
        return self.sudo().with_company(self.company_id)

    def action_take_back(self):
        """The customer has brought the unit back to the counter (button). Agents, without rights on stock.

        :raise AccessError: the user is no service agent
        :raise UserError: it is not at the customer
        """
        loan = self._for_agent()
        if loan.state != "lent":
            raise UserError(self.env._("%(unit)s is not at the customer.", unit=self.display_name))
        loan._await_return()
        waiting = loan.move_ids.filtered(lambda move: move.state not in ("done", "cancel")).picking_id
        loan.repair_id._finish(waiting)
        return True

    def action_cancel_loan(self):
        """The unit is not needed after all (button).

        :raise AccessError: the user is no service agent
        :raise UserError: it has been handed out
        """
        loan = self._for_agent()
        if loan.state != "asked":
            raise UserError(self.env._("%(unit)s has been handed out already.", unit=self.display_name))
        loan.move_ids.picking_id.action_cancel()
        return True

    def action_write_off(self, reason):
        """The unit does not come back: it leaves the company's stock, and counts among the costs of the case.

        :param str reason: lost, sold to the customer …; it stays on record
        :raise AccessError: the user is no service manager
        :raise UserError: it is not at the customer, or no reason is given
        """
        loan = self._for_agent()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only service managers write loan units off."))
        if loan.state != "lent":
            raise UserError(self.env._("%(unit)s is not at the customer.", unit=self.display_name))
        loan._guarded_write({"kept_note": loan.complaint_id._reason(reason)})
        customers = loan.partner_id.with_company(loan.company_id).property_stock_customer
        awaited = loan.move_ids.picking_id.filtered(lambda picking: picking.state not in ("done", "cancel"))
        awaited.do_unreserve()
        gone = loan._make_transfer(loan.repair_id._warehouse.out_type_id, loan.company_id._loan_location(), customers, lot=True)
        awaited.action_cancel()
        if not gone.move_ids.move_line_ids:
            gone.action_assign()
        loan.repair_id._finish(gone)
        return True

    def action_ask_write_off(self):
        """Ask for the reason and write off (button)."""
        check_one(self)
        return self.repair_id._ask_repair_reason("write_off", self.env._("Not Returned"), loan=self)
