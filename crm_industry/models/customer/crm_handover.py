from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedInteger

MANAGER = "sales_team.group_sale_manager"
# Whose records and to whom: another choice calls for another list.
PLAN = frozenset(("company_id", "user_id", "mode", "successor_id", "successor_ids"))
CALLS = frozenset(("contact_plan", "contact_start", "contacts_per_day", "contact_type_id"))


class CrmHandover(models.Model):
    """A salesperson leaves or moves: everything that is open goes to successors, record by record, and can be undone.

    Listing the records changes nothing. Each record is then written on its own terms: what fails says why and stays, and so does
    what others have reassigned meanwhile. Which records there are is told by `_handover_models`, which areas extend.
    """

    _name = "crm.handover"
    _inherit = ["crm.reassign.mixin", "mail.activity.mixin"]
    _description = "Handover of a Salesperson"
    _order = "id desc"
    _item_field = "item_ids"
    _carried_out_field = "started_on"

    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        required=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        context={"active_test": False},
        tracking=True,
        help="Whose customers and open work are handed over; may be archived already.",
    )
    mode = fields.Selection(
        [
            ("person", "To one person"),
            ("even", "Shared out among several, with equal value"),
            ("territory", "By the territory rules"),
        ],
        string="Successors",
        default="person",
        required=True,
    )
    successor_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
        help="Gets everything, or what the other way of finding successors leaves over.",
    )
    successor_ids = fields.Many2many(
        "res.users",
        "crm_handover_successor_rel",
        "handover_id",
        "user_id",
        string="Shared Out Among",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
    )
    reason = fields.Char(tracking=True)
    contact_plan = fields.Boolean(
        default=True, help="Plan a call for each customer, the best ones first, so that the successor introduces himself."
    )
    contact_start = CheckedDate(
        string="Calls From", default=lambda self: self.env.company._business_today() + timedelta(days=1)
    )
    contacts_per_day = CheckedInteger(string="Calls a Day", default=8, help="Of each successor, on working days.")
    contact_type_id = fields.Many2one(
        "mail.activity.type",
        string="Kind of Contact",
        default=lambda self: self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False),
        domain="[('res_model', 'in', (False, 'res.partner'))]",
        ondelete="restrict",
    )
    state = fields.Selection(
        [
            ("draft", "New"),
            ("ready", "Listed"),
            ("running", "Handing Over"),
            ("done", "Handed Over"),
            ("undoing", "Being Undone"),
            ("undone", "Undone"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    automatic = fields.Boolean(readonly=True, copy=False, help="Prepared at night, since the salesperson is archived.")
    started_on = fields.Datetime(string="Handed Over on", readonly=True, copy=False)
    started_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="set null")
    item_ids = fields.One2many("crm.handover.item", "handover_id", string="Records", readonly=True)
    item_count = fields.Integer(string="Records Listed", compute="_compute_counts")
    customer_count = fields.Integer(string="Customers", compute="_compute_counts")
    open_count = fields.Integer(string="To Hand Over", compute="_compute_counts")
    done_count = fields.Integer(string="Records Handed Over", compute="_compute_counts")
    failed_count = fields.Integer(string="Failed", compute="_compute_counts")
    lost_count = fields.Integer(string="Without a Successor", compute="_compute_counts")
    undone_count = fields.Integer(string="Records Undone", compute="_compute_counts")

    _contacts_range = models.Constraint(
        "CHECK (contacts_per_day BETWEEN 1 AND 1000)", "A contact plan has 1 to 1,000 calls a day."
    )

    # -- computes --------------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"state": "draft", "automatic": False, "started_on": False, "started_by": False}

    @api.depends("user_id", "create_date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for handover in self:
            handover.display_name = self.env._("Handover of %(user)s", user=handover.user_id.name or "")

    @api.depends("item_ids.state", "item_ids.new_user_id")
    def _compute_counts(self):
        items = self.env["crm.handover.item"]
        domain = [("handover_id", "in", self.ids)]
        rows = items._read_group(domain, ["handover_id", "state"], ["__count", "partner_id:count_distinct"])
        lost = dict(
            items._read_group([*domain, ("state", "=", "planned"), ("new_user_id", "=", False)], ["handover_id"], ["__count"])
        )
        customers = dict(items._read_group(domain, ["handover_id"], ["partner_id:count_distinct"]))
        for handover in self:
            states = {state: count for owner, state, count, _customers in rows if owner == handover}
            handover.item_count = sum(states.values())
            handover.customer_count = customers.get(handover, 0)
            handover.open_count = states.get("planned", 0)
            handover.done_count = states.get("done", 0) + states.get("kept", 0)
            handover.failed_count = states.get("failed", 0)
            handover.undone_count = states.get("undone", 0)
            handover.lost_count = lost.get(handover, 0)

    # -- constraints -----------------------------------------------------------------------------------------------

    @api.constrains("user_id", "mode", "successor_id", "successor_ids", "company_id")
    def _check_successors(self):
        for handover in self.sudo():
            people = handover.successor_id | handover.successor_ids
            if handover.user_id in people:
                raise ValidationError(
                    self.env._("%(user)s cannot take over from himself: choose somebody else.", user=handover.user_id.name)
                )
            if others := people - handover.company_id._channel_staff(people):
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot take over customers of %(company)s: choose an active internal user of it.",
                        user=others[0].name,
                        company=handover.company_id.name,
                    )
                )

    def write(self, vals):
        """Have the records listed again when something is written that decides about them.

        :raise UserError: that, or something of the calls, is given after they were handed over
        """
        if not (PLAN | CALLS).isdisjoint(vals):
            for handover in self.filtered(lambda handover: handover.state not in ("draft", "ready")):
                raise UserError(self.env._("%(handover)s has begun: make a new one.", handover=handover.display_name))
        result = super().write(vals)
        if not PLAN.isdisjoint(vals) and (listed := self.filtered(lambda handover: handover.state == "ready")):
            listed._guarded_write({"state": "draft"})
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for handover in self:
            if handover.started_on:
                raise UserError(
                    self.env._("%(handover)s has been carried out: it stays as a record.", handover=handover.display_name)
                )

    # -- verbs -----------------------------------------------------------------------------------------------------

    def action_list(self):
        """List, again if need be, every record and who would get it; nothing is changed yet.

        :raise AccessError: the user is no sales manager
        :raise UserError: it has begun, or nobody is named as successor
        """
        for handover in self._begin(("draft", "ready")):
            handover._check_complete()
            handover._list_items()
            handover._guarded_write({"state": "ready"})
        return True

    def action_start(self):
        """Hand the listed records over.

        :raise AccessError: the user is no sales manager
        :raise UserError: nothing is listed, or another handover of the salesperson is going on
        """
        for handover in self._begin(("ready",)):
            if not handover.open_count:
                raise UserError(self.env._("There is nothing to hand over: list the records again."))
            if handover.lost_count:
                raise UserError(
                    self.env._(
                        "%(count)s records have no successor: choose one for them, or exclude them.", count=handover.lost_count
                    )
                )
            handover._guarded_write({"state": "running", "started_on": fields.Datetime.now(), "started_by": self.env.uid})
            handover._go(handover.open_count)
        return True

    def action_undo(self):
        """Give everything back that nobody has reassigned since, and remove the calls that are still open.

        :raise AccessError: the user is no sales manager
        :raise UserError: it was not carried out, or too long ago
        """
        for handover in self._begin_undo("done"):
            handover._guarded_write({"state": "undoing"})
            handover._go(handover.done_count)
        return True

    def action_cancel(self):
        """Give the handover up before anything was changed."""
        for handover in self._begin(("draft", "ready")):
            handover._guarded_write({"state": "cancelled"})
            handover.activity_unlink(["crm_industry.mail_activity_handover"])
        return True

    def action_view_items(self):
        """Show the records of the handover."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_handover_item_action")
        return action | {"domain": [("handover_id", "=", self.id)], "context": {"search_default_group_model": 1}}

    # -- machinery -------------------------------------------------------------------------------------------------

    @api.model
    def _check_manager(self):
        """:raise AccessError: the user is no sales manager"""
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only sales managers can hand customers over."))

    def _lock_key(self):
        return f"handover:{self.user_id.id}"

    def _begin(self, states):
        """:raise UserError: another handover of one of the salespeople is going on"""
        handovers = super()._begin(states)
        for handover in handovers:
            handover._refuse_second()
        return handovers

    def _refuse_second(self):
        # sudo: whoever began the other one, in whatever company
        going_on = [("user_id", "=", self.user_id.id), ("state", "in", ("running", "undoing")), ("id", "!=", self.id)]
        if self.sudo().search_count(going_on, limit=1):
            raise UserError(self.env._("Another handover of %(user)s is going on: wait for its end.", user=self.user_id.name))

    def _check_complete(self):
        """:raise UserError: nobody is named as successor"""
        if self.mode == "even" and not self.successor_ids:
            raise UserError(self.env._("Choose the people among whom the customers are shared out."))
        if self.mode == "person" and not self.successor_id:
            raise UserError(self.env._("Choose the successor."))

    def _job_steps(self):
        if self.state in ("undoing", "undone"):
            steps = {"undo": self.env._("Give the records back")}
        else:
            steps = {"transfer": self.env._("Hand the records over"), "contacts": self.env._("Plan the calls")}
        return list(steps.items())

    def _job_on_done(self):
        self._guarded_write({"state": "undone" if self.state == "undoing" else "done"})
        if self.state == "done":
            self.activity_unlink(["crm_industry.mail_activity_handover"])
            self._tell_successors()
