from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection

GUARDED = ("name", "terms_id", "due_on", "submitted_on", "decided_on", "invoice_id")
FIXED = ("job_id", "kind")


class CrmWarrantyClaim(models.Model):
    """What a station asks the maker to pay for a job: labour at the maker's rate, and parts. The customer pays nothing for it.

    A line of an order is claimed once, in the database; what the maker turned down is claimed again in the same claim. Claims
    are for the people of the station alone: they hold prices.
    """

    _name = "crm.warranty.claim"
    _description = "Warranty Claim"
    _inherit = ["crm.station.step.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "maker_ref", "job_id.name", "vehicle_id.vin"]

    _transition_log = "crm.warranty.claim.event"
    _transition_begin = "draft"
    _transition_reasoned = frozenset(("reject", "approve_part", "revise"))
    _transition_window = ("crm.warranty.claim.reason", "claim_ids")

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    job_id = fields.Many2one("crm.service.job", required=True, index=True, ondelete="restrict")
    station_id = fields.Many2one(related="job_id.station_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="job_id.company_id", store=True, index=True, precompute=True)
    vehicle_id = fields.Many2one(related="job_id.vehicle_id", store=True, index=True, precompute=True)
    kind = CheckedSelection("_selection_kind", required=True, default="warranty", index=True)
    state = fields.Selection(
        "_selection_state", required=True, readonly=True, copy=False, default="draft", index=True, tracking=True
    )
    terms_id = fields.Many2one("crm.warranty.maker", readonly=True, copy=False, ondelete="restrict")
    partner_id = fields.Many2one(related="terms_id.partner_id", string="Maker", store=True, index=True)
    currency_id = fields.Many2one(related="terms_id.currency_id", store=True)
    maker_ref = fields.Char(
        string="Maker's Number", copy=False, tracking=True, help="Of the claim, or of the consent to goodwill."
    )
    fault_ids = fields.Many2many(
        "crm.service.job.fault", string="Faults", copy=False, domain="[('job_id', '=', job_id), ('warranty', '=', True)]"
    )
    line_ids = fields.One2many("crm.warranty.claim.line", "claim_id", string="Labour and Parts", copy=False)
    amount_claimed = fields.Monetary(string="Claimed", compute="_compute_amounts", store=True)
    amount_approved = fields.Monetary(string="Approved", compute="_compute_amounts", store=True)
    amount_reimbursed = fields.Monetary(string="Reimbursed", compute="_compute_amounts", store=True)
    due_on = fields.Date(string="Submit until", readonly=True, copy=False, index="btree_not_null")
    submitted_on = fields.Date(readonly=True, copy=False)
    decided_on = fields.Date(string="Answered on", readonly=True, copy=False)
    round_number = fields.Integer(string="Round", readonly=True, copy=False, default=1, aggregator=None)
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late", help="After the maker's deadline."
    )
    event_ids = fields.One2many("crm.warranty.claim.event", "record_id", string="Steps", readonly=True, copy=False)

    @api.model
    def _selection_kind(self):
        """Why the maker pays. Extend by super, with `_check_grounds`."""
        labels = {"warranty": self.env._("Warranty"), "recall": self.env._("Recall"), "goodwill": self.env._("Goodwill")}
        return list(labels.items())

    @api.model
    def _selection_state(self):
        labels = {
            "draft": self.env._("Draft"),
            "submitted": self.env._("Submitted"),
            "approved": self.env._("Approved"),
            "partly_approved": self.env._("Partly approved"),
            "rejected": self.env._("Rejected"),
            "reimbursed": self.env._("Reimbursed"),
        }
        return list(labels.items())

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(GUARDED, False) | {"round_number": 1}

    @api.depends("line_ids.amount_claimed", "line_ids.amount_approved", "line_ids.amount_reimbursed")
    def _compute_amounts(self):
        for claim in self:
            for name in ("amount_claimed", "amount_approved", "amount_reimbursed"):
                claim[name] = sum(claim.line_ids.mapped(name))

    @api.depends("due_on", "submitted_on")
    @api.depends_context("company")
    def _compute_is_late(self):
        today = self.env.company._business_today()
        for claim in self:
            claim.is_late = bool(claim.due_on) and (claim.submitted_on or today) > claim.due_on

    def _search_is_late(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        today = self.env.company._business_today()
        return [("state", "=", "draft"), ("due_on", "<", today)]

    # -- beginning -----------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Claim what a job cost; without lines, all labour and parts of its order that are not claimed yet.

        :raise AccessError: the user does not belong to the station
        :raise ValidationError: the maker has no terms here, or nothing says that it pays
        """
        claims = super().create(vals_list)
        claims.station_id._check_own()
        # sudo: people of stations don't see sequences
        sequences = self.env["ir.sequence"].sudo()
        for claim in claims:
            terms = self.env["crm.warranty.maker"]._of_job(claim.job_id)
            if not terms:
                raise ValidationError(
                    self.env._("There are no warranty terms for %(brand)s.", brand=claim.vehicle_id.brand_id.name or "–")
                )
            number = sequences.with_company(claim.company_id).next_by_code("crm.warranty.claim") or f"{claim.id:06}"
            claim._guarded_write({"name": number, "terms_id": terms.id, "due_on": claim._deadline(terms)})
            claim._check_grounds()
            claim._take_lines()
        return claims

    def _deadline(self, terms):
        """Return the last day on which the maker takes the claim, or False."""
        done = self.job_id.done_on
        if not terms.submit_days or not done:
            return False
        return self.job_id._local_done_day() + timedelta(days=terms.submit_days)

    def _check_grounds(self):
        """:raise ValidationError: nothing says that the maker pays"""
        job = self.job_id
        day = job.received_day or job._transition_today()
        if self.kind == "warranty" and not job.vehicle_id._repair_warranty_on(day, job.km):
            raise ValidationError(
                self.env._("%(vehicle)s was not under the maker's warranty: claim goodwill.", vehicle=job.vehicle_id.display_name)
            )
        if self.kind == "recall" and not job.recall_line_ids:
            raise ValidationError(self.env._("No recall was carried out at %(job)s.", job=job.display_name))

    @api.constrains("fault_ids", "job_id")
    def _check_faults(self):
        """:raise ValidationError: a fault is of another job"""
        # sudo: faults of other stations
        for claim in self.sudo():
            if other := claim.fault_ids - claim.job_id.fault_ids:
                names = {"fault": other[0].fault_id.name, "job": claim.job_id.display_name}
                raise ValidationError(self.env._("The fault %(fault)s is none of %(job)s.", **names))

    def _take_lines(self):
        """Take the lines that were not named, or price those that were."""
        if not self.line_ids:
            values = [{"claim_id": self.id, "sale_line_id": line.id} for line in self.job_id._claimable_lines()]
            self.env["crm.warranty.claim.line"].create(values)
        else:
            self.line_ids._price_lines()

    # -- keeping -------------------------------------------------------------------------------------------------------

    def write(self, vals):
        """Change claims of the own station.

        :raise AccessError: the user does not belong to it
        :raise UserError: job or kind would change, or the maker has it
        """
        self.station_id._check_own()
        if any(
            name in vals and claim._fields[name].convert_to_write(claim[name], claim) != vals[name]
            for name in FIXED
            for claim in self
        ):
            raise UserError(self.env._("Job and kind of a claim stay: make another claim."))
        return super().write(vals)

    def _check_direct_write(self, vals):
        """:raise UserError: the maker has the claim, and its content would change"""
        if "fault_ids" in vals:
            self._check_draft()
        return super()._check_direct_write(vals)

    def _check_draft(self):
        """:raise UserError: one of these is no draft"""
        for claim in self:
            claim._expect_value("state", "draft")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        self.station_id._check_own()
        if kept := self.filtered(lambda claim: claim.state != "draft" or claim.submitted_on):
            raise UserError(self.env._("%(claim)s was submitted and is kept.", claim=kept[0].name))
        self.line_ids.unlink()
