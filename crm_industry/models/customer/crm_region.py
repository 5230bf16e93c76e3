from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmRegion(models.Model):
    """A part of the market: countries, provinces, cities and districts as a tree, with areas of the company's own.

    Shared by all companies. Customers and products of agreements may hang on any node; a node stands for all below it.
    """

    _name = "crm.region"
    _description = "Region"
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
    child_ids = fields.One2many("crm.region", "parent_id", string="Parts")
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
    @api.depends_context("lang")
    def _compute_display_name(self):
        for region in self:
            region.display_name = region.complete_name

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A region cannot be a part of itself: choose another one above it."))
