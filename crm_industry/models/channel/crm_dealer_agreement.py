from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate

CONTENT = {
    "company_id", "dealer_id", "parent_agreement_id", "date_from", "date_to", "deposit_amount", "pricelist_id",
    "payment_term_id", "line_ids", "terms",
}  # fmt: skip
NOT_BEGUN = {
    "name": "/",
    "state": "draft",
    "renewal_of_id": False,
    "activated_by": False,
    "activated_on": False,
    "suspended_on": False,
    "suspended_with_parent": False,
    "ended_on": False,
    "end_reason": False,
    "notified_on": False,
}


class CrmDealerAgreement(models.Model):
    """What a dealer may sell where, from one day to another, both included.

    draft → approved by somebody else than who asked → active → ended or terminated; suspended in between. Only an active
    agreement has coverage (`crm.dealer.coverage`); suspension and termination cut it from the day on, never before.
    Kept by the company at the root of a branch tree. Amounts are in its currency.
    """

    _name = "crm.dealer.agreement"
    _description = "Dealer Agreement"
    _inherit = ["crm.approval.mixin", "crm.credit.root.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"
    _rec_names_search = ["name", "dealer_id.name"]
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    _approval_group = "crm_industry.group_channel_manager"

    name = fields.Char(string="Number", readonly=True, copy=False, default="/", index="trigram")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approved", "Approved"),
            ("active", "Active"),
            ("suspended", "Suspended"),
            ("ended", "Ended"),
            ("terminated", "Terminated"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    dealer_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('channel_type_id.is_dealer', '=', True)]",
        tracking=True,
    )
    parent_agreement_id = fields.Many2one(
        "crm.dealer.agreement",
        string="Within Agreement",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('dealer_id', '!=', dealer_id), ('company_id', '=', company_id)]",
        help="Of a sub-dealer: the agreement of the dealer above. It covers nothing that the other does not, and competes"
        " with the other sub-dealers in it only.",
    )
    child_ids = fields.One2many("crm.dealer.agreement", "parent_agreement_id", string="Sub-Dealers' Agreements")
    date_from = CheckedDate(
        string="From", required=True, tracking=True, default=lambda self: self.env.company.root_id._business_today()
    )
    date_to = CheckedDate(
        string="Until",
        required=True,
        tracking=True,
        default=lambda self: self.env.company.root_id._business_today() + relativedelta(years=1, days=-1),
        help="Last day of the agreement.",
    )
    last_day = fields.Date(
        compute="_compute_last_day", store=True, help="Last day on which it covers anything: of a terminated one, an earlier one."
    )
    salesperson_id = fields.Many2one(
        "res.users",
        compute="_compute_salesperson_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        domain="[('share', '=', False)]",
        tracking=True,
        help="Looks after the agreement and is reminded of its end.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    pricelist_id = fields.Many2one("product.pricelist", check_company=True, help="Agreed prices, for information.")
    payment_term_id = fields.Many2one("account.payment.term", string="Payment Terms", check_company=True)
    terms = fields.Html(string="Further Terms", help="Printed on the agreement.")
    line_ids = fields.One2many("crm.dealer.agreement.line", "agreement_id", string="Territory", copy=True)
    coverage_count = fields.Integer(compute="_compute_coverage_count")

    _dates_in_order = models.Constraint("CHECK (date_from <= date_to)", "An agreement ends after it begins.")
    _name_uniq = models.UniqueIndex("(company_id, name) WHERE name <> '/'", "Another agreement has this number.")

    # -- computes --------------------------------------------------------------------------------------------------

    @api.depends("date_to", "ended_on")
    def _compute_last_day(self):
        for agreement in self:
            days = [day for day in (agreement.date_to, agreement.ended_on) if day]
            agreement.last_day = min(days, default=False)

    @api.depends("dealer_id")
    def _compute_salesperson_id(self):
        for agreement in self:
            agreement.salesperson_id = agreement.salesperson_id or agreement.dealer_id.user_id

    @api.depends("name", "dealer_id")
    def _compute_display_name(self):
        for agreement in self:
            agreement.display_name = " · ".join(
                filter(None, (agreement.name != "/" and agreement.name, agreement.dealer_id.display_name))
            )

    @api.depends("state")
    def _compute_coverage_count(self):
        groups = self.env["crm.dealer.coverage"]._read_group([("agreement_id", "in", self.ids)], ["agreement_id"], ["__count"])
        counts = {agreement.id: count for agreement, count in groups}
        for agreement in self:
            agreement.coverage_count = counts.get(agreement.id, 0)

    # -- what can be agreed on ---------------------------------------------------------------------------------------

    @api.constrains("dealer_id")
    def _check_dealer(self):
        for agreement in self:
            dealer = agreement.dealer_id
            if dealer.commercial_partner_id != dealer or not dealer.channel_type_id.is_dealer:
                raise ValidationError(
                    self.env._(
                        "%(partner)s is no dealer: choose a company whose customer type is one of dealers.",
                        partner=dealer.display_name,
                    )
                )

    @api.constrains("parent_agreement_id", "company_id", "dealer_id")
    def _check_parent_agreement(self):
        for agreement in self:
            parent = agreement.parent_agreement_id.sudo()
            if parent and (parent.company_id != agreement.company_id or parent.dealer_id == agreement.dealer_id):
                raise ValidationError(
                    self.env._(
                        "%(agreement)s: %(parent)s has to be an agreement of another dealer with the same company.",
                        agreement=agreement.display_name,
                        parent=parent.display_name,
                    )
                )
            if parent and agreement._has_cycle("parent_agreement_id"):
                raise ValidationError(
                    self.env._("%(agreement)s would be within itself: choose another one.", agreement=agreement.display_name)
                )

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | NOT_BEGUN

    @api.model
    def _approval_content_fields(self):
        return super()._approval_content_fields() | CONTENT

    @api.model_create_multi
    def create(self, vals_list):
        agreements = super().create(vals_list)
        for agreement in agreements:
            agreement._guarded_write({"name": agreement._next_number()})
        return agreements

    def write(self, vals):
        result = super().write(vals)
        if "dealer_id" in vals:
            # Odoo looks at the record rules before a write only: nobody gives an agreement to a dealer out of reach.
            self.check_access("write")
        return result

    def _next_number(self):
        # sudo: who may write an agreement may number it
        return self.env["ir.sequence"].sudo().with_company(self.company_id).next_by_code("crm.dealer.agreement") or "/"

    def _check_lines_open(self):
        """Refuse changes of the territory once it has been put up for approval."""
        if fixed := self.filtered(lambda agreement: agreement.approval_state != "draft"):
            raise UserError(
                self.env._(
                    "The territory of %(agreement)s cannot be changed any more: renew it, or terminate it and make another.",
                    agreement=fixed[0].display_name,
                )
            )
