from odoo import api, models
from odoo.exceptions import UserError

EVENT = "crm.tobacco.compliance.event"
# What a file is and what it belongs to; tokens and indexes of its words may change.
KEPT = {"name", "raw", "datas", "db_datas", "mimetype", "type", "url", "res_model", "res_id", "res_field"}


class IrAttachment(models.Model):
    """Evidence of a compliance event: pictures and documents of its discussion. Confirmed, they stay as they are for everybody.

    Others may still be added; from then on they stay as well.
    """

    _inherit = "ir.attachment"

    def _kept_evidence(self):
        """Return those that belong to a compliance event which has been confirmed, with full rights."""
        # sudo: it is kept whoever asks
        files = self.sudo().filtered(lambda file: file.res_model == EVENT and file.res_id)
        events = self.env[EVENT].sudo().browse(set(files.mapped("res_id"))).exists() if files else ()
        confirmed = {event.id for event in events if event.confirmed_on}
        return files.filtered(lambda file: file.res_id in confirmed)

    def write(self, vals):
        """As Odoo's own.

        :raise UserError: evidence of a confirmed event would change
        """
        if not KEPT.isdisjoint(vals):
            for file in self._kept_evidence():
                if file._changes_by(vals):
                    self.check_access("write")
                    file._refuse_change()
        return super().write(vals)

    # At an uninstallation as well, which deletes no such files: whether there is one is a key of the context, which any client
    # can send.
    @api.ondelete(at_uninstall=True)
    def _unlink_except_kept_evidence(self):
        for file in self._kept_evidence():
            file._refuse_change()

    def _changes_by(self, vals):
        """Whether values make another file of it; Odoo writes the same content when files move to another store."""
        self.ensure_one()
        for name in KEPT.intersection(vals):
            value = vals[name]
            if name in ("raw", "datas"):
                value = value.encode() if isinstance(value, str) else value
            if name == "db_datas" or (self[name] or False) != (value or False):
                return True
        return False

    def _refuse_change(self):
        event = self.env[EVENT].browse(self.res_id)
        raise UserError(
            self.env._(
                "“%(file)s” is evidence of %(event)s, which has been confirmed: it stays as it is, add another file instead.",
                file=self.name,
                event=event.display_name,
            )
        )
