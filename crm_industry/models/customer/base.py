from odoo import models


class Base(models.AbstractModel):
    _inherit = "base"

    def export_data(self, fields_to_export):
        """Log exports of customers, and refuse too many of them to whom has not the right.

        All of Odoo's exports end here: the lists' menu (CSV, xlsx), and the method by RPC.

        :raise AccessError: too many customers
        """
        self.env["crm.customer.export"]._log_records(self, fields_to_export)
        return super().export_data(fields_to_export)
