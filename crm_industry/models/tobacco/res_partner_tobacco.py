from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import check_one


class ResPartner(models.Model):
    """What gradings compare retailers by, as fields of the customer."""

    _inherit = "res.partner"

    tobacco_retailer_ids = fields.One2many(
        "crm.tobacco.retailer", "partner_id", string="Retailer's File", groups="base.group_user"
    )
    tobacco_market = fields.Selection(
        [("town", "Town"), ("rural", "Rural")],
        string="Retail Market",
        compute="_compute_tobacco_facts",
        store=True,
        groups="base.group_user",
        help="Of the retailer's file.",
    )
    tobacco_format_id = fields.Many2one(
        "crm.store.format",
        string="Store Format",
        compute="_compute_tobacco_facts",
        store=True,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="Of the retailer's file.",
    )

    def _auto_init(self):
        """Make the columns beforehand: without retailers they are empty."""
        self._make_channel_columns({"tobacco_market": "varchar", "tobacco_format_id": "int4"})
        return super()._auto_init()

    @api.depends("tobacco_retailer_ids.market", "tobacco_retailer_ids.store_format_id")
    def _compute_tobacco_facts(self):
        for partner in self:
            retailer = partner.tobacco_retailer_ids[:1]
            partner.tobacco_market = retailer.market
            partner.tobacco_format_id = retailer.store_format_id

    def action_open_tobacco_retailer(self):
        """Open the retailer's file of the customer, or an empty one."""
        check_one(self)
        customer = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_tobacco_retailer_action")
        return action | {
            "views": [(False, "form")],
            "res_id": customer.tobacco_retailer_ids[:1].id,
            "context": {"default_partner_id": customer.id},
        }
