from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.crm_grading.tools.arguments import check_ids

AGENT = "crm_industry.group_service_agent"
MANAGER = "crm_industry.group_service_manager"
NOT_BEGUN = {
    "name": "/",
    "state": "new",
    "round": 1,
    "accepted_on": False,
    "closed_on": False,
    "closed_by": False,
    "withdrawn_on": False,
    "withdrawal_reason": False,
}
OVER = ("closed", "withdrawn")
# No complaint is older, and every clock can be worked out.
EARLIEST = datetime(2000, 1, 1)


class CrmComplaint(models.Model):
    """What a customer complains about or asks for, from the first word until the customer says that all is well.

    The state follows from the facts (`_state_of_facts`): accepted, its resolutions of this round proposed, approved and done,
    the customer heard. Nobody writes it, so no door closes an open loop. When the customer is not satisfied a new round
    begins; what was done before stays on record. There is no archive: what is over is closed, or withdrawn by the customer.
    """

    _name = "crm.complaint"
    _description = "Complaint"
    _inherit = ["mail.thread.cc", "mail.activity.mixin", "portal.mixin", "rating.mixin", "crm.guarded.mixin", "crm.owner.mixin"]
    _order = "priority desc, id desc"
    _rec_names_search = ["name", "subject", "partner_id.name"]
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/", index="trigram")
    subject = fields.Char(required=True, tracking=True, help="The matter in a few words.")
    description = fields.Html(string="What Happened", help="In the customer's own words, as far as possible.")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    type_id = fields.Many2one(
        "crm.complaint.type",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.ref("crm_industry.complaint_type_complaint", raise_if_not_found=False),
    )
    category_id = fields.Many2one("crm.complaint.category", index="btree_not_null", ondelete="restrict", tracking=True)
    cause_id = fields.Many2one(
        "crm.complaint.cause", string="Root Cause", index="btree_not_null", ondelete="restrict", tracking=True
    )
    channel = fields.Selection(
        [
            ("phone", "Phone"),
            ("form", "Form"),
            ("portal", "Portal"),
            ("email", "E-mail"),
            ("visit", "Visit"),
            ("shop", "Store"),
            ("social", "Social Media"),
            ("api", "Other System"),
        ],
        required=True,
        default="phone",
        help="How it reached the company first.",
    )
    priority = fields.Selection([("0", "Normal"), ("1", "High"), ("2", "Urgent")], default="0", required=True)
    contact_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict", help="The person to call back.")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Empty when nobody knows yet who wrote: it has to be found out before the case is accepted.",
    )
    email_from = fields.Char(string="E-mail", help="Of whoever wrote, when that is no known contact.")
    order_id = fields.Many2one(
        "sale.order",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('partner_id', 'child_of', partner_id)]",
    )
    line_ids = fields.One2many("crm.complaint.line", "complaint_id", string="Goods", copy=False)
    resolution_ids = fields.One2many("crm.complaint.resolution", "complaint_id", string="Resolutions", copy=False)
    event_ids = fields.One2many("crm.complaint.event", "complaint_id", string="Events", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Agent",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        tracking=True,
        help="Who handles it.",
    )
    state = fields.Selection(
        [
            ("new", "Received"),
            ("accepted", "In Progress"),
            ("approval", "Waiting for Approval"),
            ("executing", "Being Solved"),
            ("confirming", "Waiting for Customer"),
            ("closed", "Closed"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="new",
        index=True,
        tracking=True,
        group_expand=True,
    )
    round = fields.Integer(
        readonly=True, copy=False, default=1, aggregator="max", help="2 and more: the customer was not satisfied before."
    )
    received_on = fields.Datetime(
        required=True, copy=False, default=fields.Datetime.now, help="When the customer turned to the company."
    )
    accepted_on = fields.Datetime(readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)
    closed_by = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict", help="Empty: by the customer's answer."
    )
    withdrawn_on = fields.Datetime(readonly=True, copy=False)
    withdrawal_reason = fields.Text(readonly=True, copy=False)

    _name_uniq = models.UniqueIndex("(company_id, name) WHERE name <> '/'", "Another complaint has this number.")
    _received_order = models.Constraint(
        "CHECK (accepted_on IS NULL OR received_on <= accepted_on)", "A complaint is received before it is accepted."
    )

    # -- computes ------------------------------------------------------------------------------------------------------

    @api.depends("contact_id")
    def _compute_partner_id(self):
        for complaint in self:
            complaint.partner_id = complaint.contact_id.commercial_partner_id or complaint.partner_id

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for complaint in self:
            complaint.display_name = " · ".join(filter(None, (complaint.name != "/" and complaint.name, complaint.subject)))

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for complaint in self:
            complaint.access_url = f"/my/complaints/{complaint.id}"
        return result

    @api.constrains("partner_id", "contact_id", "order_id")
    def _check_customer(self):
        self.partner_id._check_customers()
        for complaint in self:
            customer = complaint.partner_id
            # sudo: agents need not see orders
            people = complaint.contact_id | complaint.sudo().order_id.partner_id.sudo(False)
            if strangers := people.filtered(lambda partner, customer=customer: partner.commercial_partner_id != customer):
                raise ValidationError(
                    self.env._(
                        "%(complaint)s: %(partner)s does not belong to %(customer)s.",
                        complaint=complaint.display_name,
                        partner=strangers[0].display_name,
                        customer=customer.display_name or self.env._("the customer, who is not known yet"),
                    )
                )

    @api.constrains("received_on")
    def _check_received_on(self):
        now = fields.Datetime.now()
        for complaint in self:
            if not EARLIEST <= complaint.received_on <= now:
                raise ValidationError(
                    self.env._(
                        "%(complaint)s can't have been received at that time:"
                        " choose one since %(first)s that is not in the future.",
                        complaint=complaint.display_name,
                        first=fields.Date.to_string(EARLIEST),
                    )
                )

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | NOT_BEGUN

    @api.model_create_multi
    def create(self, vals_list):
        """Take complaints down; each is numbered and its first event logged at the time when it was received."""
        complaints = super().create(vals_list)
        for complaint in complaints:
            company = complaint.company_id
            number = self.env["ir.sequence"].sudo().with_company(company).next_by_code("crm.complaint")
            # Salespeople take complaints down and don't change them afterwards.
            complaint.sudo()._guarded_write({"name": number or f"CP/{complaint.id}"})
            complaint._log_event("received", time=complaint.received_on)
        return complaints

    def write(self, vals):
        """Change what is known of open complaints.

        :raise UserError: one of them is over, would go to another company, or its time or way of receipt would change after it
            was accepted
        """
        if vals.keys() & self._content_fields():
            self._check_open()
        if "company_id" in vals and (moved := self.filtered(lambda each: each.company_id.id != vals["company_id"])):
            raise UserError(self.env._("%(complaint)s stays with its company.", complaint=moved[0].display_name))
        if vals.keys() & {"received_on", "channel"} and (fixed := self.filtered("accepted_on")):
            raise UserError(
                self.env._("%(complaint)s is accepted: when and how it was received stays.", complaint=fixed[0].display_name)
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Complaints are kept: withdraw one that the customer takes back."))

    @api.model
    def _content_fields(self):
        """Return the names of the fields that stay when a complaint is over. Extend by super."""
        return {
            "company_id", "subject", "channel", "type_id", "contact_id", "partner_id", "order_id", "line_ids", "resolution_ids",
            "received_on",
        }  # fmt: skip

    # -- small things --------------------------------------------------------------------------------------------------

    def _check_open(self):
        """Refuse complaints that are over.

        :raise UserError: naming the first
        """
        if over := self.filtered(lambda complaint: complaint.state in OVER):
            raise UserError(self.env._("%(complaint)s is over: reopen it before you change it.", complaint=over[0].display_name))

    def _check_agent(self):
        """:raise AccessError: the user is no service agent"""
        check_ids(self)
        self.check_access("write")
        if not self.env.user.has_group(AGENT):
            raise AccessError(self.env._("Only service agents handle complaints."))

    def _check_service_manager(self, refusal):
        """:raise AccessError: the user is no service manager; ``refusal`` is the sentence"""
        self._check_agent()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(refusal)

    def _this_round(self, records):
        """Return those of resolutions, callbacks … of these complaints that belong to their present round."""
        return records.filtered(lambda record: record.round == record.complaint_id.round)
