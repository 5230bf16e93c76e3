from odoo import api, fields, models
from odoo.exceptions import ValidationError


def officers(model):
    """Domain of the users to choose a credit officer or an approver from."""
    return [("share", "=", False), ("all_group_ids", "in", model.env.ref("crm_credit.group_credit_officer").ids)]


class CrmCreditCustomerMixin(models.AbstractModel):
    """A record about the credit of a customer (commercial partner) with a company (root of a branch tree)."""

    _name = "crm.credit.customer.mixin"
    _inherit = ["crm.credit.root.mixin"]
    _description = "About the Credit of a Customer"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        domain=lambda self: self.env["res.partner"]._customer_domain(),
    )

    @api.constrains("partner_id")
    def _check_customer(self):
        for record in self:
            customer = record.partner_id.commercial_partner_id
            if customer != record.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(customer)s: choose %(customer)s.",
                        contact=record.partner_id.display_name,
                        customer=customer.display_name,
                    )
                )
