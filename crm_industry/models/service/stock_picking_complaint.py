from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

GOODS = "crm_industry.mail_activity_complaint_goods"


class StockPicking(models.Model):
    """Transfers of complaints: when the goods are gone the complaint's callbacks begin."""

    _inherit = "stock.picking"

    complaint_id = fields.Many2one(
        "crm.complaint",
        compute="_compute_complaint_id",
        groups="base.group_user",
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

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_complaint(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_complaint(vals)
        return super().write(vals)

    @api.model
    def _refuse_complaint(self, vals):
        """:raise AccessError: a user says whose goods they are"""
        if "complaint_id" in vals and not self.env.su:
            raise AccessError(self.env._("Transfers get their complaint when a resolution is approved."))

    def _action_done(self):
        result = super()._action_done()
        for picking in self.sudo().filtered("complaint_id"):
            moves = picking.move_ids.filtered(
                lambda move: move.complaint_line_id and move.state == "done" and move.location_dest_id._is_outgoing()
            )
            for complaint in moves.complaint_line_id.resolution_id.complaint_id:
                complaint._on_delivered(picking)
            picking.activity_feedback([GOODS])
        return result

    def _check_complaint_goods(self, moves):
        """Transfers of complaints move what was approved and nothing else, to and from the customer; called in sudo.

        :param moves: those that are about to be done
        :raise UserError: naming the transfer and what to do
        """
        for picking in self:
            going = (picking.move_ids & moves).filtered(lambda move: move.picked and move.quantity and not move.scrap_id)
            if strange := going.filtered(lambda move: not move._moved_for_complaint()):
                raise UserError(
                    self.env._(
                        "%(transfer)s moves what was approved for %(complaint)s: take %(product)s off it and make another"
                        " transfer for that.",
                        transfer=picking.name,
                        complaint=picking.complaint_id.name,
                        product=strange[0].product_id.display_name,
                    )
                )
            for resolution in going.complaint_line_id.resolution_id:
                resolution._check_receiver(picking)

    def _tell_complaint_keeper(self):
        """Tell the warehouse that a customer waits for this transfer; called in sudo."""
        for picking in self.filtered(lambda each: each.state not in ("done", "cancel")):
            if user := picking.company_id._complaint_user("warehouse"):
                picking.with_context(lang=user.lang, mail_activity_quick_update=True).activity_schedule(
                    GOODS, user_id=user.id, note=picking.complaint_id.display_name
                )
