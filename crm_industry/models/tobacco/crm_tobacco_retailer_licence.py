from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmTobaccoRetailer(models.Model):
    """The licences of a retailer, and which one counts."""

    _inherit = "crm.tobacco.retailer"

    licence_ids = fields.One2many("crm.tobacco.licence", "retailer_id", string="Licences")
    licence_id = fields.Many2one(
        "crm.tobacco.licence",
        compute="_compute_licence_id",
        store=True,
        index="btree_not_null",
        help="The licence in force; without one the latest.",
    )
    licence_state = fields.Selection(related="licence_id.state", string="Licence State", store=True, index="btree_not_null")
    licence_valid_to = fields.Date(related="licence_id.valid_to", string="Licence Until", store=True)

    @api.depends("licence_ids.state", "licence_ids.valid_from")
    def _compute_licence_id(self):
        """Of several in force, one to come among them, the earliest; else the one with the latest first day."""
        for retailer in self:
            by_day = retailer.licence_ids.sorted(lambda licence: (licence.valid_from or licence.create_date.date(), licence.id))
            holding = by_day.filtered(lambda licence: licence.state in ("valid", "suspended"))
            retailer.licence_id = holding[:1] or by_day[-1:]

    def _licence_on(self, day):
        """Return the licence that holds on a day, valid or suspended; empty without one."""
        self.ensure_one()
        return self.licence_ids.filtered(
            lambda licence: licence.state in ("valid", "suspended") and licence.valid_from <= day <= licence.valid_to
        )[:1]

    def action_open_licences(self):
        """Open the licences of the retailer (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_tobacco_licence_action")
        return action | {"domain": [("retailer_id", "=", self.id)], "context": {"default_retailer_id": self.id}}
