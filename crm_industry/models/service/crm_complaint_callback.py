from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one

WAITING = ("planned", "unreached")
SATISFIED_FROM = 3
PLANNED = {
    "complaint_id": False,
    "kind": False,
    "round": 0,
    "due_date": False,
    "next_date": False,
    "picking_id": False,
    "activity_id": False,
    "state": "planned",
    "first_called_on": False,
    "cancelled_on": False,
    "received": False,
    "score": 0,
    "comment": False,
    "answered_on": False,
    "source": False,
}


class CrmComplaintCallback(models.Model):
    """A call that is owed to the customer of a complaint: the apology when the goods leave, and some working days later the
    question whether all is well. Planned by the server, answered through its methods only, never deleted."""

    _name = "crm.complaint.callback"
    _description = "Callback"
    _inherit = ["crm.guarded.mixin", "crm.owner.mixin"]
    _order = "due_date, id"

    complaint_id = fields.Many2one("crm.complaint", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, index=True, precompute=True)
    partner_id = fields.Many2one(
        related="complaint_id.partner_id", string="Customer", store=True, index="btree_not_null", precompute=True
    )
    contact_id = fields.Many2one(related="complaint_id.contact_id", string="Person to Call")
    phone = fields.Char(compute="_compute_phone")
    kind = fields.Selection(
        [("apology", "Apology"), ("satisfaction", "Satisfaction")],
        required=True,
        readonly=True,
        help="Apology: at once when the goods have left. Satisfaction: the customer says whether all is well.",
    )
    round = fields.Integer(readonly=True, required=True, aggregator=None)
    due_date = fields.Date(string="Call on", required=True, readonly=True, index=True)
    next_date = fields.Date(string="Try Again", readonly=True, help="When the customer asked to be called.")
    user_id = fields.Many2one(
        "res.users",
        string="Caller",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="Who has to call.",
    )
    picking_id = fields.Many2one("stock.picking", string="Delivery", readonly=True, index="btree_not_null", ondelete="restrict")
    activity_id = fields.Many2one("mail.activity", readonly=True, ondelete="set null")
    state = fields.Selection(
        [("planned", "Planned"), ("unreached", "Not Reached"), ("reached", "Reached"), ("cancelled", "No Longer Needed")],
        required=True,
        readonly=True,
        default="planned",
        index=True,
    )
    attempt_ids = fields.One2many("crm.complaint.callback.attempt", "callback_id", string="Calls", readonly=True)
    first_called_on = fields.Date(readonly=True, help="Day of the first call, in the company's time zone.")
    cancelled_on = fields.Date(readonly=True, help="Day from which on it was no longer needed.")
    received = fields.Selection(
        [("yes", "Yes"), ("no", "No")], readonly=True, help="Whether the customer has got what was promised."
    )
    score = fields.Integer(readonly=True, aggregator="avg", help="1 very dissatisfied to 5 very satisfied; 0: none given.")
    comment = fields.Text(string="Customer's Words", readonly=True)
    answered_on = fields.Datetime(readonly=True)
    source = fields.Selection(
        [("call", "Call"), ("portal", "Portal"), ("rating", "Link in a Mail")],
        string="Answered by",
        readonly=True,
    )

    _one_waiting = models.UniqueIndex(
        "(complaint_id, kind, round) WHERE state IN ('planned', 'unreached')", "A callback of this kind is planned already."
    )
    _score_in_range = models.Constraint("CHECK (score BETWEEN 0 AND 5)", "A score is 1 to 5.")
    _answer_complete = models.Constraint(
        "CHECK (state <> 'reached' OR kind <> 'satisfaction' OR (answered_on IS NOT NULL AND (score > 0 OR received = 'no')))",
        "The customer says how satisfied it is, or that it has not got what was promised.",
    )

    # -- computes ------------------------------------------------------------------------------------------------------

    @api.depends("kind", "complaint_id.name")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for callback in self:
            callback.display_name = f"{callback.complaint_id.name} · {labels.get(callback.kind, '')}"

    @api.depends("complaint_id.contact_id.phone", "complaint_id.partner_id.phone")
    def _compute_phone(self):
        for callback in self:
            callback.phone = callback.complaint_id.contact_id.phone or callback.partner_id.phone

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | PLANNED

    def write(self, vals):
        """Give callbacks to somebody else; the activity follows."""
        result = super().write(vals)
        if "user_id" in vals:
            for callback in self.filtered(lambda each: each.state in WAITING):
                callback._remind()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Callbacks are kept."))

    # -- planning ------------------------------------------------------------------------------------------------------

    @api.model
    def _plan(self, complaint, kind, due_date, picking=None):
        """Create a callback of the present round of a complaint.

        :param str kind: apology or satisfaction
        :param picking: stock.picking that it is about, if any
        """
        # The index looks at what is in the database.
        self.flush_model(["state"])
        callback = self.sudo()._guarded_create(
            [
                {
                    "complaint_id": complaint.id,
                    "kind": kind,
                    "round": complaint.round,
                    "due_date": due_date,
                    "picking_id": picking and picking.id,
                    # Whoever has left the company meanwhile calls nobody.
                    "user_id": complaint.company_id._employed(complaint.user_id).id,
                }
            ]
        )
        callback._remind()
        return callback

    def _put_off(self, due_date, picking=None):
        """More has been delivered: the question comes later, never earlier, and begins anew."""
        self._guarded_write(
            {
                "due_date": max(due_date, self.due_date),
                "picking_id": (picking or self.picking_id).id,
                "state": "planned",
            }
        )
        self._remind()

    def _cancel_waiting(self):
        """The call is no longer needed."""
        waiting = self.filtered(lambda each: each.state in WAITING)
        waiting.activity_id.unlink()
        for callback in waiting:
            today = callback.company_id._business_today()
            callback._guarded_write({"state": "cancelled", "cancelled_on": today})

    def _remind(self):
        """Keep the activity of whoever has to call in step."""
        callback = self.sudo()
        callback.activity_id.unlink()
        user = callback.user_id.filtered("active") or callback.company_id._complaint_manager()
        if not user:
            return
        activity = callback.complaint_id.with_context(lang=user.lang).activity_schedule(
            f"crm_industry.mail_activity_complaint_{callback.kind}",
            date_deadline=max(callback.next_date or callback.due_date, callback.due_date),
            user_id=user.id,
        )
        callback._guarded_write({"activity_id": activity and activity.id})

    # -- small things --------------------------------------------------------------------------------------------------

    def _is_satisfied(self):
        """Whether the customer has said that all is well."""
        self.ensure_one()
        return self.kind == "satisfaction" and self.state == "reached" and self._is_good(self.received, self.score)

    @api.model
    def _is_good(self, received, score):
        return received == "yes" and (score or 0) >= SATISFIED_FROM

    def action_call(self):
        """Open the window in which a call is written down (button)."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Call"),
            "res_model": "crm.complaint.call",
            "view_mode": "form",
            "target": "new",
            "context": {"default_callback_id": self.id},
        }

    def action_open_complaint(self):
        """Open the complaint (button)."""
        check_one(self)
        return self.complaint_id.get_formview_action()
