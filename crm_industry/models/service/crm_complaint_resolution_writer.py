from odoo import api, fields, models


class CrmComplaintResolution(models.Model):
    """Who wrote what is proposed does not approve it, whoever began it and whoever submits it."""

    _inherit = "crm.complaint.resolution"

    writer_ids = fields.Many2many(
        "res.users",
        "crm_complaint_resolution_writer_rel",
        "resolution_id",
        "user_id",
        string="Written by",
        readonly=True,
        copy=False,
        help="Who changed what is proposed: it is approved by somebody else.",
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & self._approval_content_fields():
            self._note_writer()
        return result

    @api.depends("writer_ids")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        return super()._compute_can_decide()

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"writer_ids": False}

    def _note_writer(self):
        """Keep who has changed the content."""
        for resolution in self:
            if self.env.user not in resolution.writer_ids | resolution.create_uid:
                resolution._guarded_write({"writer_ids": [(4, self.env.uid)]})

    def _approval_may_decide(self):
        return super()._approval_may_decide() and self.env.user not in self.writer_ids
