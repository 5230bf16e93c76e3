from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one

DEVICE_BACK = ("returned", "cancelled")
UNKNOWN_DEVICE = {
    "line_id": False,
    "lot_id": False,
    "serial": False,
    "device_key": False,
    "state": "expected",
    "sold_on": False,
    "warranty": False,
    "warranty_until": False,
    "payer": "customer",
    "payer_note": False,
    "received_on": False,
    "repaired_on": False,
    "returned_on": False,
}


class CrmComplaintRepair(models.Model):
    """One device that a case has taken in: awaited, here, quoted, repaired, back with its customer.

    The work itself is Odoo's: transfers, repair orders with their parts, a quotation. This is what they come to, in words for
    people who may see none of them. The state follows from the facts (`_state_of_facts`); only the server writes here.
    """

    _name = "crm.complaint.repair"
    _description = "Repair"
    _inherit = ["crm.guarded.mixin"]
    _order = "priority desc, id desc"

    line_id = fields.Many2one("crm.complaint.resolution.line", required=True, readonly=True, ondelete="restrict")
    resolution_id = fields.Many2one(related="line_id.resolution_id", store=True, index=True)
    complaint_id = fields.Many2one(related="resolution_id.complaint_id", store=True, index=True, string="Complaint Case")
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="complaint_id.partner_id", store=True, index="btree_not_null", string="Customer")
    user_id = fields.Many2one(related="complaint_id.user_id", store=True, index="btree_not_null", string="Agent")
    priority = fields.Selection(related="complaint_id.priority", store=True)
    product_id = fields.Many2one(related="line_id.product_id", store=True, index=True)
    lot_id = fields.Many2one("stock.lot", readonly=True, index="btree_not_null", ondelete="restrict")
    serial = fields.Char(string="Serial Number", readonly=True, index="trigram")
    device_key = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("expected", "Awaited"),
            ("received", "Here"),
            ("quoted", "Quote Open"),
            ("repairing", "In Repair"),
            ("repaired", "To Be Returned"),
            ("returned", "Returned"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="expected",
        index=True,
        group_expand=True,
    )
    sold_on = fields.Date(string="Delivered on", readonly=True)
    warranty = fields.Selection(
        [("in", "In Warranty"), ("out", "Out of Warranty"), ("unknown", "Purchase Not Known")], readonly=True
    )
    warranty_until = fields.Date(readonly=True)
    payer = fields.Selection(
        [("warranty", "Company: Warranty"), ("goodwill", "Company: Goodwill"), ("customer", "Customer")],
        string="Paid by",
        required=True,
        readonly=True,
        default="customer",
        index=True,
    )
    payer_note = fields.Char(string="Why", readonly=True)
    received_on = fields.Datetime(string="Received", readonly=True)
    repaired_on = fields.Datetime(readonly=True, help="When the last repair order was done or given up.")
    returned_on = fields.Datetime(string="Returned", readonly=True)
    order_ids = fields.One2many("repair.order", "complaint_repair_id", string="Repair Orders", readonly=True)
    loan_ids = fields.One2many("crm.complaint.loan", "repair_id", string="Loan Units", readonly=True)
    technician_id = fields.Many2one("res.users", compute="_compute_work")
    work = fields.Char(compute="_compute_work", help="Repair orders and where they stand.")
    parts_cost = fields.Monetary(compute="_compute_parts_cost", help="What the parts used are worth.")

    _line_uniq = models.UniqueIndex("(line_id)", "These goods are in repair already.")
    _device_uniq = models.UniqueIndex(
        "(device_key) WHERE device_key IS NOT NULL", "This device is in another open repair case already."
    )

    # -- computes ------------------------------------------------------------------------------------------------------

    @api.depends("complaint_id.name", "serial", "product_id")
    def _compute_display_name(self):
        for repair in self:
            repair.display_name = f"{repair.complaint_id.name} · {repair.serial or repair.product_id.display_name}"

    @api.depends("order_ids.state", "order_ids.user_id")
    def _compute_work(self):
        for repair in self:
            # sudo: agents need not see repair orders; this much they tell the customer
            orders = repair.sudo().order_ids
            states = dict(orders._fields["state"]._description_selection(self.env))
            repair.work = ", ".join(f"{order.name}: {states[order.state]}" for order in orders)
            repair.technician_id = orders.user_id[:1]

    @api.depends("order_ids.move_ids.state")
    def _compute_parts_cost(self):
        costs = self.env["crm.complaint.analysis"].sudo()._parts_costs_of(self.ids)
        for repair in self:
            repair.parts_cost = costs.get(repair.id, 0.0)

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | UNKNOWN_DEVICE

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Repairs are kept."))

    # -- the facts decide ----------------------------------------------------------------------------------------------

    def _state_of_facts(self):
        """Return the state that transfers, repair orders and quotes give; in sudo."""
        self.ensure_one()
        if not self._is_here():
            if self.returned_on:
                return "returned"
            return "expected" if self._transfers("in", open_only=True) else "cancelled"
        if self._is_finished():
            return "repaired"
        if self._waits_for_answer():
            return "quoted"
        return "repairing" if "under_repair" in self.order_ids.mapped("state") else "received"

    def _moves(self, way):
        """Return the moves, in sudo, that bring the device here (in) or back to the customer (out)."""
        moves = self.sudo().line_id.move_ids
        if way == "in":
            return moves.filtered(lambda move: move.location_id._is_outgoing())
        return moves.filtered(lambda move: move.location_dest_id._is_outgoing() and not move.location_id._is_outgoing())

    def _transfers(self, way, open_only=False):
        """Return the transfers, in sudo, that bring the device here (in) or back (out)."""
        closed = ("done", "cancel") if open_only else ()
        return self._moves(way).picking_id.filtered(lambda picking: picking.state not in closed)

    def _is_here(self):
        """Whether the company has the device."""
        came, left = (
            sum(self._moves(way).filtered(lambda move: move.state == "done").mapped("quantity")) for way in ("in", "out")
        )
        return self.line_id.product_id.uom_id.compare(came, left) > 0

    def _is_finished(self):
        """Whether there is nothing more to do on the device."""
        orders = self.sudo().order_ids
        return bool(orders) and all(order.state in ("done", "cancel") for order in orders)

    def _advance(self):
        """Bring the states in step with the facts, in sudo; whoever changes a fact calls this."""
        for repair in self.sudo():
            state = repair._state_of_facts()
            if state != repair.state:
                values = {"state": state}
                if state in DEVICE_BACK:
                    values["device_key"] = False
                repair._guarded_write(values)

    def _open_reason(self):
        """Return why the case of this device can't be closed, if it can't."""
        self.ensure_one()
        name = self.serial or self.product_id.display_name
        reasons = {
            "expected": self.env._("%(device)s has not come in for repair yet.", device=name),
            "received": self.env._("%(device)s is not repaired yet.", device=name),
            "quoted": self.env._("The customer has not answered the quote for %(device)s.", device=name),
            "repairing": self.env._("%(device)s is not repaired yet.", device=name),
            "repaired": self.env._("%(device)s has not been returned to the customer.", device=name),
        }
        return reasons.get(self.state)

    # -- small things --------------------------------------------------------------------------------------------------

    def _words_for_technicians(self):
        """Return what technicians have to know of the case, in a few words; in sudo."""
        labels = {
            name: dict(self._fields[name]._description_selection(self.env)) for name in ("warranty", "payer", "quote_status")
        }
        until = self.warranty_until and self.env._("until %(day)s", day=fields.Date.to_string(self.warranty_until))
        quoted = self.payer == "customer" and self.env._("Quote: %(status)s", status=labels["quote_status"][self.quote_status])
        payer = self.env._("Paid by %(payer)s", payer=labels["payer"][self.payer])
        return [self.complaint_id.name, self.serial, labels["warranty"][self.warranty], until, payer, quoted]

    def _log(self, kind, note=None):
        """Write down in the case what happened to its device."""
        for repair in self:
            name = repair.serial or repair.product_id.display_name
            # sudo: warehouse users and technicians need not handle cases
            repair.sudo().complaint_id._log_event(kind, note=" · ".join(filter(None, (name, note))))

    def _for_agent(self):
        """Return the repair in sudo, for an agent who handles the case while nobody else does anything to its device.

        :raise AccessError: the user is no service agent
        """
        check_one(self)
        self.check_access("read")
        self.complaint_id._check_agent()
        self.env["crm.capacity.lock"]._lock_capacity([f"complaint_repair:{self.id}"])
        return self.sudo().with_company(self.company_id)

    def action_open_case(self):
        """Open the case (button)."""
        check_one(self)
        return self.complaint_id.get_formview_action()
