from collections import defaultdict

from odoo import models

CHECK_OFF = {f"credit_check_{event}": "off" for event in ("confirm", "change", "delivery", "invoice")}
POLICY = {
    "credit_check_confirm": "block",
    "credit_check_change": "block",
    "credit_default_mode": "limited",
    "credit_default_limit": 30000,
    "credit_tolerance": 5,
    "credit_overdue_rule": True,
    "credit_overdue_days": 60,
    "credit_overdue_amount": 10000,
    "credit_officer_authority": "limited",
    "credit_officer_limit": 200000,
}
MONTHS_OF_SALES = {"15": 1.6, "30": 2.2, "60": 3.2, "90": 4.2}
SMALLEST_LIMIT = 20000
STATUS_REASONS = {
    "watch": "付款经常延迟,订单放行但提示",
    "hold": "欠款逾期,等待付款计划",
    "blocked": "长期拖欠,已移交法务",
}


class CrmDemoCompany(models.AbstractModel):
    _inherit = "crm.demo.company"

    def _demo_users(self):
        users = super()._demo_users()
        credit = [
            {
                "role": "Credit officer",
                "login": "creditofficer",
                "name": "胡晓东",
                "groups": ["crm_credit.group_credit_officer"],
            },
            {
                "role": "Credit manager",
                "login": "creditmanager",
                "name": "林静",
                "groups": ["crm_credit.group_credit_manager", "sales_team.group_sale_salesman_all_leads"],
            },
        ]
        return users[:-1] + credit + users[-1:]

    def _steps(self):
        steps = super()._steps()
        dates = steps.index(self._load_dates)
        return [*steps[:dates], self._load_credit_accounts, self._load_credit_orders, *steps[dates:]]

    def _load_company(self, world):
        """The check is off while the past is being made."""
        result = super()._load_company(world)
        world.company.write(CHECK_OFF)
        return result

    def _load_credit_accounts(self, world):
        """Give the customers with terms of payment a limit that fits their sales; the rest stays on the default."""
        officer = world.users["creditofficer"]
        world.company.write(dict(POLICY, credit_officer_id=officer.id))
        sales = self._monthly_sales(world)
        partners = self.env["res.partner"].union(*(customer.record for customer in world.customers))
        world.notes["exposure"] = self.env["crm.credit.exposure"]._exposure(partners, world.company)
        world.notes["credit"] = self._choose_credit_examples(world)
        for customer in world.customers:
            values = self._prepare_credit_values(world, customer, sales[customer.record])
            if values:
                accounts = self.env["crm.credit.account"]._for_customers(customer.record, world.company, create=True)
                accounts.write(dict(values, officer_id=officer.id))
        count = self.env["crm.credit.account"].search_count([("company_id", "=", world.company.id)])
        self._progress("%s credit accounts", count)

    def _monthly_sales(self, world):
        """Return the mean sales of a month with tax by customer, in company currency, from the last twelve months."""
        sales = defaultdict(float)
        for order in world.orders:
            if order.invoice and order.invoiced > world.day(365):
                sales[order.customer.record] += abs(order.invoice.amount_total_signed) / 12
        return sales

    def _choose_credit_examples(self, world):
        """Return one list of customers for each case that a newcomer should find: those who owe most come first."""
        exposure = world.notes["exposure"]

        def owing(figure, *payers):
            found = [
                customer
                for customer in world.customers[1:]
                if customer.payer in payers and customer.kind not in ("export", "operator")
            ]
            found = [customer for customer in found if exposure[customer.record.id][figure] > 0]
            return sorted(found, key=lambda customer: -exposure[customer.record.id][figure])

        stopped, slow = owing("overdue", "stopped"), owing("total", "poor", "late")
        fair = owing("total", "normal", "good")
        return {
            "blocked": stopped[:1],
            "hold": stopped[1:2],
            "overdue": stopped[2:3],
            "over": slow[:3],
            "watch": fair[4:6],
            "prepay": slow[3:6],
            "unlimited": [customer for customer in world.customers if customer.kind == "operator"][:3],
            "tight": fair[:4],
        }

    def _prepare_credit_values(self, world, customer, monthly):
        """Return the credit of a customer, empty when the company's default will do."""
        cases = {case for case, customers in world.notes["credit"].items() if customer in customers}
        used = float(world.notes["exposure"][customer.record.id]["total"])
        months = MONTHS_OF_SALES.get(customer.term, 0)
        usual = max(SMALLEST_LIMIT, round(monthly * months, -4), round(customer.order_size * 1.5, -4))
        values = {}
        if "unlimited" in cases:
            values = {"limit_mode": "unlimited", "limit_reason": "战略客户"}
        elif "prepay" in cases:
            values = {"limit_mode": "prepay", "limit_reason": "多次逾期,改为款到发货"}
        elif "over" in cases:
            values = {"limit_mode": "limited", "limit_amount": round(used * 0.8, -3), "limit_reason": "额度已下调"}
        elif "tight" in cases:
            values = {"limit_mode": "limited", "limit_amount": round(used * 1.1, -3), "limit_reason": "年度评审"}
        elif "watch" in cases:
            values = {"limit_mode": "limited", "limit_amount": round(used * 2 + 200000, -4)}
        elif customer.term in MONTHS_OF_SALES and monthly:
            values = {"limit_mode": "limited", "limit_amount": usual, "limit_reason": "按月均销售额与账期核定"}
        for status, reason in STATUS_REASONS.items():
            if status in cases:
                values.update(status=status, limit_reason=reason)
        return values
