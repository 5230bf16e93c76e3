from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_telecom_bill import COMPLAINT_OVER


class CrmComplaint(models.Model):
    """Cases about bills: a bill is on hold while the case is open."""

    _inherit = "crm.complaint"

    telecom_bill_ids = fields.One2many(
        "crm.telecom.bill", "complaint_id", string="Telecom Bills", copy=False, help="Which the case is about."
    )
    telecom_bill_names = fields.Char(string="About Bills", compute="_compute_telecom_bill_names", compute_sudo=True)

    @api.depends("telecom_bill_ids.name")
    def _compute_telecom_bill_names(self):
        """For whoever handles the case without rights to bills."""
        for complaint in self:
            complaint.telecom_bill_names = ", ".join(complaint.telecom_bill_ids.mapped("name"))

    @api.constrains("telecom_bill_ids", "partner_id")
    def _check_telecom_bills(self):
        # sudo: whoever handles the case need not see bills
        for complaint in self.sudo():
            for bill in complaint.telecom_bill_ids:
                theirs = bill.partner_id | bill.payer_id
                if bill.company_id != complaint.company_id or (complaint.partner_id and complaint.partner_id not in theirs):
                    raise ValidationError(
                        self.env._(
                            "%(complaint)s: the bill %(bill)s is not of this customer and company.",
                            complaint=complaint.display_name,
                            bill=bill.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        """Take cases down; bills that they are about are put on hold."""
        complaints = super().create(vals_list)
        complaints._hold_telecom_bills()
        return complaints

    def _reopen(self, reason):
        result = super()._reopen(reason)
        self._hold_telecom_bills()
        return result

    def _advance(self):
        """A case that is over releases the bills that it had put on hold."""
        result = super()._advance()
        over = self.filtered(lambda complaint: complaint.state in COMPLAINT_OVER)
        # sudo: whoever ends the case need not see bills
        bills = over.sudo().telecom_bill_ids
        reason = self.env.ref("crm_industry.telecom_reason_bill_complaint", raise_if_not_found=False)
        held = bills.filtered(lambda bill: bill.state == "on_hold" and bill.reason_id == reason)
        if held:
            held._transition("release", source="case")
        return result

    def _hold_telecom_bills(self):
        """Put the bills of cases on hold, where they can be."""
        # sudo: whoever takes the case down need not see bills
        bills = self.sudo().telecom_bill_ids
        reason = self.env.ref("crm_industry.telecom_reason_bill_complaint", raise_if_not_found=False)
        states = bills._transitions()["hold"][0]
        for complaint, found in bills.filtered(lambda bill: bill.state in states).grouped("complaint_id").items():
            if reason:
                found._transition("hold", reason.sudo(), note=complaint.name, source="case")
