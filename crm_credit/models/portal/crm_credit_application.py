from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
# Endings that customers may send, and what the content of each may look like.
TYPES = {
    "pdf": {"application/pdf"},
    "png": {"image/png"},
    "jpg": {"image/jpeg"},
    "jpeg": {"image/jpeg"},
    "txt": {"text/plain"},
    "csv": {"text/plain", "text/csv", "application/csv"},
    "doc": {"application/msword"},
    "xls": {"application/vnd.ms-excel"},
    "docx": {f"{OFFICE}wordprocessingml.document", "application/zip"},
    "xlsx": {f"{OFFICE}spreadsheetml.sheet", "application/zip"},
    "odt": {f"{OPEN}text", "application/zip"},
    "ods": {f"{OPEN}spreadsheet", "application/zip"},
}


class CrmCreditApplication(models.Model):
    """Files that customers attach, and which applications they see."""

    _inherit = "crm.credit.application"

    @api.model
    def _portal_check_files(self, files):
        """Besides size and number: documents and pictures only, whose content is what their name says."""
        result = super()._portal_check_files(files)
        for name, content in files:
            ending = name.rpartition(".")[2].lower()
            if not content or guess_mimetype(content, default="") not in TYPES.get(ending, ()):
                raise UserError(
                    self.env._(
                        "%(file)s can't be taken: please send one of %(types)s.", file=name, types=", ".join(sorted(TYPES))
                    )
                )
        return result

    @api.model
    def _portal_own(self, company):
        """The applications that users of the user's customer wrote themselves, with full rights, newest first."""
        # sudo: the words of stages and outcomes need more than portal users may read
        return self.sudo().search(
            [
                ("partner_id", "=", self.env.user.commercial_partner_id.id),
                ("company_id", "=", company.root_id.id),
                ("create_uid.share", "=", True),
            ],
            limit=20,
        )
