from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.arguments import check_ids, check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate

from .crm_vehicle import MANAGER


class CrmRecall(models.Model):
    """A recall of the maker: vehicles by VIN, one by one or by ranges, that are to come to the workshop, whoever owns them.

    Shared by all companies. Open, it finds vehicles that are taken into the file later, too; closed, it finds no more.
    """

    _name = "crm.recall"
    _description = "Recall"
    _inherit = ["crm.guarded.mixin", "mail.thread"]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "number"]

    name = fields.Char(required=True, translate=True, tracking=True)
    number = fields.Char(required=True, copy=False, help="Of the maker or the authority.")
    brand_id = fields.Many2one("crm.brand", required=True, index=True, ondelete="restrict")
    date = CheckedDate(string="Published on", required=True, default=lambda self: self.env.company._business_today())
    reason = fields.Text(string="Defect", translate=True)
    measure = fields.Text(string="What Is Done", translate=True)
    package_id = fields.Many2one("crm.service.package", ondelete="restrict", help="Labour and parts; the maker pays.")
    state = fields.Selection(
        "_selection_state", required=True, readonly=True, copy=False, default="draft", index=True, tracking=True
    )
    range_ids = fields.One2many("crm.recall.range", "recall_id", string="VINs", copy=True)
    line_ids = fields.One2many("crm.recall.vehicle", "recall_id", string="Vehicles", readonly=True, copy=False)
    vehicle_count = fields.Integer(compute="_compute_counts")
    done_count = fields.Integer(string="Done", compute="_compute_counts")
    done_rate = fields.Float(string="Done (%)", compute="_compute_counts")

    _number_uniq = models.UniqueIndex("(brand_id, number)", "The brand has a recall of this number already.")

    @api.model
    def _selection_state(self):
        labels = {"draft": self.env._("Draft"), "open": self.env._("Open"), "closed": self.env._("Closed")}
        return list(labels.items())

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"state": "draft"}

    @api.depends("number", "name")
    def _compute_display_name(self):
        for recall in self:
            recall.display_name = " · ".join(filter(None, (recall.number, recall.name)))

    @api.depends("line_ids.state")
    def _compute_counts(self):
        lines = self.env["crm.recall.vehicle"]
        rows = lines._read_group([("recall_id", "in", self.ids)], ["recall_id", "state"], ["__count"])
        counts = {(recall.id, state): count for recall, state, count in rows}
        for recall in self:
            recall.done_count = counts.get((recall.id, "done"), 0)
            recall.vehicle_count = recall.done_count + counts.get((recall.id, "open"), 0)
            recall.done_rate = 100 * recall.done_count / recall.vehicle_count if recall.vehicle_count else 0

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if begun := self.filtered(lambda recall: recall.state != "draft"):
            raise UserError(self.env._("%(recall)s has begun and is kept: close it.", recall=begun[0].display_name))

    # -- what users do -------------------------------------------------------------------------------------------------

    def _check_manager(self):
        check_ids(self)
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only managers of the trade open and close recalls."))

    def action_open(self):
        """Find the vehicles, and note whom to tell. Again: find those that are new.

        :raise AccessError: the user is no manager of the trade
        :raise UserError: it is closed, or names no VINs
        """
        self._check_manager()
        for recall in self:
            recall._expect_value("state", "draft", "open")
            if not recall.range_ids:
                raise UserError(self.env._("%(recall)s names no VINs.", recall=recall.display_name))
            recall._guarded_write({"state": "open"})
        self.env["crm.recall.vehicle"]._find(recalls=self)
        return True

    def action_close(self):
        """Find no more vehicles; those that have not come stay as they are.

        :raise AccessError: the user is no manager of the trade
        :raise UserError: it is not open
        """
        self._check_manager()
        for recall in self:
            recall._expect_value("state", "open")
            recall._guarded_write({"state": "closed"})
        return True

    def action_lines(self):
        """Open the vehicles of the recall."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "crm.recall.vehicle",
            "view_mode": "list,form,pivot",
            "domain": [("recall_id", "=", self.id)],
        }
