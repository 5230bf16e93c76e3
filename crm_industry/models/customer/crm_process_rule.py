from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedInteger, CheckedSelection

from .res_partner_territory import TERRITORY_MANAGERS


class CrmProcessRule(models.Model):
    """When something happens to a customer of a type and grade, an activity plan starts.

    A rule fires once for each occurrence: the database keeps a log with a unique key. It begins with what happens from its
    first day on, and starts at most so many plans a day: the rest waits for the next day, the oldest first.
    """

    _name = "crm.process.rule"
    _inherit = ["crm.cached.mixin", "crm.grade.condition.mixin"]
    _description = "Process Rule"
    _order = "event, sequence, id"
    _cached_fields = frozenset(("active", "event", "company_id"))

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    event = CheckedSelection(selection="_selection_event", required=True, default="new_customer")
    event_help = fields.Char(string="When", compute="_compute_event_help")
    days = CheckedInteger(
        help="Past cycle: so many days after the order was expected. Ending agreement: so many days before. Else not used."
    )
    direction = fields.Selection(
        [("any", "Up or down"), ("up", "Up"), ("down", "Down")],
        string="Regraded",
        default="any",
        required=True,
        help="A first grade counts as up, the loss of any grade as down.",
    )
    type_id = fields.Many2one("crm.customer.type", string="Customer Type", ondelete="cascade", index="btree_not_null")
    grade_id = fields.Many2one(ondelete="cascade", help="Present grade; when the customer was regraded, the new one.")
    plan_id = fields.Many2one(
        "mail.activity.plan",
        string="Activity Plan",
        required=True,
        ondelete="restrict",
        domain="[('res_model', '=', 'res.partner'), ('company_id', 'in', (False, company_id))]",
        help="Activities that ask for their responsible at launch go to the salesperson of the customer.",
    )
    fallback_user_id = fields.Many2one(
        "res.users",
        string="Without a Salesperson",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Gets the activities of customers without an active salesperson.",
    )
    date_from = CheckedDate(
        string="From",
        required=True,
        default=lambda self: self.env.company._business_today(),
        help="Only what happens from this day on counts.",
    )
    day_limit = CheckedInteger(
        string="Customers a Day", default=50, required=True, help="At most so many plans are started on a day."
    )
    log_ids = fields.One2many("crm.process.log", "rule_id", readonly=True)
    fired_count = fields.Integer(string="Started", compute="_compute_fired_count")
    waiting_count = fields.Integer(string="Waiting Now", compute="_compute_waiting_count")

    _limit_range = models.Constraint(
        "CHECK (day_limit BETWEEN 1 AND 10000 AND days BETWEEN 0 AND 3650)",
        "A process rule starts 1 to 10,000 plans a day, and waits 0 to 3,650 days.",
    )

    # -- computes --------------------------------------------------------------------------------------------------

    @api.model
    def _selection_event(self):
        return [(code, event["label"]) for code, event in self._events().items()]

    @api.depends("event")
    @api.depends_context("lang")
    def _compute_event_help(self):
        events = self._events()
        for rule in self:
            rule.event_help = events.get(rule.event, {}).get("help", False)

    @api.depends("log_ids")
    def _compute_fired_count(self):
        counts = dict(self.env["crm.process.log"]._read_group([("rule_id", "in", self.ids)], ["rule_id"], ["__count"]))
        for rule in self:
            rule.fired_count = counts.get(rule, 0)

    def _compute_waiting_count(self):
        # sudo: orders and figures decide, whoever looks at the rules
        counts = self._origin.sudo()._count_waiting()
        for rule in self:
            rule.waiting_count = counts.get(rule._origin.id, 0)

    # -- constraints -----------------------------------------------------------------------------------------------

    @api.constrains("plan_id", "company_id", "fallback_user_id", "active")
    def _check_parts(self):
        for rule in self.filtered("active").sudo():
            company = rule.company_id
            if rule.plan_id.res_model != "res.partner" or rule.plan_id.company_id not in (company, company.browse()):
                raise ValidationError(
                    self.env._(
                        "The plan %(plan)s is not for customers of %(company)s: choose one that applies to contacts.",
                        plan=rule.plan_id.name,
                        company=company.name,
                    )
                )
            user = rule.fallback_user_id
            if not company._channel_staff(user):
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot look after customers of %(company)s: choose an active internal user of it.",
                        user=user.name,
                        company=company.name,
                    )
                )

    # -- verbs -----------------------------------------------------------------------------------------------------

    def action_preview(self):
        """Show the customers whom the rule would hit now, before any limit (button)."""
        check_one(self)
        self.check_access("read")
        # sudo: orders and figures decide; the list shows customers that the user may see
        customers = [row[0] for row in self.sudo()._waiting()]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("%(rule)s: %(count)s customers wait", rule=self.name, count=len(customers)),
            "res_model": "res.partner",
            "view_mode": "list,form",
            "domain": [("id", "in", customers)],
        }

    def action_run_now(self):
        """Start the plans of the customers who wait, up to the limit of the day (button).

        :raise AccessError: the user is neither sales nor channel manager
        :raise UserError: the rule is archived
        """
        check_one(self)
        self._check_manager()
        self.check_access("write")
        if not self.active:
            raise UserError(self.env._("%(rule)s is archived: restore it before it starts plans.", rule=self.name))
        # sudo: orders, figures, activities of customers of all salespeople
        fired = self.sudo()._fire()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("%(count)s plans were started.", count=len(fired)),
                "type": "success" if fired else "info",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_view_log(self):
        """Show what the rule has started."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_process_log_action")
        return action | {"domain": [("rule_id", "=", self.id)], "context": {}}

    @api.model
    def _check_manager(self):
        if not self.env.su and not self.env.user.has_groups(TERRITORY_MANAGERS):
            raise AccessError(self.env._("Only sales and channel managers can start the plans of process rules."))
