from odoo import models


class CrmComplaint(models.Model):
    _inherit = "crm.complaint"

    def _on_delivered(self, picking):
        """Goods of this complaint have left for the customer. Extend by super; called in sudo.

        :param picking: stock.picking, done
        """
        self.ensure_one()
        self._log_event("delivered", note=picking.name)
