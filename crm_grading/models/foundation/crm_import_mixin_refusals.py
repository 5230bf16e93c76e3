from odoo import api, models
from odoo.exceptions import UserError
from odoo.http import DEFAULT_MAX_CONTENT_LENGTH

from ...tools.import_reader import UnreadableFile
from ...tools.import_scan import find_obstacle

MEGABYTE = 1024 * 1024


class CrmImportMixin(models.AbstractModel):
    """Files that are refused as a whole: too large, or with cells that would be read wrongly."""

    _inherit = "crm.import.mixin"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._import_refuse_large(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._import_refuse_large(vals)
        return super().write(vals)

    @api.model
    def _import_refuse_large(self, vals):
        """:raise UserError: the file is larger than the server takes"""
        # sudo: the limit is no secret
        limit = int(self.env["ir.config_parameter"].sudo().get_param("web.max_file_upload_size", DEFAULT_MAX_CONTENT_LENGTH))
        size = len(vals.get("file") or "") * 3 // 4
        if size > limit:
            raise UserError(
                self.env._(
                    "%(file)s has %(size)s MB, more than the %(limit)s MB that can be uploaded: split it into several files.",
                    file=vals.get("filename") or self.env._("The file"),
                    size=f"{size / MEGABYTE:.1f}",
                    limit=f"{limit / MEGABYTE:.1f}",
                )
            )

    def _import_step_read(self, cursor):
        if cursor is None:
            self._import_refuse_obstacle()
        return super()._import_step_read(cursor)

    def _import_refuse_obstacle(self):
        """:raise UserError: cells are merged, or a formula has no result"""
        try:
            with self._import_stream() as stream:
                found = find_obstacle(stream)
        except UnreadableFile:
            return  # told by whoever reads the rows
        if not found:
            return
        kind, place = found
        texts = {
            "merged": self.env._("The cells %(place)s are merged: only one of them has a value. Unmerge them.", place=place),
            "formula": self.env._(
                "The formula in %(place)s has no result: open the file in a spreadsheet program and save it, or put the values"
                " in place of the formulas.",
                place=place,
            ),
        }
        raise UserError(texts[kind])
