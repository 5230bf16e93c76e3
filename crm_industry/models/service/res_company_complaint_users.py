from odoo import fields, models

from .crm_complaint_resolution_approval import ROLES

GROUPS = ROLES | {"warehouse": "stock.group_stock_user"}


class ResCompany(models.Model):
    """Who is told of complaints that wait for finance or for the warehouse."""

    _inherit = "res.company"

    complaint_finance_id = fields.Many2one(
        "res.users",
        string="Complaints: Finance",
        domain="[('share', '=', False)]",
        groups="base.group_user",
        help="Is told of resolutions to approve and of credit notes to post. Empty: the first who may post invoices.",
    )
    complaint_warehouse_id = fields.Many2one(
        "res.users",
        string="Complaints: Warehouse",
        domain="[('share', '=', False)]",
        groups="base.group_user",
        help="Is told of goods to send to customers or to receive from them. Empty: the first storekeeper.",
    )

    def _complaint_user(self, role, but=None):
        """Return who does something for complaints of a company; empty when there is nobody.

        :param str role: manager, finance or warehouse
        :param but: res.users who are not asked, since they proposed it
        """
        self.ensure_one()
        # sudo: asked by agents, warehouse users and jobs
        company = self.sudo()
        users = company[f"complaint_{role}_id"].filtered("active") | company._employees_of(GROUPS[role])
        return (users - but if but else users)[:1]
