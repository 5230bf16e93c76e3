from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_complaint import MANAGER
from .crm_complaint_resolution_approval import FINANCE
from .crm_complaint_resolution_goods import SENDS
from .crm_complaint_resolution_line_moved import OVER


class CrmComplaintResolution(models.Model):
    """Ways out when less has moved than was approved: send the rest, take it down, or let the customer keep what an exchange
    should have brought back."""

    _inherit = "crm.complaint.resolution"

    dropped_cost = fields.Monetary(
        string="Cost Taken Down",
        readonly=True,
        copy=False,
        help="What the goods that were taken down would have cost: no part of the approved cost any more.",
    )
    goods_short = fields.Boolean(
        string="Goods Missing",
        compute="_compute_goods_short",
        help="Less has left than was approved, and no transfer brings the rest.",
    )
    goods_owed = fields.Boolean(
        string="Return Awaited",
        compute="_compute_goods_short",
        help="More has left for the customer than has come back in exchange.",
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"dropped_cost": 0.0}

    @api.depends(
        "approval_state",
        "done_on",
        "line_ids.move_ids.state",
        "line_ids.move_ids.quantity",
        "line_ids.dropped_quantity",
        "line_ids.kept_quantity",
    )
    def _compute_goods_short(self):
        for resolution in self:
            waiting = resolution.approval_state == "approved" and not resolution.done_on and resolution.kind in SENDS
            # sudo: agents need not see transfers
            lines = resolution.sudo().line_ids if waiting else resolution.line_ids.browse()
            resolution.goods_short = any(line._missing_quantity() for line in lines)
            resolution.goods_owed = any(line._owed_quantity() for line in lines)

    def _goods_moved(self):
        result = super()._goods_moved()
        for resolution in self.filtered(lambda each: each.goods_short and each._goods_left()):
            resolution._tell_agent(
                self.env._(
                    "%(resolution)s: less has left than was approved. Send the rest, or ask a service manager to take it down.",
                    resolution=resolution.display_name,
                )
            )
        return result

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def _begin_settling(self):
        """Take the lock before the first read that decides.

        :raise UserError: it is not approved, or done
        """
        check_one(self)
        self.check_access("read")
        self.complaint_id._lock_decisions()
        self._approval_expect("approved")
        # sudo: agents and finance need not see transfers
        resolution = self.sudo().with_company(self.company_id)
        if resolution.done_on or resolution.kind not in SENDS:
            raise UserError(self.env._("%(resolution)s: no goods are to be sent any more.", resolution=self.display_name))
        return resolution

    def action_send_rest(self):
        """Send what was approved and is not on its way, after the warehouse has sent less or cancelled (button). Agents.

        :raise UserError: nothing is missing, or an exchange has brought back no more
        """
        resolution = self._begin_settling()
        self.check_access("write")
        missing = {line: line._missing_quantity() for line in resolution.line_ids}
        if not any(missing.values()):
            raise UserError(self.env._("%(resolution)s: everything has left or is on its way.", resolution=self.display_name))
        sendable = {line: min(quantity, line._sendable_quantity()) for line, quantity in missing.items()}
        rest = {line: quantity for line, quantity in sendable.items() if line.product_id.uom_id.compare(quantity, 0) > 0}
        if not rest:
            raise UserError(
                self.env._(
                    "%(resolution)s: no more is awaited from the customer. Cancel it and propose it again, or ask a service"
                    " manager to take the rest down.",
                    resolution=self.display_name,
                )
            )
        resolution._send_goods(rest).picking_id._tell_complaint_keeper()
        resolution._agent_heeded()
        return True

    def action_take_down(self, reason):
        """The customer gets no more of these goods than has left. Service managers.

        :param str reason: why
        :raise AccessError: the user is no service manager
        :raise UserError: nothing is missing, or nothing has left at all
        """
        reason = self._settling_reason(reason, MANAGER, self.env._("Only service managers take down what was approved."))
        resolution = self._begin_settling()
        if not resolution.goods_short:
            raise UserError(
                self.env._(
                    "%(resolution)s: nothing is missing, or the rest is on its way. Cancel its transfer first.",
                    resolution=self.display_name,
                )
            )
        if not (resolution._goods_left() or resolution._goods_returned()):
            raise UserError(self.env._("%(resolution)s: nothing has left yet, cancel it instead.", resolution=self.display_name))
        for line in resolution.line_ids:
            if missing := line._missing_quantity():
                line._guarded_write({"dropped_quantity": line.dropped_quantity + missing})
                resolution._guarded_write({"dropped_cost": resolution.dropped_cost + line._cost_of(missing)})
        self.complaint_id._log_event("taken_down", note=f"{self.type_id.name}: {reason}")
        resolution._goods_moved()
        resolution._agent_heeded()
        return True

    def action_let_keep(self, reason):
        """The customer keeps what an exchange should have brought back; transfers that await it are cancelled. Finance, as it
        makes a replacement of it.

        :param str reason: why
        :raise AccessError: the user is not of finance, or has proposed it
        :raise UserError: nothing is awaited for what has left
        """
        reason = self._settling_reason(reason, FINANCE, self.env._("Only finance lets customers keep exchanged goods."))
        if self.env.user in self.requested_by | self.create_uid | self.writer_ids:
            raise AccessError(self.env._("Nobody approves an own proposal: %(record)s.", record=self.display_name))
        resolution = self._begin_settling()
        if not resolution.goods_owed:
            raise UserError(
                self.env._("%(resolution)s: no more has left than came back in exchange.", resolution=self.display_name)
            )
        awaited = resolution._goods_moves().browse()
        for line in resolution.line_ids:
            if owed := line._owed_quantity():
                line._guarded_write({"kept_quantity": line.kept_quantity + owed})
                awaited |= line._inward().filtered(lambda move: move.state not in OVER)
        self.complaint_id._log_event("let_keep", note=f"{self.type_id.name}: {reason}")
        awaited._action_cancel()
        resolution._goods_moved()
        return True

    def _settling_reason(self, reason, group, refusal):
        """Return the reason that a user gives who may decide on this.

        :raise AccessError: the user may not
        :raise UserError: without a reason
        """
        check_one(self)
        if not self.env.user.has_group(group):
            raise AccessError(refusal)
        return self.complaint_id._reason(reason)

    def action_ask_take_down(self):
        """Ask for the reason (button)."""
        return self._ask_goods_reason("take_down", self.env._("Take the Rest Down"))

    def action_ask_let_keep(self):
        """Ask for the reason (button)."""
        return self._ask_goods_reason("let_keep", self.env._("Let the Customer Keep It"))

    def _ask_goods_reason(self, verb, name):
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.complaint.goods.reason",
            "view_mode": "form",
            "target": "new",
            "context": {"default_resolution_id": self.id, "default_verb": verb},
            "name": name,
        }
