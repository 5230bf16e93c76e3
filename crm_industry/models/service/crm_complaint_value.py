from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_complaint import AGENT

SALESMAN = "sales_team.group_sale_salesman"
# Whoever handles complaints or decides about what is done for the customer.
SEE_ALL = f"{AGENT},account.group_account_invoice,sales_team.group_sale_salesman_all_leads"
# Field of the complaint: name of the figure.
FIGURES = {
    "value_first_order": "first_order",
    "value_orders": "orders",
    "value_ordered": "ordered_amount",
    "value_net_sales": "net_sales",
    "value_margin": "margin",
    "value_returns": "returns",
    "value_grade": "grade",
    "value_credit": "credit",
    "value_complaints": "complaints",
    "value_last_complaint": "last_complaint",
    "value_complaint_cost": "complaint_cost",
}


class CrmComplaint(models.Model):
    """What the customer is worth, beside the complaint from the first word on. Nothing is stored: the figures are those of this
    moment, in company currency without tax."""

    _inherit = "crm.complaint"

    value_known = fields.Boolean(compute="_compute_value")
    value_first_order = fields.Date(string="Customer since", compute="_compute_value", help="Day of the first order.")
    value_orders = fields.Integer(string="Orders", compute="_compute_value")
    value_ordered = fields.Monetary(string="Ordered in All", compute="_compute_value")
    value_net_sales = fields.Monetary(
        string="Net Sales", compute="_compute_value", help="By the company's basis, as in the metrics of the customer."
    )
    value_margin = fields.Monetary(
        string="Margin", compute="_compute_value", help="Nothing for users whom the company shows no margins."
    )
    value_shows_margin = fields.Boolean(string="Shows Margins", compute="_compute_value")
    value_returns = fields.Monetary(string="Returns", compute="_compute_value")
    value_grade = fields.Char(string="Grade", compute="_compute_value")
    value_credit = fields.Char(string="Credit", compute="_compute_value")
    value_complaints = fields.Integer(
        string="Complaints Before", compute="_compute_value", help="Received before this one and not withdrawn."
    )
    value_last_complaint = fields.Datetime(string="Last Complaint", compute="_compute_value")
    value_complaint_cost = fields.Monetary(string="Cost of These", compute="_compute_value")

    @api.depends("partner_id", "company_id", "received_on")
    @api.depends_context("uid")
    def _compute_value(self):
        """One query for the customers of a company, whatever their number."""
        seen = self.filtered(lambda complaint: complaint._sees_value())
        (self - seen).update(dict.fromkeys(("value_known", "value_shows_margin", *FIGURES), False))
        values = self.env["crm.complaint.value"]
        before = values._complaints_before(seen)
        for root, complaints in seen.grouped(lambda complaint: complaint.company_id.sudo().root_id).items():
            worth = values._worth(complaints.partner_id._origin, root)
            shown = {"value_known": True, "value_shows_margin": root.with_env(self.env)._shows_margins()}
            for complaint in complaints:
                figures = worth[complaint.partner_id._origin.id] | before[complaint]
                if not shown["value_shows_margin"]:
                    figures["margin"] = 0
                complaint.update({name: figures[figure] for name, figure in FIGURES.items()} | shown)

    def _sees_value(self):
        """Return whether the user may see what this customer is worth: salespeople see that of their own customers, also when
        they take down a complaint of somebody else's."""
        user = self.env.user
        if not self.partner_id or not self.company_id:
            return False
        if self.env.su:
            return True
        if self.company_id not in user.company_ids:
            return False
        if user.has_groups(SEE_ALL):
            return True
        return user.has_group(SALESMAN) and self.partner_id.sudo().user_id in (user, user.browse())

    def _value_summary(self):
        """Return what the customer of a complaint is worth.

        :return: first_order (date), orders, ordered_amount, net_sales, margin, returns, grade and credit (words), complaints
            (number of those before), last_complaint, complaint_cost; no margin for whom the company shows none; False when the
            user may not see it, or there is no customer
        :rtype: dict | bool
        :raise AccessError: the user may not read the complaint
        """
        check_one(self)
        self.check_access("read")
        hidden = () if self.value_shows_margin else ("margin",)
        return self.value_known and {figure: self[name] for name, figure in FIGURES.items() if figure not in hidden}

    def action_open_customer_view(self):
        """Open the page of the customer (button), which checks itself who may see it."""
        check_one(self)
        action = self.env["ir.actions.actions"]._for_xml_id("crm_industry.crm_customer_view_action")
        return action | {"context": {"active_id": self.partner_id.id, "active_model": "res.partner"}}
