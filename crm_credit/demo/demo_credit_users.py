from odoo import models

OFFICER = "crm_credit.group_credit_officer"
MANAGER = "crm_credit.group_credit_manager"


class CrmDemoCompany(models.AbstractModel):
    """Two people who assess credit, and two who approve it."""

    _inherit = "crm.demo.company"

    def _demo_users(self):
        users = super()._demo_users()
        all_sales = "sales_team.group_sale_salesman_all_leads"
        credit = [
            {"role": "Credit officer", "login": "creditofficer", "name": "胡晓东", "groups": [OFFICER]},
            {"role": "Credit officer (second)", "login": "creditofficer2", "name": "郑洁", "groups": [OFFICER]},
            {"role": "Credit manager", "login": "creditmanager", "name": "林静", "groups": [MANAGER, all_sales]},
            {"role": "Finance director", "login": "creditdirector", "name": "高志远", "groups": [MANAGER]},
        ]
        return users[:-1] + credit + users[-1:]
