from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection

SHOWN = 40


class CrmTelecomNumberChoice(models.TransientModel):
    """Free numbers to choose from for a service, or for a customer who will need one."""

    _name = "crm.telecom.number.choice"
    _description = "Choice of a Telephone Number"

    service_id = fields.Many2one("crm.telecom.service", readonly=True)
    subscription_id = fields.Many2one(related="service_id.subscription_id")
    current_number = fields.Char(string="Present Number", related="service_id.number_id.e164")
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    access_type = CheckedSelection(
        "_selection_access_type",
        string="Access",
        compute="_compute_access_type",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    pattern = fields.Char(
        help="Digits are looked for anywhere; * stands for any digits, ? for one, equal letters for equal digits: "
        "*8888, *AABB, *ABCD, 138*."
    )
    grade_id = fields.Many2one("crm.telecom.number.grade", domain="[('company_id', 'in', (False, company_id))]")
    region_id = fields.Many2one("crm.region", help="With the regions in it.")
    partner_id = fields.Many2one(
        "res.partner", string="Reserve for", help="Without a subscription: the customer who gets the number."
    )
    line_ids = fields.One2many("crm.telecom.number.choice.line", "choice_id", string="Free Numbers", readonly=True)
    searched = fields.Boolean(readonly=True)

    @api.model
    def _selection_access_type(self):
        return self.env["crm.telecom.number"]._selection_access_type()

    @api.depends("service_id")
    def _compute_company_id(self):
        for choice in self:
            choice.company_id = choice.service_id.company_id or self.env.company

    @api.depends("service_id")
    def _compute_access_type(self):
        for choice in self:
            choice.access_type = choice.service_id.subscription_id.access_type or choice.access_type or "mobile"

    def action_search(self):
        """Show free numbers that fit.

        :raise AccessError: the user is no telecom agent
        :raise UserError: the pattern is none
        """
        check_one(self)
        numbers = self.env["crm.telecom.number"]
        numbers._check_telecom_agent()
        found = numbers._search_free(
            self.company_id, self.access_type, self.pattern or "", self.grade_id.id, self.region_id.id, limit=SHOWN
        )
        self.line_ids.unlink()
        self.env["crm.telecom.number.choice.line"].create([{"choice_id": self.id, "number_id": number.id} for number in found])
        self.searched = True
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose a Number"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
