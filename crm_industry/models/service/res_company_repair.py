from odoo import api, fields, models


class ResCompany(models.Model):
    """Where a company keeps devices of customers, and what it lends to them in the meantime. Both locations are in no
    warehouse: what lies there is not free to be sold."""

    _inherit = "res.company"

    repair_device_location_id = fields.Many2one(
        "stock.location",
        string="Devices in Repair",
        domain="[('usage', '=', 'internal'), ('company_id', '=', id)]",
        groups="base.group_user",
        help="Holds the customers' devices, unless the repairs of a warehouse have a location of their own. Empty: made with the"
        " first repair.",
    )
    repair_loan_location_id = fields.Many2one(
        "stock.location",
        string="Loan Units at Customers",
        domain="[('usage', '=', 'internal'), ('company_id', '=', id)]",
        groups="base.group_user",
        help="Holds what is lent: it stays the company's and keeps its value. Empty: made with the first loan.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A new company has a warranty for all goods."""
        companies = super().create(vals_list)
        self.env["crm.warranty.policy"]._create_missing(companies)
        return companies

    def _device_location(self):
        """Return the location of devices in repair, in sudo."""
        return self._repair_location("repair_device_location_id", self.env._("Devices in repair"))

    def _loan_location(self):
        """Return the location of loan units, in sudo."""
        return self._repair_location("repair_loan_location_id", self.env._("Loan units at customers"))

    def _repair_location(self, field, name):
        self.ensure_one()
        # sudo: agents take in and lend without rights on stock
        company = self.sudo()
        if not company[field]:
            # Before the second look: two agents may be the first.
            self.env["crm.capacity.lock"]._lock_capacity([f"{field}:{self.id}"])
            values = {"name": name, "usage": "internal", "company_id": company.id}
            company[field] = self.env["stock.location"].sudo().create(values)
        return company[field]
