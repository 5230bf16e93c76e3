from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmRegion(models.Model):
    """A part of the market: countries, provinces, cities and districts as a tree, with areas of the company's own.

    Shared by all companies. Customers and products of agreements may hang on any node; a node stands for all below it.
    """

    _name = "crm.region"
    _description = "Region"
    _inherit = ["crm.derived.mixin"]
    _parent_store = True
    _order = "code, name, id"
    _rec_names_search = ["name", "code", "aliases"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        copy=False,
        help="Unique. Countries have their two letters, parts of China the six digits of GB/T 2260, other states “US-CA”.",
    )
    parent_id = fields.Many2one("crm.region", string="Part of", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("crm.region", "parent_id", string="Regions Below")
    kind = fields.Selection(
        [
            ("area", "Area"),
            ("country", "Country"),
            ("state", "Province"),
            ("city", "City"),
            ("district", "District"),
        ],
        required=True,
        default="area",
        help="Areas are the company's own: they are never found by an address.",
    )
    country_id = fields.Many2one(
        "res.country",
        compute="_compute_country_id",
        store=True,
        readonly=False,
        recursive=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    state_id = fields.Many2one(
        "res.country.state",
        string="Province",
        compute="_compute_state_id",
        store=True,
        readonly=False,
        recursive=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('country_id', '=?', country_id)]",
    )
    aliases = fields.Text(
        string="Other Names",
        help="Names by which addresses may call this region, separated by commas: former names, English names, its counties.",
    )
    active = fields.Boolean(default=True)
    complete_name = fields.Char(compute="_compute_complete_name", recursive=True)
    customer_count = fields.Integer(string="Customers", compute="_compute_customer_count")

    _code_uniq = models.UniqueIndex("(code) WHERE code IS NOT NULL", "Another region has this code.")

    @api.depends("parent_id.country_id")
    def _compute_country_id(self):
        for region in self:
            region.country_id = region.country_id or region.parent_id.country_id

    @api.depends("parent_id.state_id")
    def _compute_state_id(self):
        for region in self:
            region.state_id = region.state_id or region.parent_id.state_id

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for region in self:
            above = region.parent_id.complete_name
            region.complete_name = f"{above} / {region.name}" if above else region.name

    @api.depends("complete_name")
    @api.depends_context("lang", "region_short")
    def _compute_display_name(self):
        """The whole path; in columns of lists, whose fields ask for it by ``region_short``, neither country nor area."""
        short = self.env.context.get("region_short")
        for region in self:
            region.display_name = region._short_name() if short else region.complete_name

    def _short_name(self):
        """The name, after that of the province or city that the region is a part of."""
        above = self.parent_id
        return f"{above.name} / {self.name}" if above.kind in ("state", "city") else self.name

    def _compute_customer_count(self):
        """Customers below each region, those of its parts included, from one query."""
        partners = self.env["res.partner"]
        domain = Domain("channel_region_id", "child_of", self.ids) & partners._customer_domain()
        groups = partners._read_group(domain, ["channel_region_id"], ["__count"])
        for region in self:
            path = region.parent_path or "-"
            region.customer_count = sum(number for below, number in groups if (below.parent_path or "").startswith(path))

    def action_open_customers(self):
        """Open the customers in this region."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.res_partner_channel_action")
        domain = Domain("channel_region_id", "child_of", self.id) & self.env["res.partner"]._customer_domain()
        return action | {"domain": list(domain), "context": {}}

    def action_place_customers(self):
        """Find the region of all customers again, after names or parts of regions changed.

        :raise AccessError: the user is no channel manager
        """
        self._check_manager()
        number = self.env["res.partner"]._place_by_address()
        message = self.env._("%(number)s customers and addresses have another region now.", number=number)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": message},
        }
