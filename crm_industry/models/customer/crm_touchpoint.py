import uuid

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import FIRST_DAY

MANUAL = "manual"
LONGEST = 200
CHANNELS = [
    ("phone", "Phone"),
    ("email", "E-mail"),
    ("visit", "Visit"),
    ("shop", "Store"),
    ("portal", "Portal"),
    ("chat", "Chat"),
    ("sms", "SMS"),
    ("social", "Social Media"),
    ("system", "Other System"),
]
DIRECTIONS = [("in", "From the Customer"), ("out", "To the Customer")]
RESULTS = [
    ("positive", "Positive"),
    ("neutral", "Neutral"),
    ("negative", "Negative"),
    ("unreached", "Not Reached"),
]
CORRECTORS = "sales_team.group_sale_manager,crm_industry.group_service_manager"


class CrmTouchpoint(models.Model):
    """A moment in which a customer and the company were in contact: a call, a visit, a message.

    Append-only: nobody changes or deletes an entry, administrators neither. A wrong one is corrected by another one
    (``corrects_id``), which may also say that the contact never took place (``void``). What other documents of Odoo know
    (orders, mails, meetings) is not written down again: the timeline reads it there.
    """

    _name = "crm.touchpoint"
    _inherit = ["crm.append.only.mixin", "crm.guarded.mixin"]
    _description = "Touchpoint"
    _order = "time desc, id desc"
    _rec_name = "subject"
    _rec_names_search = ["subject", "partner_id.name"]

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    contact_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="restrict", help="The person who was spoken with."
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    time = fields.Datetime(required=True, default=fields.Datetime.now)
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    direction = fields.Selection(DIRECTIONS, required=True, default="in")
    subject = fields.Char(required=True, help="What it was about, in a few words.")
    body = fields.Html(string="What Was Said", help="Shown to those who may open the entry; the timeline shows the subject.")
    duration = fields.Float(string="Duration (Minutes)", digits=(16, 1), aggregator="sum")
    result = fields.Selection(RESULTS, help="How it went for the customer.")
    user_id = fields.Many2one(
        "res.users",
        string="Employee",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Who was in contact with the customer. Empty: nobody, for instance in a store without staff.",
    )
    source = fields.Char(required=True, readonly=True, default=MANUAL, help="The system that the entry comes from.")
    external_id = fields.Char(
        string="External ID", required=True, readonly=True, copy=False, default=lambda self: str(uuid.uuid4())
    )
    payload_hash = fields.Char(readonly=True, copy=False)
    corrects_id = fields.Many2one("crm.touchpoint", readonly=True, copy=False, ondelete="restrict")
    correction_ids = fields.One2many("crm.touchpoint", "corrects_id", string="Corrected by", readonly=True)
    void = fields.Boolean(string="Never Took Place", copy=False, help="The entry that this one corrects is not to be counted.")
    corrected = fields.Boolean(compute="_compute_corrected")

    _external_uniq = models.UniqueIndex(
        "(company_id, source, external_id)", "A touchpoint of a source is recorded once for a company."
    )
    _corrects_uniq = models.UniqueIndex(
        "(corrects_id) WHERE corrects_id IS NOT NULL", "This touchpoint is corrected already: correct the correction."
    )
    _duration_range = models.Constraint(
        "CHECK (duration >= 0 AND duration <= 1440)", "A contact takes between 0 and 1,440 minutes."
    )
    _void_corrects = models.Constraint(
        "CHECK (void IS NOT TRUE OR corrects_id IS NOT NULL)", "Only the correction of an entry says that it never took place."
    )
    _lengths = models.Constraint(
        "CHECK (length(source) <= 200 AND length(external_id) <= 200)", "Sources and external IDs have 200 letters at most."
    )
    _partner_time_idx = models.Index("(partner_id, time DESC, id DESC)")

    @api.depends("contact_id")
    def _compute_partner_id(self):
        for touchpoint in self:
            touchpoint.partner_id = touchpoint.contact_id.commercial_partner_id or touchpoint.partner_id

    @api.depends("correction_ids")
    def _compute_corrected(self):
        for touchpoint in self:
            # sudo: a correction is on another customer when the first one was wrong
            touchpoint.corrected = bool(touchpoint.sudo().correction_ids)

    @api.constrains("partner_id", "contact_id")
    def _check_customer(self):
        self.partner_id._check_customers()
        for touchpoint in self:
            customer = touchpoint.partner_id
            if touchpoint.contact_id and touchpoint.contact_id.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "%(contact)s does not belong to %(customer)s.",
                        contact=touchpoint.contact_id.display_name,
                        customer=customer.display_name,
                    )
                )

    @api.constrains("subject")
    def _check_subject(self):
        for touchpoint in self:
            if len(touchpoint.subject) > LONGEST:
                raise ValidationError(
                    self.env._(
                        "“%(subject)s…” is too long for a subject: %(count)s letters at most, the rest is what was said.",
                        subject=touchpoint.subject[:40],
                        count=LONGEST,
                    )
                )

    @api.constrains("user_id")
    def _check_user(self):
        for touchpoint in self:
            # sudo: users of other companies
            if touchpoint.sudo().user_id.share:
                raise ValidationError(
                    self.env._(
                        "%(user)s is no employee: name who was in contact with the customer.",
                        user=touchpoint.sudo().user_id.name,
                    )
                )

    @api.constrains("time")
    def _check_time(self):
        latest = fields.Datetime.add(fields.Datetime.now(), hours=1)
        for touchpoint in self:
            if touchpoint.time.date() < FIRST_DAY:
                raise ValidationError(
                    self.env._("“%(subject)s” lies too far back: put the time right.", subject=touchpoint.subject)
                )
            # A phone's clock may be a little fast.
            if touchpoint.time > latest:
                raise ValidationError(self.env._("“%(subject)s” lies in the future.", subject=touchpoint.subject))

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"source": MANUAL, "payload_hash": False}

    @api.model_create_multi
    def create(self, vals_list):
        """Record contacts with customers that the user may see.

        :raise AccessError: a customer is another one's, or an entry that is corrected is
        """
        # The customer is worked out of the contact where it is not given.
        given = [{name: value for name, value in vals.items() if name != "partner_id" or value} for vals in vals_list]
        touchpoints = super().create(given)
        (touchpoints.partner_id | touchpoints.contact_id).check_access("read")
        touchpoints.filtered("corrects_id")._check_corrector()
        return touchpoints

    @api.model
    def _why_unchanged(self):
        return self.env._("Touchpoints stay as they were recorded: correct one by another one.")

    @api.model
    def _why_kept(self):
        return self.env._("Touchpoints stay as they were recorded and can't be deleted: correct a wrong one.")

    def _check_corrector(self):
        """:raise AccessError: the user corrects what somebody else recorded, and is no manager"""
        originals = self.corrects_id
        originals.check_access("read")
        if self.env.su or self.env.user.has_groups(CORRECTORS):
            return
        if others := originals.filtered(lambda each: each.create_uid != self.env.user):
            raise AccessError(
                self.env._(
                    "“%(subject)s” was recorded by somebody else: a sales or service manager can correct it.",
                    subject=others[0].subject,
                )
            )

    # -- correcting ----------------------------------------------------------------------------------------------------

    def action_correct(self):
        """Open a new entry with the content of this one, to be put right (button)."""
        check_one(self)
        names = ("company_id", "partner_id", "contact_id", "time", "channel", "direction", "subject", "body", "duration")
        values = self.copy_data()[0]
        given = {f"default_{name}": values[name] for name in (*names, "result", "user_id") if name in values}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [[False, "form"]],
            "target": "current",
            "context": given | {"default_corrects_id": self.id},
        }

    @api.model
    def _counting(self, alias):
        """Return SQL: the condition on an alias of crm_touchpoint for the entries that count: neither corrected nor withdrawn."""
        return SQL(
            "(%(entry)s.void IS NOT TRUE AND NOT EXISTS ("
            "SELECT FROM crm_touchpoint correction WHERE correction.corrects_id = %(entry)s.id))",
            entry=SQL.identifier(alias),
        )
