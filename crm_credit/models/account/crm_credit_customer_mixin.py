from odoo import api, fields, models


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
        self.partner_id._check_customers()
