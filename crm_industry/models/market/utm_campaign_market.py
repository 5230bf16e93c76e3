from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.crm_grading.tools.arguments import check_ids, check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedFloat, CheckedInteger, CheckedMonetary

from .crm_market_segment import MARKETER

READERS = "sales_team.group_sale_salesman"
# Decided before anybody is addressed: who chose it after seeing the orders could choose the result.
FIXED = {"market_segment_id", "market_control_share", "market_start", "market_window_days", "market_exclude_busy", "company_id"}
WAY = {"market_way", "market_template_id", "market_sms_template_id"}
# Ways that send a text, and the field with it.
TEXTS = {"email": "market_template_id", "sms": "market_sms_template_id"}
PLAN = FIXED | WAY | {"market_budget"}


class UtmCampaign(models.Model):
    """A campaign that turns to the customers of a segment, and holds some of them out to know what it brought.

    Amounts are in the currency of the campaign's company. Days are those of its time zone; the window in which orders count is
    the same for the addressed customers and the control group.
    """

    _name = "utm.campaign"
    _inherit = ["utm.campaign", "crm.job.mixin"]

    market_segment_id = fields.Many2one(
        "crm.market.segment", string="Segment", index="btree_not_null", ondelete="restrict", groups=READERS
    )
    market_way = fields.Selection(
        [("list", "Call List"), ("lead", "Leads"), ("email", "E-mail"), ("sms", "SMS")],
        string="Addressed by",
        default="list",
        help="Call list: salespeople contact their customers and note the answer. Leads: each customer becomes a lead of its "
        "salesperson. E-mail and SMS: the chosen text is sent.",
    )
    market_template_id = fields.Many2one(
        "mail.template", string="E-mail Text", ondelete="restrict", domain="[('model', '=', 'res.partner')]", groups=READERS
    )
    market_sms_template_id = fields.Many2one(
        "sms.template", string="SMS Text", ondelete="restrict", domain="[('model', '=', 'res.partner')]", groups=READERS
    )
    market_control_share = CheckedFloat(
        string="Control Group (%)", default=10.0, digits=(16, 2), help="Share of the customers that is not addressed, by lot."
    )
    market_exclude_busy = fields.Boolean(
        string="Leave Out Those of Other Campaigns",
        default=True,
        help="Customers of another campaign whose window overlaps are left out: nobody could tell which one they answered.",
    )
    market_start = CheckedDate(string="Begins On")
    market_window_days = CheckedInteger(
        string="Attribution Window (Days)", default=30, help="Orders of so many days from the beginning count."
    )
    market_from = fields.Datetime(string="Window From", compute="_compute_market_window", store=True)
    market_until = fields.Datetime(string="Window Until", compute="_compute_market_window", store=True)
    market_budget = CheckedMonetary(string="Budget", groups=READERS)
    market_cost_ids = fields.One2many("crm.campaign.cost", "campaign_id", string="Costs", groups=MARKETER)
    market_member_ids = fields.One2many("crm.campaign.member", "campaign_id", string="Customers", groups=READERS, readonly=True)
    market_state = fields.Selection(
        [("draft", "Plan"), ("choosing", "Choosing Customers"), ("ready", "Customers Chosen"), ("begun", "Begun")],
        string="Progress",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    market_seed = fields.Integer(
        string="Number of the Lot",
        readonly=True,
        copy=False,
        aggregator=None,
        help="The same number draws the same control group.",
    )
    market_chosen_on = fields.Datetime(string="Customers Chosen On", readonly=True, copy=False)
    market_filters = fields.Text(
        string="Filters Used", readonly=True, copy=False, help="Filters of the segment when the customers were chosen."
    )

    _market_terms = models.Constraint(
        "CHECK (coalesce(market_control_share, 0) BETWEEN 0 AND 50 AND coalesce(market_window_days, 1) BETWEEN 1 AND 730)",
        "The control group is at most 50 % of the customers, the attribution window 1 to 730 days.",
    )

    @api.depends("market_start", "market_window_days", "market_chosen_on", "company_id")
    def _compute_market_window(self):
        """From the first day, or from the moment when the customers were chosen on that day."""
        for campaign in self:
            start = campaign.market_start
            zone = pytz.timezone(campaign.company_id.sudo().business_tz or "UTC")
            midnight = start and self._market_midnight(start, zone)
            campaign.market_from = midnight and max(midnight, campaign.market_chosen_on or midnight)
            end = start and start + timedelta(days=campaign.market_window_days)
            campaign.market_until = end and self._market_midnight(end, zone)

    @api.model
    def _market_midnight(self, day, zone):
        """Return the moment a day begins in a time zone, in UTC."""
        return zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        names = ("market_seed", "market_chosen_on", "market_filters")
        return super()._guarded_fields() | dict.fromkeys(names, False) | {"market_state": "draft"}

    @api.model_create_multi
    def create(self, vals_list):
        campaigns = super().create(vals_list)
        if any(vals.get("market_segment_id") or vals.get("market_budget") for vals in vals_list):
            campaigns._market_check_marketer()
        return campaigns

    def write(self, vals):
        """Change campaigns. What they plan belongs to the marketers, and stays once their customers have been chosen.

        :raise AccessError: the user is no marketer, or of another company
        :raise UserError: the customers of a campaign have been chosen, or are being addressed
        """
        planned = vals.keys() & PLAN
        # sudo: employees of whatever department change a plain campaign's company
        if planned - {"company_id"} or (planned and self.sudo().filtered("market_segment_id")):
            self._market_check_marketer()
        if vals.keys() & FIXED and (chosen := self.filtered(lambda campaign: campaign.market_state != "draft")):
            raise UserError(
                self.env._(
                    "%(campaign)s: its customers have been chosen by this plan. Give them up before you change it.",
                    campaign=chosen[0].title,
                )
            )
        if vals.keys() & WAY and (begun := self.filtered(lambda campaign: campaign.market_state == "begun")):
            raise UserError(
                self.env._("%(campaign)s has begun: its customers are addressed as planned.", campaign=begun[0].title)
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_market_begun(self):
        if begun := self.filtered(lambda campaign: campaign.market_state != "draft"):
            raise UserError(self.env._("%(campaign)s has customers: archive it instead.", campaign=begun[0].title))

    @api.constrains("market_segment_id", "company_id")
    def _check_market_company(self):
        for campaign in self.filtered("market_segment_id"):
            if campaign.company_id != campaign.market_segment_id.company_id:
                raise ValidationError(
                    self.env._(
                        "%(campaign)s and its segment %(segment)s belong to different companies.",
                        campaign=campaign.title,
                        segment=campaign.market_segment_id.name,
                    )
                )

    def _market_check_marketer(self):
        """:raise AccessError: the user plans no campaigns, or not those of this company"""
        if self.env.su:
            return
        if not self.env.user.has_group(MARKETER):
            raise AccessError(self.env._("Only market managers plan campaigns for customers."))
        for campaign in self.filtered("market_segment_id"):
            if campaign.company_id not in self.env.companies:
                raise AccessError(self.env._("%(campaign)s belongs to another company.", campaign=campaign.title))

    def _market_begin(self, *states):
        """Check and lock one campaign for a verb.

        :raise UserError: it is in another state or being worked on
        """
        check_one(self)
        self._market_check_marketer()
        self.env["crm.capacity.lock"]._lock_capacity([f"campaign:{self.id}"])
        self.invalidate_recordset()
        self._job_refuse_pending()
        self._expect_value("market_state", *states)

    def _market_check_under_way(self):
        """:raise UserError: the campaign has not begun, or its window is over"""
        self.ensure_one()
        now = fields.Datetime.now()
        if self.market_state != "begun" or not self.market_from <= now:
            raise UserError(self.env._("%(campaign)s has not begun yet.", campaign=self.title))
        if now >= self.market_until:
            raise UserError(self.env._("The window of %(campaign)s is over: nobody is contacted any more.", campaign=self.title))

    def _market_channel(self):
        """Return the channel for which consent and quiet hours are asked."""
        return self.market_way if self.market_way in TEXTS else "phone"

    def action_job_resume(self):
        check_ids(self)
        self._market_check_marketer()
        return super().action_job_resume()

    def action_job_stop(self):
        check_ids(self)
        self._market_check_marketer()
        return super().action_job_stop()
