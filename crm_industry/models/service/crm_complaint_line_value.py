from odoo import models

from .goods_value import sold_value


class CrmComplaintLine(models.Model):
    _inherit = "crm.complaint.line"

    def _value_sold(self):
        """What the customer paid for the goods, without tax, company currency."""
        self.ensure_one()
        return sold_value(self, self.complaint_id.order_id)
