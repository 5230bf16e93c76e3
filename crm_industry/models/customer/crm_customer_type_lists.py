from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.arguments import check_one

# The list that shows what one wants to know of customers of a shipped type.
LISTS = {
    "retail": "crm_industry.res_partner_retail_action",
    "direct": "crm_industry.res_partner_direct_action",
    "dealer": "crm_industry.res_partner_dealer_action",
    "consumer": "crm_industry.res_partner_consumer_action",
    "key": "crm_industry.res_partner_key_action",
}
ANY_TYPE = "crm_industry.res_partner_channel_action"


class CrmCustomerType(models.Model):
    """The customers of a type."""

    _inherit = "crm.customer.type"

    customer_count = fields.Integer(string="Customers", compute="_compute_customer_count")

    def _compute_customer_count(self):
        partners = self.env["res.partner"]
        domain = Domain("channel_type_id", "in", self.ids) & partners._customer_domain()
        numbers = dict(partners._read_group(domain, ["channel_type_id"], ["__count"]))
        for customer_type in self:
            customer_type.customer_count = numbers.get(customer_type._origin, 0)

    def action_open_customers(self):
        """Open the customers of this type, in the list made for it if it is a shipped one."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(LISTS.get(self.code, ANY_TYPE))
        if self.code not in LISTS:
            domain = Domain("channel_type_id", "=", self.id) & self.env["res.partner"]._customer_domain()
            action |= {"name": self.name, "domain": list(domain), "context": {"default_channel_type_id": self.id}}
        return action
