from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection


class CrmTelecomIdentityEvidence(models.Model):
    """A picture of a document, for telecom agents alone. It stays once the identity has been verified."""

    _name = "crm.telecom.identity.evidence"
    _description = "Evidence of an Identity"
    _inherit = ["crm.guarded.mixin"]
    _order = "identity_id, id"
    _rec_name = "filename"

    identity_id = fields.Many2one("crm.telecom.identity", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="identity_id.company_id", store=True, precompute=True, index=True)
    kind = CheckedSelection("_selection_kind", string="What It Shows", required=True, default="front")
    file = fields.Binary(required=True, attachment=True)
    filename = fields.Char(string="File Name")

    @api.model
    def _selection_kind(self):
        labels = {
            "front": self.env._("Document, front"),
            "back": self.env._("Document, back"),
            "person": self.env._("Person with the document"),
            "agent": self.env._("Agent's document"),
            "authority": self.env._("Authority of the agent"),
            "other": self.env._("Other"),
        }
        return list(labels.items())

    @api.model_create_multi
    def create(self, vals_list):
        """Keep pictures.

        :raise UserError: an identity has been revoked
        """
        rows = super().create(vals_list)
        if revoked := rows.identity_id.filtered(lambda identity: identity.state == "revoked"):
            raise UserError(self.env._("%(identity)s has been revoked: it stays as it is.", identity=revoked[0].display_name))
        return rows

    def _check_direct_write(self, vals):
        result = super()._check_direct_write(vals)
        self._check_still_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_verified(self):
        self._check_still_open()

    def _check_still_open(self):
        if fixed := self.identity_id.filtered(lambda identity: identity.state != "draft"):
            raise UserError(
                self.env._("%(identity)s has been verified: its pictures stay as they are.", identity=fixed[0].display_name)
            )
