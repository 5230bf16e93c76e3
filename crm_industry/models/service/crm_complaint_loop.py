from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_complaint_callback import WAITING

OPEN_LOOP = {"asks_customer": False, "closed_as": False, "unreachable_on": False}


class CrmComplaint(models.Model):
    """The loop: a complaint ends when the customer has what was promised and says so."""

    _inherit = "crm.complaint"

    callback_ids = fields.One2many("crm.complaint.callback", "complaint_id", string="Callbacks", readonly=True)
    asks_customer = fields.Boolean(
        string="Customer Confirms", readonly=True, copy=False, help="By the service type when the complaint was accepted."
    )
    closed_as = fields.Selection(
        [("confirmed", "Customer confirmed"), ("unreachable", "Customer not reachable"), ("unasked", "Customer not asked")],
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    unreachable_on = fields.Datetime(
        readonly=True, copy=False, help="When a service manager gave up reaching the customer, after calls on several days."
    )
    is_unreached = fields.Boolean(compute="_compute_is_unreached")

    @api.depends("callback_ids.state", "callback_ids.round", "round", "state")
    def _compute_is_unreached(self):
        """For the button only; the method checks by itself."""
        for complaint in self:
            complaint.is_unreached = complaint.state == "confirming" and bool(complaint._unreached())

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | OPEN_LOOP

    def write(self, vals):
        """A new agent gets the callbacks, too; a service type that asks the customer holds from then on."""
        before = {complaint: complaint.user_id for complaint in self} if "user_id" in vals else {}
        result = super().write(vals)
        for complaint, user in before.items():
            if complaint.accepted_on and user != complaint.user_id:
                complaint._handed_on(user)
        if "type_id" in vals:
            self.filtered("accepted_on")._ask_customer()
        return result

    def _handed_on(self, user):
        """Somebody else handles it: the calls that the last agent had to make are the new one's."""
        self._log_event("assigned", note=self.user_id.name)
        calls = self.callback_ids.filtered(lambda each: each.state in WAITING and each.user_id == user)
        calls.user_id = self.user_id

    def action_accept(self):
        result = super().action_accept()
        self._ask_customer()
        return result

    def _ask_customer(self):
        """From now on the customer has the last word, if the service type says so; no later type takes that back."""
        asking = self.filtered(lambda each: each.type_id.asks_customer and not each.asks_customer)
        if asking:
            asking._guarded_write({"asks_customer": True})
        for complaint in asking.filtered(lambda each: each.state == "confirming"):
            complaint._plan_callback("satisfaction")

    # -- what is planned -----------------------------------------------------------------------------------------------

    def _on_delivered(self, picking):
        """The goods are on their way: apologise at once, ask some days later."""
        result = super()._on_delivered(picking)
        if self.type_id.apologises:
            self._plan_callback("apology", picking)
        self._plan_callback("satisfaction", picking)
        return result

    def _plan_callback(self, kind, picking=None):
        """Have the customer called in this round: an apology once, the question about satisfaction again after each delivery.

        :param str kind: apology or satisfaction
        :param picking: stock.picking that has just left, if any
        """
        self.ensure_one()
        if not self.accepted_on or self.closed_on or self.withdrawn_on or (kind == "satisfaction" and not self.asks_customer):
            return
        self._lock_decisions()
        callbacks = self.sudo()._round_callbacks(kind)
        waiting = callbacks.filtered(lambda each: each.state in WAITING)
        if waiting and kind == "satisfaction":
            waiting._put_off(self._callback_due(kind), picking)
        elif not waiting and (kind == "satisfaction" or not callbacks):
            self.env["crm.complaint.callback"]._plan(self, kind, self._callback_due(kind), picking)

    def _callback_due(self, kind):
        """Return the day on which a callback planned now is due."""
        days = self._terms()["callback_days"] if kind == "satisfaction" else 0
        return self._working_day(self.company_id._business_today(), days)

    def _round_callbacks(self, kind):
        """Return the callbacks of a kind in the present round."""
        return self._this_round(self.callback_ids).filtered(lambda each: each.kind == kind)

    # -- the close rule ------------------------------------------------------------------------------------------------

    def _open_reasons(self):
        reasons = super()._open_reasons()
        if not reasons and self.state == "confirming" and not self._is_heard():
            reasons = [self._why_not_heard()]
        return reasons

    def _is_heard(self):
        """Whether the customer has said that all is well, need not be asked, or can't be reached."""
        if not self.asks_customer or self.unreachable_on:
            return True
        waiting = self._round_callbacks("satisfaction").filtered(lambda each: each.state in WAITING)
        return not waiting and bool(self._confirmations())

    def _confirmations(self):
        """Return the answers that all is well, given since everything promised in this round was done."""
        done = max(self._this_round(self.resolution_ids).filtered("done_on").mapped("done_on"), default=False)
        return self._round_callbacks("satisfaction").filtered(
            lambda each: each._is_satisfied() and (not done or each.answered_on >= done)
        )

    def _why_not_heard(self):
        waiting = self._round_callbacks("satisfaction").filtered(lambda each: each.state in WAITING)
        if not waiting:
            return self.env._("The customer has not said yet that all is well.")
        if waiting.state == "unreached":
            return self.env._("The customer could not be reached: a service manager decides.")
        return self.env._(
            "The customer has not said yet that all is well: call until %(day)s.", day=fields.Date.to_string(waiting.due_date)
        )

    def _close(self, by=None):
        """Keep how the loop was closed; calls that were still planned are no longer needed."""
        for complaint in self:
            confirmed = "confirmed" if complaint._confirmations() else "unasked"
            complaint._guarded_write({"closed_as": "unreachable" if complaint.unreachable_on else confirmed})
        result = super()._close(by)
        self.sudo().callback_ids._cancel_waiting()
        return result

    def _reopen(self, reason):
        """What was planned and heard in the last round no longer counts."""
        self._guarded_write({"closed_as": False, "unreachable_on": False})
        self.sudo().callback_ids._cancel_waiting()
        return super()._reopen(reason)

    def action_withdraw(self, reason):
        result = super().action_withdraw(reason)
        self.sudo().callback_ids._cancel_waiting()
        return result

    # -- who can't be reached ------------------------------------------------------------------------------------------

    def _unreached(self):
        return self._round_callbacks("satisfaction").filtered(lambda each: each.state == "unreached")

    def action_close_unreachable(self, reason):
        """Close complaints whose customer could not be reached on several days; they are counted apart. By a service manager.

        :param str reason: what was tried, and why this is enough
        :raise AccessError: the user is no service manager
        :raise UserError: it was not tried often enough, something else is open, or no reason is given
        """
        self._check_service_manager(self.env._("Only service managers decide that a customer can't be reached."))
        text = self._reason(reason)
        for complaint in self:
            if complaint.state != "confirming" or not complaint._unreached():
                raise UserError(
                    self.env._(
                        "%(complaint)s: the customer has to be called on %(days)s different days first, from the day on which the"
                        " callback is due.",
                        complaint=complaint.display_name,
                        days=complaint.company_id.sudo().complaint_call_days,
                    )
                )
            complaint._guarded_write({"unreachable_on": fields.Datetime.now()})
            complaint._log_event("unreachable", note=text)
        self.action_close()
        return True

    def action_ask_unreachable(self):
        """Ask for the reason and close (button)."""
        return self._ask_reason("unreachable", self.env._("Customer Not Reachable"))
