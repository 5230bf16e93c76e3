from odoo import models

from ...tools.arguments import check_ids, check_one


class CrmCustomerMetrics(models.Model):
    """Buttons of the metrics."""

    _inherit = "crm.customer.metrics"

    def action_refresh(self):
        """Work the figures of these customers out anew. Whoever may read the rows: nothing is decided by it."""
        check_ids(self)
        self.check_access("read")
        for company, rows in self.grouped("company_id").items():
            rows._refresh(rows.partner_id, company)
        return True

    def action_plan_call(self):
        """Plan one call for each of these customers, unless one is planned already."""
        check_ids(self)
        self.check_access("read")
        return self.env["res.partner"]._plan_reorder_calls(
            {row.partner_id: [self.env._("no order since %(day)s", day=row.last_order or "-")] for row in self}
        )

    def action_open_customer(self):
        """Open the customer."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
        }
