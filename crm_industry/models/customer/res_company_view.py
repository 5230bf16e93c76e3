from odoo import fields, models

MARGIN_READERS = {
    "all": "base.group_user",
    "sales": "sales_team.group_sale_salesman,crm_industry.group_service_agent",
    "managers": "sales_team.group_sale_manager,account.group_account_readonly,account.group_account_invoice",
}


class ResCompany(models.Model):
    """Settings of the page of a customer; of a branch tree, those of its root count."""

    _inherit = "res.company"

    customer_view_margin = fields.Selection(
        [
            ("all", "Everybody who may open it"),
            ("sales", "Salespeople and service agents"),
            ("managers", "Sales managers and accountants"),
        ],
        string="Margins in the Customer View",
        default="sales",
        required=True,
        groups="base.group_user",
        help="Who sees margins on the page of a customer, of its group and beside its complaints.",
    )

    def _shows_margins(self):
        """Return whether the user sees the margins of customers of a company, as its root has decided."""
        self.ensure_one()
        # sudo: the setting is none of the reader's
        return self.env.user.has_groups(MARGIN_READERS[self.sudo().root_id.customer_view_margin])
