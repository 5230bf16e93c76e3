from collections import defaultdict

from odoo import models

CHECK_OFF = {f"credit_check_{event}": "off" for event in ("confirm", "change", "delivery", "invoice")}
POLICY = {
    "credit_check_confirm": "block",
    "credit_check_change": "block",
    "credit_check_delivery": "block",
    "credit_check_invoice": "warn",
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
APPLICANTS = 9
CLASS_OF_PAYER = {"good": "A", "normal": "B", "late": "C", "poor": "D", "stopped": "E"}
GROUP_SIZE = 3
LIMITS_SINCE = 420
STATUS_REASONS = {
    "watch": "付款经常延迟,订单放行但提示",
    "hold": "欠款逾期,等待付款计划",
    "blocked": "长期拖欠,已移交法务",
}


class CrmDemoCompany(models.AbstractModel):
    _inherit = "crm.demo.company"

    def _steps(self):
        steps = super()._steps()
        dates = steps.index(self._load_dates)
        credit = [
            self._load_credit_rules,
            self._load_credit_bills,
            self._load_credit_accounts,
            self._load_credit_cover,
            self._load_credit_orders,
            self._load_credit_deliveries,
            self._load_approval_matrix,
        ]
        collection = [
            self._load_credit_file,
            self._load_credit_applications,
            self._load_dunning,
            self._load_collection,
            self._load_credit_figures,
        ]
        return [*steps[:dates], *credit, *steps[dates:], *collection]

    def _load_company(self, world):
        """The check is off while the past is being made."""
        result = super()._load_company(world)
        world.company.write(CHECK_OFF)
        return result

    def _load_credit_accounts(self, world):
        """Give the customers with terms of payment a limit that fits their sales; the rest stays on the default."""
        officer, director = world.users["creditofficer"], world.users["creditdirector"]
        world.company.write(dict(POLICY, credit_officer_id=officer.id))
        sales = self._monthly_sales(world)
        partners = self.env["res.partner"].union(*(customer.record for customer in world.customers))
        world.notes["exposure"] = self.env["crm.credit.exposure"]._exposure(partners, world.company)
        world.notes["credit"] = self._choose_credit_examples(world)
        for customer in world.customers:
            values = self._prepare_credit_values(world, customer, sales[customer.record])
            if values:
                accounts = self.env["crm.credit.account"]._for_customers(customer.record, world.company, create=True)
                values |= self._prepare_class_values(world, customer, accounts)
                accounts.with_user(director).write(dict(values, officer_id=officer.id))
        self._load_credit_group(world)
        # the limits have been there for as long as the figures go back
        changes = self.env["crm.credit.limit.change"].search([("company_id", "=", world.company.id)])
        self._shift_back(changes, LIMITS_SINCE, "date")
        count = self.env["crm.credit.account"].search_count([("company_id", "=", world.company.id)])
        self._progress("%s credit accounts", count)

    def _prepare_class_values(self, world, customer, account):
        """The class by the habit of paying; reviews are spread over the year, a few of them are due."""
        code = "A" if customer.kind == "operator" else CLASS_OF_PAYER.get(customer.payer)
        risk = world.notes["classes"].get(code)
        if not risk:
            return {}
        ago = account.id * 37 % 355
        return {
            "class_id": risk.id,
            "last_review_date": world.day(ago),
            "review_date": world.day(ago - 30 * risk.review_months) if ago % 9 else world.day(ago % 8),
        }

    def _load_credit_group(self, world):
        """A parent and its subsidiaries share the parent's limit."""
        accounts = self.env["crm.credit.account"]
        for customer in world.notes["credit"]["group"]:
            accounts |= accounts._for_customers(customer.record, world.company, create=True)
        if not accounts:
            return
        accounts = accounts.with_user(world.users["creditdirector"])
        head, members = accounts[0], accounts[1:]
        used = sum(float(world.notes["exposure"][account.partner_id.id]["total"]) for account in accounts)
        head.write({"limit_mode": "limited", "limit_amount": round(used * 1.2 + 20000, -4), "limit_reason": "集团客户,统一授信"})
        members.write({"limit_mode": "default", "group_account_id": head.id, "limit_reason": "集团成员,使用集团额度"})

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
        group = self._choose_group(world)

        def owing(figure, *payers):
            found = [
                customer
                for customer in world.customers[1:]
                if customer.payer in payers and customer.kind not in ("export", "operator") and customer not in group
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
            "group": group,
            "secured": fair[6:9],
            "temporary": fair[9:11],
            "applying": self._choose_applicants(world, [*fair[:11], *slow, *group]),
        }

    def _choose_applicants(self, world, taken):
        """Return customers that buy much, pay by terms, and are no example of anything else."""
        found = [
            customer
            for customer in world.customers[1:]
            if customer.payer in ("good", "normal", "late")
            and customer.kind not in ("export", "operator")
            and not customer.last_day
            and customer not in taken
        ]
        return sorted(found, key=lambda customer: -customer.order_size * customer.weight)[:APPLICANTS]

    def _choose_group(self, world):
        """Return a parent and its subsidiaries, the largest customers of one trade; nobody when there are too few."""
        exposure = world.notes["exposure"]
        owing = [
            customer
            for customer in world.customers[1:]
            if customer.kind == "4s" and customer.payer in ("good", "normal") and exposure[customer.record.id]["total"] > 0
        ]
        owing.sort(key=lambda customer: -exposure[customer.record.id]["total"])
        return owing[:GROUP_SIZE] if len(owing) >= GROUP_SIZE else []

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
