from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.arguments import check_ids, check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class CrmVisitChecklist(models.Model):
    """What is looked at on a visit. In use, a version stays as it is: changes make the next one."""

    _name = "crm.visit.checklist"
    _inherit = ["crm.guarded.mixin"]
    _description = "Visit Checklist"
    _order = "sequence, name, version desc, id"

    name = fields.Char(required=True, translate=True)
    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    sequence = CheckedInteger(default=10, help="Of several that fit a customer the first one is taken.")
    company_id = fields.Many2one("res.company", index=True, domain="[('parent_id', '=', False)]", help="Empty: all companies.")
    type_id = fields.Many2one("crm.customer.type", string="Customer Type", ondelete="restrict", help="Empty: all customers.")
    state = fields.Selection(
        [("draft", "Draft"), ("active", "In Use"), ("retired", "Retired")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
    )
    item_ids = fields.One2many("crm.visit.checklist.item", "checklist_id", string="Items", copy=True)
    previous_id = fields.Many2one("crm.visit.checklist", string="Follows", readonly=True, copy=False, ondelete="restrict")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"state": "draft", "version": 1, "previous_id": False}

    @api.depends("name", "version")
    def _compute_display_name(self):
        for checklist in self:
            checklist.display_name = f"{checklist.name or ''} · {checklist.version}"

    @api.model
    def _planner_groups(self):
        """Return the groups of those who plan visits. Extend by super."""
        return ["sales_team.group_sale_manager", "crm_industry.group_channel_manager"]

    @api.model
    def _check_planner(self):
        """:raise AccessError: the user plans no visits"""
        if not any(self.env.user.has_group(group) for group in self._planner_groups()):
            raise AccessError(self.env._("Only managers of sales, the channel or the trade plan visits."))

    def action_use(self):
        """Put drafts to use; the version before is retired.

        :raise AccessError: the user plans no visits
        :raise UserError: it has no items, or is no draft
        """
        check_ids(self)
        self._check_planner()
        self.check_access("write")
        for checklist in self:
            checklist._expect_value("state", "draft")
            if not checklist.item_ids:
                raise UserError(self.env._("%(checklist)s has nothing to look at.", checklist=checklist.display_name))
            checklist.previous_id.filtered(lambda each: each.state == "active")._guarded_write({"state": "retired"})
            checklist._guarded_write({"state": "active"})
        return True

    def _use_drafts(self):
        """Put those that are still drafts to use; for checklists that addons bring along."""
        self.exists().filtered(lambda checklist: checklist.state == "draft").action_use()

    def action_retire(self):
        """Take checklists out of use; visits keep what was answered.

        :raise AccessError: the user plans no visits
        """
        check_ids(self)
        self._check_planner()
        self.check_access("write")
        for checklist in self:
            checklist._expect_value("state", "active")
        self._guarded_write({"state": "retired"})
        return True

    def action_new_version(self):
        """Copy the checklist as the next version and open it.

        :raise AccessError: the user plans no visits
        """
        check_one(self)
        self._check_planner()
        self.check_access("write")
        draft = self.search([("previous_id", "=", self.id), ("state", "=", "draft")], limit=1)
        if not draft:
            [values] = self.copy_data({"name": self.name})
            draft = self._guarded_create([values | {"version": self.version + 1, "previous_id": self.id}])
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": draft.id, "views": [(False, "form")]}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        for checklist in self.filtered(lambda checklist: checklist.state != "draft"):
            raise UserError(self.env._("%(checklist)s is or was in use: retire it.", checklist=checklist.display_name))

    def _fits(self, partner):
        """Return whether this checklist is meant for a customer. Extend by super."""
        self.ensure_one()
        return not self.type_id or self.type_id == partner.channel_type_id

    @api.model
    def _for_customer(self, partner, company):
        """Return the checklist of a customer's visits: the first one in use that fits; empty without one."""
        # sudo: checklists are the same for everybody who visits
        used = self.sudo().search([("state", "=", "active"), ("company_id", "in", (company.id, False))])
        return used.filtered(lambda checklist: checklist._fits(partner))[:1].sudo(self.env.su)
