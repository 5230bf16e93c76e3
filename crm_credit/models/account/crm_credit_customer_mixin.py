from odoo import api, models
from odoo.exceptions import ValidationError


class CrmCreditCustomerMixin(models.AbstractModel):
    """A record about the credit of a customer (commercial partner) with a company (root of a branch tree).

    The heir has the fields ``partner_id`` and ``company_id``.
    """

    _name = "crm.credit.customer.mixin"
    _inherit = ["crm.credit.root.mixin"]
    _description = "About the Credit of a Customer"

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
