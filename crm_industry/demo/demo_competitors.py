from datetime import timedelta

from odoo import models

# name, threat, category, strengths, weaknesses, what we do
COMPETITORS = [
    ("远帆数码", "3", "telecom", "门店多,账期长", "售后响应慢,库存不透明", "以 48 小时售后与透明库存争取重点门店"),
    ("捷行汽配", "2", "auto", "低价走量,送货快", "正品率参差", "强调原厂质保与追溯码"),
    ("优品办公", "1", "office", "电商平台价格低", "无上门服务", "打包耗材与设备租赁"),
]
# competitor, its product, our product, its price
PRODUCTS = [
    ("远帆数码", "远帆 Y20 5G 手机", "TX-X20", 2549),
    ("远帆数码", "远帆 4G 儿童手表", "TX-WATCH", 429),
    ("捷行汽配", "捷行全合成机油 4L", "QP-OIL4", 189),
    ("捷行汽配", "捷行 2K 行车记录仪", "QP-DSH", 349),
]
# competitor, kind, subject, source, reliability, days ago, share, confirmed
NEWS = [
    ("远帆数码", "promotion", "门店开业返点 3%", "dealer", "likely", 12, 0, True),
    ("远帆数码", "share", "门店约三成进货来自远帆", "visit", "likely", 30, 30, True),
    ("捷行汽配", "share", "维修店约两成五配件从捷行拿货", "customer", "likely", 25, 25, True),
    ("捷行汽配", "service", "推出当日达配送", "public", "sure", 40, 0, True),
    ("优品办公", "product", "上线耗材订阅套餐", "public", "sure", 6, 0, False),
    ("远帆数码", "people", "正在招募华东区域经理", "customer", "rumour", 3, 0, False),
]
# what was lost, expected revenue, reason, competitor, its offer, days ago
LOST = [
    ("门店样机集采", 86000, "competitor_price", "远帆数码", 79000, 48),
    ("校园卡联合推广", 42000, "competitor_terms", "远帆数码", 41500, 33),
    ("连锁维修店机油框架", 120000, "competitor_price", "捷行汽配", 108000, 21),
    ("行车记录仪团购", 36000, "competitor_product", "捷行汽配", 38000, 15),
    ("旧店改造项目", 55000, "no_need", None, 0, 9),
]
# share of the customer's yearly demand that the company has
SHARES = (0.35, 0.6, 0.45, 0.8, 0.5, 0.7)


class CrmDemoCompany(models.AbstractModel):
    """Competitors, what is known of them, what customers buy in all, and opportunities that were lost."""

    _inherit = "crm.demo.company"

    def _load_competitors(self, world):
        competitors = {}
        for name, threat, category, strengths, weaknesses, strategy in COMPETITORS:
            competitors[name] = self._as(world, "market", "crm.competitor").create(
                {
                    "name": name,
                    "threat": threat,
                    "company_id": world.company.id,
                    "category_ids": [(6, 0, self._competed_category(world, category).ids)],
                    "strengths": strengths,
                    "weaknesses": weaknesses,
                    "strategy": strategy,
                }
            )
        self._load_competitor_prices(world, competitors)
        self._load_competitor_news(world, competitors)
        self._load_yearly_demand(world)
        self._load_lost_opportunities(world, competitors)
        self._progress("%s competitors", len(competitors))

    def _competed_category(self, world, key):
        first = {"telecom": "TX-", "auto": "QP-", "office": "BG-"}[key]
        return next(product.categ_id for code, product in world.products.items() if code.startswith(first))

    def _load_competitor_prices(self, world, competitors):
        for number, (name, product, ours, price) in enumerate(PRODUCTS):
            item = self._as(world, "market", "crm.competitor.product").create(
                {
                    "name": product,
                    "competitor_id": competitors[name].id,
                    "categ_id": world.products[ours].categ_id.id,
                    "our_product_id": world.products[ours].id,
                }
            )
            values = {"kind": "price", "product_id": item.id, "price": price, "source": "visit", "reliability": "sure"}
            self._report_news(world, competitors[name], f"{product}报价", 10 + 5 * number, True, **values)

    def _load_competitor_news(self, world, competitors):
        for name, kind, subject, source, reliability, days, share, confirmed in NEWS:
            values = {"kind": kind, "source": source, "reliability": reliability, "share": share}
            if share:
                trade = {"远帆数码": "telecom", "捷行汽配": "auto"}[name]
                values["partner_id"] = next(c.record.id for c in world.customers if c.trade == trade)
            self._report_news(world, competitors[name], subject, days, confirmed, **values)

    def _report_news(self, world, competitor, subject, days, confirmed, **values):
        """A salesperson reports, the market manager confirms."""
        entry = self._as(world, "sales", "crm.competitor.intelligence").create(
            {"competitor_id": competitor.id, "subject": subject, "observed_on": world.day(days), **values}
        )
        if confirmed:
            entry.with_user(world.users["market"]).action_confirm()

    def _load_yearly_demand(self, world):
        """The largest customers have said what they buy in a year."""
        rows = self.env["crm.customer.metrics"].search(
            [("company_id", "=", world.company.id), ("net_sales_12m", ">", 0)], order="net_sales_12m desc", limit=len(SHARES)
        )
        for number, (row, share) in enumerate(zip(rows, SHARES, strict=False)):
            self.env["crm.wallet.estimate"].create(
                {
                    "partner_id": row.partner_id.id,
                    "company_id": world.company.id,
                    "amount": round(row.net_sales_12m / share, -3),
                    "date": world.day(20 + 15 * number),
                    "source": ("customer", "visit", "questionnaire")[number % 3],
                }
            )

    def _load_lost_opportunities(self, world, competitors):
        customers = [customer for customer in world.customers if customer.trade in ("telecom", "auto")]
        for (name, revenue, reason, competitor, offer, days), customer in zip(LOST, customers, strict=False):
            lead = self._as(world, "salesmanager", "crm.lead").create(
                {
                    "type": "opportunity",
                    "name": f"{customer.record.name}:{name}",
                    "partner_id": customer.record.id,
                    "expected_revenue": revenue,
                    "user_id": self._salesperson(world, customer.trade).id,
                    "company_id": world.company.id,
                    "market_competitor_id": competitor and competitors[competitor].id,
                    "market_competitor_price": offer,
                }
            )
            lead.action_set_lost(lost_reason_id=self.env.ref(f"crm_industry.lost_reason_{reason}").id)
            lead._note_lost_on(world.today - timedelta(days=days))
