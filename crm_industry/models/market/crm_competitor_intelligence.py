from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.crm_grading.tools.arguments import check_ids
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedFloat, CheckedMonetary

from .crm_market_segment import MARKETER

SHARES = "Of what the customer, or the customers of the region and category, buy of such goods."


class CrmCompetitorIntelligence(models.Model):
    """What somebody saw or heard of a competitor: a price, a promotion, its share with a customer.

    It counts in prices and shares when a market manager who didn't report it has confirmed it, and stays as it was then.
    """

    _name = "crm.competitor.intelligence"
    _description = "Competitor Intelligence"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.guarded.mixin"]
    _order = "observed_on desc, id desc"
    _rec_name = "subject"
    _check_company_auto = True

    subject = fields.Char(required=True, help="What is new, in a few words.")
    competitor_id = fields.Many2one("crm.competitor", required=True, index=True, ondelete="restrict", tracking=True)
    company_id = fields.Many2one(related="competitor_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    observed_on = CheckedDate(required=True, default=lambda self: self.env.company._business_today())
    kind = fields.Selection(
        [
            ("price", "Price"),
            ("promotion", "Promotion"),
            ("product", "New Product"),
            ("share", "Share"),
            ("service", "Service and Terms"),
            ("channel", "Dealers and Shops"),
            ("people", "People"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
        tracking=True,
    )
    note = fields.Html(string="Details")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="restrict",
        domain=lambda self: self.env["res.partner"]._customer_domain(),
    )
    region_id = fields.Many2one("crm.region", index="btree_not_null", ondelete="set null")
    categ_id = fields.Many2one("product.category", string="Product Category", index="btree_not_null", ondelete="set null")
    product_id = fields.Many2one(
        "crm.competitor.product",
        string="Its Product",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('competitor_id', '=', competitor_id)]",
    )
    price = CheckedMonetary(aggregator="avg", help="Without tax, for one unit of our product's unit of measure.")
    share = CheckedFloat(string="Estimated Share (%)", digits=(16, 2), aggregator="avg", help=SHARES)
    source = fields.Selection(
        [
            ("customer", "Customer"),
            ("dealer", "Dealer"),
            ("visit", "Own Visit"),
            ("public", "Published"),
            ("fair", "Fair"),
            ("other", "Other"),
        ],
        required=True,
        default="customer",
    )
    reliability = fields.Selection(
        [("sure", "Seen or Proved"), ("likely", "Likely"), ("rumour", "Hearsay")], required=True, default="likely"
    )
    state = fields.Selection(
        [("new", "To Review"), ("confirmed", "Confirmed"), ("dismissed", "Dismissed")],
        required=True,
        default="new",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    reviewer_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    reviewed_on = fields.Datetime(readonly=True, copy=False)

    _share_in_range = models.Constraint("CHECK (coalesce(share, 0) BETWEEN 0 AND 100)", "A share is from 0 to 100 %.")
    _price_positive = models.Constraint("CHECK (coalesce(price, 0) >= 0)", "A price can't be negative.")
    _customer_share_idx = models.Index("(partner_id, competitor_id, observed_on) WHERE state = 'confirmed' AND share > 0")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"state": "new", "reviewer_id": False, "reviewed_on": False}

    @api.constrains("kind", "price", "share", "product_id", "competitor_id", "partner_id", "region_id", "categ_id")
    def _check_said(self):
        for entry in self:
            if entry.product_id and entry.product_id.competitor_id != entry.competitor_id:
                raise ValidationError(
                    self.env._(
                        "%(product)s is no product of %(competitor)s.",
                        product=entry.product_id.name,
                        competitor=entry.competitor_id.name,
                    )
                )
            if entry.kind == "price" and not (entry.price and entry.product_id):
                raise ValidationError(self.env._("%(entry)s: say which product has which price.", entry=entry.subject))
            if entry.kind == "share" and not (entry.share and (entry.partner_id or entry.region_id or entry.categ_id)):
                raise ValidationError(
                    self.env._("%(entry)s: say which share of what: a customer, a region or a category.", entry=entry.subject)
                )

    @api.constrains("observed_on")
    def _check_observed_on(self):
        for entry in self:
            if entry.observed_on > entry.company_id.sudo()._business_today():
                raise ValidationError(
                    self.env._("“%(entry)s” can't have been seen in the future: put the day right.", entry=entry.subject)
                )

    @api.constrains("partner_id")
    def _check_customer(self):
        self.partner_id._check_customers()

    def write(self, vals):
        """Change entries that are not reviewed yet, as whoever reported them.

        :raise UserError: an entry has been reviewed
        :raise AccessError: somebody else reported it
        """
        if vals.keys() & self._reviewed_fields() and (done := self.filtered(lambda entry: entry.state != "new")):
            raise UserError(self.env._("%(entry)s has been reviewed: report what is new as a new entry.", entry=done[0].subject))
        if vals.keys() & self._reviewed_fields() and not self.env.su:
            self._check_own_report()
        return super().write(vals)

    def _check_own_report(self):
        """:raise AccessError: somebody else reported one of them: who reviews a report doesn't write it"""
        if others := self.filtered(lambda entry: entry.create_uid != self.env.user):
            raise AccessError(
                self.env._(
                    "“%(entry)s” was reported by %(user)s, who can change it: confirm or dismiss it, or report what you know.",
                    entry=others[0].subject,
                    # sudo: users of other companies
                    user=others[0].sudo().create_uid.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reviewed(self):
        if done := self.filtered(lambda entry: entry.state != "new"):
            raise UserError(self.env._("%(entry)s has been reviewed and is kept.", entry=done[0].subject))

    @api.model
    def _reviewed_fields(self):
        """Return the names of the fields that a review is about."""
        return {
            "subject", "competitor_id", "observed_on", "kind", "note", "partner_id", "region_id", "categ_id", "product_id",
            "price", "share", "source", "reliability",
        }  # fmt: skip

    def action_confirm(self):
        """Let these entries count (market managers, not who reported them)."""
        return self._review("confirmed")

    def action_dismiss(self):
        """Keep these entries without letting them count (market managers, not who reported them)."""
        return self._review("dismissed")

    def _review(self, state):
        """:raise AccessError: the user is no market manager, or reported one of them himself
        :raise UserError: one of them has been reviewed
        """
        check_ids(self)
        self.check_access("write")
        if not self.env.user.has_group(MARKETER):
            raise AccessError(self.env._("Only market managers review what is known of competitors."))
        for entry in self:
            entry._expect_value("state", "new")
            if entry.create_uid == self.env.user:
                raise AccessError(self.env._("“%(entry)s” is your own report: somebody else reviews it.", entry=entry.subject))
        self._guarded_write({"state": state, "reviewer_id": self.env.uid, "reviewed_on": fields.Datetime.now()})
        return True
