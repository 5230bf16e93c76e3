from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_complaint import AGENT, OVER
from .crm_complaint_line_device import REPAIR


class CrmComplaint(models.Model):
    """A case that begins with a serial number: customer, order and device follow from it."""

    _inherit = "crm.complaint"

    device_serial = fields.Char(
        string="Find by Serial Number",
        store=False,
        help="As it stands on the device: fills in the product, and customer and order of the purchase.",
    )
    repair_ids = fields.One2many("crm.complaint.repair", "complaint_id", string="Repairs", readonly=True)
    loan_ids = fields.One2many("crm.complaint.loan", "complaint_id", string="Loan Units", readonly=True)
    repair_count = fields.Integer(compute="_compute_repair_count")
    is_repair = fields.Boolean(compute="_compute_is_repair")
    shows_devices = fields.Boolean(compute="_compute_shows_devices", help="A repair, or goods that have serial numbers.")

    @api.depends("repair_ids")
    def _compute_repair_count(self):
        for complaint in self:
            complaint.repair_count = len(complaint.repair_ids)

    @api.depends("type_id")
    def _compute_is_repair(self):
        for complaint in self:
            complaint.is_repair = complaint.type_id.code == REPAIR

    @api.depends("type_id", "line_ids.product_id.tracking", "line_ids.serial")
    def _compute_shows_devices(self):
        for complaint in self:
            complaint.shows_devices = complaint.type_id.code == REPAIR or any(
                line.serial or line.product_id.tracking == "serial" for line in complaint.line_ids
            )

    def write(self, vals):
        """A case that becomes a repair is the only open one of its devices; its warranty is that of the day of receipt."""
        result = super().write(vals)
        if "type_id" in vals:
            self.line_ids._check_device()
        if "received_on" in vals:
            self.line_ids._look_up()
        return result

    @api.onchange("device_serial")
    def _onchange_device_serial(self):
        serial = (self.device_serial or "").strip()
        if not serial or not self.env.user.has_group(AGENT) or self.company_id not in self.env.companies:
            return None
        lines = self.env["crm.complaint.line"]
        lots = lines._find_lots(serial, self.company_id)
        if len(lots) != 1:
            return {"warning": self._device_notice(serial, lots)}
        self._take_device(lots, lines._sold_by(lots, self.company_id))
        return None

    def _take_device(self, lot, move):
        """Fill in what follows from a serial number."""
        order = move.sale_line_id.order_id
        buyer = (order.partner_id or move.picking_id.partner_id).commercial_partner_id.with_env(self.env)
        if buyer and not self.partner_id:
            self.partner_id = buyer
        bought_here = order and order.company_id == self.company_id and buyer == self.partner_id
        if bought_here and not self.order_id:
            # Before the goods: an order that sold nothing else proposes them.
            self.line_ids = [Command.clear()]
            self.order_id = order.with_env(self.env)
        if lot.name not in self.line_ids.mapped("serial"):
            values = {"product_id": lot.product_id.id, "lot_id": lot.id, "serial": lot.name, "quantity": 1}
            self.line_ids = [Command.create(values | ({"order_line_id": move.sale_line_id.id} if bought_here else {}))]
        self.type_id = self.env["crm.complaint.type"].search([("code", "=", REPAIR)], limit=1) or self.type_id

    @api.model
    def _device_notice(self, serial, lots):
        if lots:
            message = self.env._(
                "“%(serial)s” is a number of several products: %(products)s. Choose the product among the goods.",
                serial=serial,
                products=", ".join(lots.product_id.mapped("display_name")),
            )
        else:
            message = self.env._("No device “%(serial)s” is known: name the product among the goods.", serial=serial)
        return {"title": self.env._("Serial Number"), "message": message, "type": "notification"}

    # -- the loop ------------------------------------------------------------------------------------------------------

    def _open_reasons(self):
        """A device and a loan unit have to be where they belong."""
        reasons = super()._open_reasons()
        if self.state not in OVER:
            reasons += [repair._open_reason() for repair in self.repair_ids if repair._open_reason()]
            reasons += [loan._open_reason() for loan in self.loan_ids if loan._open_reason()]
        return reasons

    def _withdrawal_obstacles(self):
        """What belongs to one side and is on the other goes back first."""
        obstacles = super()._withdrawal_obstacles()
        obstacles += [repair._open_reason() for repair in self.repair_ids if repair._open_reason()]
        return obstacles + [loan._open_reason() for loan in self.loan_ids if loan._open_reason()]

    def _close_if_heard(self):
        """The last thing that was waited for has come; the customer may have said before that all is well."""
        for complaint in self:
            if complaint.state == "confirming" and complaint.asks_customer and not complaint._open_reasons():
                complaint._close()

    def action_repair(self):
        """Propose to repair the devices of the case; where the policy lets agents decide, they are awaited at once (button).

        :raise AccessError: the user is no service agent
        :raise UserError: nothing names a device, or the proposal is refused
        """
        check_one(self)
        self._check_agent()
        way = self.env["crm.complaint.resolution.type"].search([("kind", "=", REPAIR)], limit=1)
        if not way:
            raise UserError(self.env._("There is no way to solve of the kind repair: a service manager has to make one."))
        resolution = self.env["crm.complaint.resolution"].create({"complaint_id": self.id, "type_id": way.id})
        resolution.action_submit()
        return True

    def action_open_repairs(self):
        """Open the repairs of the case (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_complaint_repair_action")
        action |= {"domain": [("complaint_id", "=", self.id)], "context": {}}
        if len(self.repair_ids) == 1:
            action |= {"views": [(False, "form")], "res_id": self.repair_ids.id}
        return action
