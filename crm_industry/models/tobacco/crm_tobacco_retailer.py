from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedFloat, CheckedInteger, CheckedSelection

MARKET_LETTERS = {"town": "C", "rural": "X"}
SCALES = ("1", "2", "3")


class CrmTobaccoRetailer(models.Model):
    """The file of a retail shop that sells tobacco, in the trade's six groups of information.

    Basic, personal, management, sales, image, evaluation: a page of the form each; the last but one and what is computed are
    filled by the topics that know. A shop is a customer of its own, and has one file. Kept by the root of a branch tree.
    """

    _name = "crm.tobacco.retailer"
    _description = "Tobacco Retailer"
    _inherit = ["crm.derived.mixin", "crm.credit.root.mixin", "crm.owner.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "partner_id, id"
    _rec_names_search = ["partner_id.name", "partner_id.ref", "code"]
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    # -- basic -----------------------------------------------------------------------------------------------------
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        domain=lambda self: self.env["res.partner"]._customer_domain(),
        tracking=True,
    )
    active = fields.Boolean(default=True, tracking=True)
    store_format_id = fields.Many2one("crm.store.format", index="btree_not_null", ondelete="restrict", tracking=True)
    market = fields.Selection([("town", "Town"), ("rural", "Rural")], index="btree_not_null", tracking=True)
    scale = fields.Selection([(scale, scale) for scale in SCALES], tracking=True, help="Size of the shop: 1 is the largest.")
    code = fields.Char(
        compute="_compute_code", store=True, index="btree_not_null", help="Market, store format and scale, such as CZ1."
    )
    region_id = fields.Many2one(related="partner_id.channel_region_id")
    opened_on = CheckedDate(string="Opened")

    # -- personal --------------------------------------------------------------------------------------------------
    operator_name = fields.Char(string="Operator")
    operator_gender = fields.Selection([("female", "Female"), ("male", "Male")], string="Gender")
    operator_birthday = CheckedDate(string="Birthday")
    operator_education = fields.Selection(
        [
            ("primary", "Primary school"),
            ("middle", "Middle school"),
            ("high", "High school"),
            ("college", "College"),
            ("university", "University"),
        ],
        string="Education",
    )
    operator_since = CheckedDate(string="Sells Tobacco Since")
    operator_interests = fields.Char(string="Interests")

    # -- management ------------------------------------------------------------------------------------------------
    route_id = fields.Many2one(
        "crm.tobacco.route", index="btree_not_null", ondelete="restrict", check_company=True, tracking=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Client Manager",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        tracking=True,
        help="That of the route, or of the customer without one. Visits the shop and is reminded of its licence.",
    )
    order_weekday = CheckedSelection(
        lambda self: self.env["crm.tobacco.route"]._selection_weekday(),
        string="Own Order Day",
        help="Instead of the route's order day.",
    )
    opening_hours = fields.Char()
    floor_area = CheckedFloat(string="Floor Area (m²)", aggregator=None)
    staff_count = CheckedInteger(string="People", aggregator=None)
    has_till = fields.Boolean(string="Electronic Till")
    settlement = fields.Selection([("electronic", "Electronic"), ("cash", "Cash")], string="Settles by", tracking=True)

    # -- image -----------------------------------------------------------------------------------------------------
    front_image = fields.Image(string="Shop Front", max_width=1920, max_height=1920)
    inside_image = fields.Image(string="Inside", max_width=1920, max_height=1920)
    has_sign = fields.Boolean(string="Shop Sign")
    counter_count = CheckedInteger(string="Tobacco Counters", aggregator=None)
    shelf_count = CheckedInteger(string="Tobacco Shelves", aggregator=None)
    image_note = fields.Text(string="Remarks on the Image")

    _partner_uniq = models.UniqueIndex("(partner_id)", "This customer has a retailer's file already.")
    _sizes_positive = models.Constraint(
        "CHECK (coalesce(floor_area, 0) >= 0 AND coalesce(staff_count, 0) >= 0 AND coalesce(counter_count, 0) >= 0"
        " AND coalesce(shelf_count, 0) >= 0)",
        "Area, people, counters and shelves are 0 or more.",
    )

    @api.depends("market", "store_format_id.code", "scale")
    def _compute_code(self):
        for retailer in self:
            parts = (MARKET_LETTERS.get(retailer.market), retailer.store_format_id.code, retailer.scale)
            retailer.code = "".join(parts) if all(parts) else False

    @api.depends("route_id.user_id")
    def _compute_user_id(self):
        for retailer in self:
            retailer.user_id = retailer.route_id.user_id or retailer.user_id or retailer.partner_id.user_id

    @api.depends("partner_id.display_name", "code")
    def _compute_display_name(self):
        for retailer in self:
            retailer.display_name = " · ".join(filter(None, (retailer.partner_id.display_name, retailer.code)))

    @api.constrains("partner_id", "company_id")
    def _check_partner(self):
        self.partner_id._check_customers()
        for retailer in self:
            # sudo: the company of a customer, whoever asks
            owner = retailer.partner_id.sudo().company_id
            if owner and owner.root_id != retailer.company_id:
                raise ValidationError(
                    self.env._(
                        "%(customer)s belongs to another company than its retailer's file.",
                        customer=retailer.partner_id.display_name,
                    )
                )

    # -- for other topics ------------------------------------------------------------------------------------------

    def _standing_locks(self):
        """Return the keys to lock before anything is decided about the licences or the compliance of these retailers."""
        return {f"tobacco.retailer:{retailer_id}" for retailer_id in self.ids}

    @api.model
    def _of_partners(self, partners):
        """Return {id of a customer: its file}, from one query; for checks, which see all files.

        :param partners: commercial partners; those without a file are left out
        """
        # sudo: orders are checked whoever places them
        return {retailer.partner_id.id: retailer for retailer in self.sudo().search([("partner_id", "in", partners.ids)])}
