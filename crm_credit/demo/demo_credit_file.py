from datetime import date

from odoo import models

RATINGS = ("good", "excellent", "fair", "good")
REFEREES = (("bank", "中国建设银行"), ("supplier", "深圳华强供应链有限公司"), ("agency", "东方资信评估有限公司"))
OLDEST_REGISTER = 230


class CrmDemoCompany(models.AbstractModel):
    """The credit files of the customers that apply for credit."""

    _inherit = "crm.demo.company"

    def _load_credit_file(self, world):
        """Annual accounts of two years, references and register data; one file is stale, one is nearly empty."""
        officer = world.users["creditofficer"]
        customers = world.notes["credit"]["applying"]
        rng = world.random("credit file")
        rows = {"financial": [], "reference": [], "registry": []}
        for position, customer in enumerate(customers):
            if position == 3:
                continue
            rows["financial"] += self._prepare_financials(world, rng, customer)
            rows["reference"].append(self._prepare_reference(world, rng, customer, position))
            # register data are valid for half a year
            rows["registry"].append(self._prepare_registry(world, rng, customer, OLDEST_REGISTER if position == 2 else 40))
        for name, values in rows.items():
            self.env[f"crm.credit.{name}"].with_user(officer).create(values)
        self._load_credit_questionnaire(world, customers)
        self._progress("credit files of %s customers", len(customers))

    def _prepare_financials(self, world, rng, customer):
        size = max(customer.order_size, 5000) * rng.uniform(250, 500)
        return [
            self._prepare_financial(world, rng, customer, world.today.year - ago, size * growth)
            for ago, growth in ((2, 1.0), (1, rng.uniform(0.9, 1.3)))
        ]

    def _prepare_financial(self, world, rng, customer, year, revenue):
        health = {"good": 1.0, "normal": 0.85}.get(customer.payer, 0.6)
        assets = revenue * rng.uniform(0.5, 0.8)
        liabilities = assets * rng.uniform(0.35, 0.5) / health
        current = assets * 0.6
        profit = revenue * rng.uniform(0.03, 0.08) * health
        figures = {
            "revenue": revenue,
            "net_profit": profit,
            "ebit": profit * 1.45,
            "interest": profit * 0.2,
            "current_assets": current,
            "inventory": current * 0.4,
            "receivables": current * 0.35,
            "total_assets": assets,
            "current_liabilities": liabilities * 0.75,
            "total_liabilities": liabilities,
        }
        return {name: round(figure, -3) for name, figure in figures.items()} | {
            "partner_id": customer.record.id,
            "company_id": world.company.id,
            "year": year,
            "date": min(date(year + 1, 4, 20), world.day(10)),
            "source": "年度审计报告",
            "audited": year % 2 == 0,
        }

    def _prepare_reference(self, world, rng, customer, position):
        kind, name = REFEREES[position % len(REFEREES)]
        return {
            "partner_id": customer.record.id,
            "company_id": world.company.id,
            "kind": kind,
            "name": name,
            "rating": RATINGS[position % len(RATINGS)],
            "known_years": rng.randint(2, 9),
            "credit_amount": round(customer.order_size * rng.uniform(2, 6), -4),
            "date": world.day(rng.randint(20, 200)),
            "source": "电话核实",
        }

    def _prepare_registry(self, world, rng, customer, ago):
        capital = rng.choice((1000000, 2000000, 5000000, 10000000))
        return {
            "partner_id": customer.record.id,
            "company_id": world.company.id,
            "register_number": customer.values.get("vat") or "91310000MA1K00000X",
            "status": "active",
            "founded_on": world.day(rng.randint(1500, 6000)),
            "registered_capital": capital,
            "paid_in_capital": capital * rng.choice((0.3, 0.6, 1.0)),
            "lawsuits": rng.choice((0, 0, 0, 1)),
            "date": world.day(ago),
            "source": "国家企业信用信息公示系统",
        }

    def _load_credit_questionnaire(self, world, customers):
        """The assessor has answered the questionnaire of the credit score."""
        measure = self.env.ref("crm_credit.measure_questionnaire", raise_if_not_found=False)
        if not measure or not customers:
            return
        rng = world.random("credit questionnaire")
        values = [self._prepare_score(world, rng, measure, customer, world.day(30)) for customer in customers]
        scores = self.env["crm.grading.score"].with_user(world.users["assessor"]).create(values)
        scores.action_confirm()
