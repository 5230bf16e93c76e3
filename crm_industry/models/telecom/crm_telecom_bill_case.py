from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_telecom_bill import COMPLAINT_OVER


class CrmTelecomBill(models.Model):
    """Service cases about a bill."""

    _inherit = "crm.telecom.bill"

    def write(self, vals):
        """Name the case about a bill.

        :raise UserError: another one about it is open
        """
        if vals.get("complaint_id"):
            self._check_no_other_case(vals["complaint_id"])
        return super().write(vals)

    def _check_no_other_case(self, complaint_id):
        # sudo: whoever sees the bill need not see the case
        for bill in self.sudo():
            other = bill.complaint_id.filtered(lambda case: case.id != complaint_id and case.state not in COMPLAINT_OVER)
            if other:
                raise UserError(
                    self.env._("%(bill)s: the case %(case)s about it is open: go on with that.", bill=bill.name, case=other.name)
                )

    @api.constrains("complaint_id")
    def _check_complaint(self):
        # sudo: whoever sees the bill need not see the case
        self.sudo().complaint_id._check_telecom_bills()

    def action_open_case(self):
        """Open the case about the bill (button)."""
        check_one(self)
        return self.complaint_id.get_formview_action()

    def action_new_case(self):
        """Take down what the customer says about the bill (button); it is put on hold with that."""
        check_one(self)
        self.env["crm.complaint"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Complaint about a Bill"),
            "res_model": "crm.complaint",
            "view_mode": "form",
            "context": self._case_context(),
        }

    def _case_context(self):
        category = self.env.ref("crm_industry.complaint_category_telecom_bill", raise_if_not_found=False)
        return {
            "default_telecom_bill_ids": [(4, self.id)],
            "default_partner_id": self.partner_id.id,
            "default_company_id": self.company_id.id,
            "default_category_id": category and category.id,
            "default_subject": self.env._("Bill %(bill)s", bill=self.name),
        }
