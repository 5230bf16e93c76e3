from odoo import api, fields, models


class StockPicking(models.Model):
    """Transfers of complaints: when the goods are gone the complaint's callbacks begin."""

    _inherit = "stock.picking"

    complaint_id = fields.Many2one(
        "crm.complaint",
        compute="_compute_complaint_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Whose goods are sent or come back.",
    )

    @api.depends("move_ids.complaint_line_id")
    def _compute_complaint_id(self):
        for picking in self:
            # sudo: warehouse users need not see complaints
            picking.complaint_id = picking.sudo().move_ids.complaint_line_id.resolution_id.complaint_id[:1]

    def _action_done(self):
        result = super()._action_done()
        for picking in self.sudo().filtered("complaint_id"):
            if picking.move_ids.filtered(
                lambda move: move.complaint_line_id and move.state == "done" and move.location_dest_id._is_outgoing()
            ):
                picking.complaint_id._on_delivered(picking)
        return result
