from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class CrmTelecomRevision(models.Model):
    """What a bill or a usage record was before its source sent it with other content. Append-only, written by SQL."""

    _name = "crm.telecom.revision"
    _inherit = ["crm.append.only.mixin"]
    _description = "Former Content of a Telecom Record"
    _order = "id desc"
    _rec_name = "revision"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    res_model = fields.Selection("_selection_model", string="Kind", required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", required=True, readonly=True)
    revision = fields.Integer(readonly=True, aggregator=None, help="Of the content that was replaced; the first one is 1.")
    payload_hash = fields.Char(readonly=True)
    content = fields.Json(string="Content as Sent", readonly=True, prefetch=False)
    content_text = fields.Text(string="Content", compute="_compute_content_text")
    replaced_on = fields.Datetime(readonly=True)
    user_id = fields.Many2one("res.users", string="Replaced by", readonly=True, ondelete="restrict")

    _by_record = models.Index("(res_model, res_id, id)")

    @api.model
    def _selection_model(self):
        labels = {"crm.telecom.bill": self.env._("Bill"), "crm.telecom.usage": self.env._("Usage")}
        return list(labels.items())

    @api.depends("content")
    def _compute_content_text(self):
        for revision in self:
            content = revision.content or {}
            revision.content_text = "\n".join(f"{name}: {value}" for name, value in content.items() if value is not None)

    @api.model
    def _keep(self, query):
        """Keep former contents.

        :param SQL query: of model, id, company, revision, hash, content and user
        """
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_telecom_revision (res_model, res_id, company_id, revision, payload_hash, content, user_id,"
                " replaced_on) SELECT q.*, now() AT TIME ZONE 'UTC' FROM (%s) q",
                query,
            )
        )
        self.invalidate_model()

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused for everybody.

        :raise AccessError: always
        """
        raise AccessError(self.env._("Former contents are kept by imports alone."))

    @api.model
    def _why_unchanged(self):
        return self.env._("Former contents stay as they were.")

    @api.model
    def _why_kept(self):
        return self.env._("Former contents are kept.")
