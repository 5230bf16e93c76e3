from odoo import models

AREA = ("East China", "华东大区", ("上海", "江苏", "浙江", "安徽", "福建", "江西", "山东"))
# English and Chinese name, supplier that makes it, beginnings of the codes of its products
BRANDS = {
    "XC": ("Xingchen", "星辰", "telecom", ("TX-X", "TX-S5", "TX-E2", "TX-WATCH")),
    "YH": ("Yunhai", "云海", "telecom", ("TX-CPE5", "TX-WF6", "TX-ONT", "TX-STB")),
    "JS": ("Jinsui", "金穗", "tobacco", ("YC-JS",)),
    "YL": ("Yunling", "云岭", "tobacco", ("YC-YL",)),
    "JN": ("Jiangnan", "江南", "tobacco", ("YC-JN",)),
    "HD": ("Huangdu", "皇都", "tobacco", ("YC-HD",)),
    "CJ": ("Changjing", "常精", "auto", ("QP-OIL4", "QP-BRK", "QP-FLT", "QP-BAT", "QP-WIP")),
    "TA": ("Tu'an", "途安", "auto", ("QP-LED", "QP-DSH", "QP-NAV", "QP-SEAT")),
}
TYPES = {
    "dealer": "dealer",
    "parts": "dealer",
    "shop": "retail",
    "repair": "retail",
    "operator": "key",
    "chain": "key",
    "4s": "direct",
    "export": "direct",
}
# Letters of Odoo's industries: trade, but for these.
TRADE, INDUSTRIES = "G", {"operator": "J", "repair": "S"}
PLACES = ("street", "mall", "estate", "market", "station")
CONSUMERS = (
    ("周子轩", "上海市", "上海市", "1996-04-12"),
    ("何欣怡", "江苏省", "南京市", "1999-11-03"),
    ("罗浩然", "浙江省", "杭州市", "1988-07-25"),
)


class CrmDemoCompany(models.AbstractModel):
    """The market: regions of China, brands, and customers by the way they buy."""

    _inherit = "crm.demo.company"

    def _load_market(self, world):
        """Give customers their region and type, and products their brand."""
        self._load_regions()
        self._load_brands(world)
        types = self._load_customer_types()
        rng = world.random("types")
        for customer in world.customers:
            code = TYPES[customer.kind]
            customer.record.channel_type_id = types[code]
            customer.record.industry_id = self.env.ref(f"base.res_partner_industry_{INDUSTRIES.get(customer.kind, TRADE)}")
            customer.record.channel_properties = self._prepare_own_fields(rng, code, customer)
        self._load_consumers(types["consumer"])
        self._progress("%s regions, %s brands", self.env["crm.region"].search_count([]), len(BRANDS))

    def _load_regions(self):
        """Provinces and cities of China, those of the east in an area of the company."""
        china, regions = self.env.ref("base.cn"), self.env["crm.region"]
        regions._load_country(china)
        name, local_name, provinces = AREA
        area = self._create_named("crm.region", name, local_name, {"code": "EAST", "kind": "area"})
        inside = regions.search([("kind", "=", "state"), ("country_id", "=", china.id)])
        inside = inside.filtered(lambda region: region.state_id.name.startswith(provinces))
        area.parent_id = inside[:1].parent_id
        inside.parent_id = area
        self.env["res.partner"]._place_by_address(china)

    def _load_brands(self, world):
        for code, (name, local_name, supplier, goods) in BRANDS.items():
            maker = self._ref(f"supplier_{supplier}")
            brand = self._create_named("crm.brand", name, local_name, {"code": code, "partner_id": maker and maker.id})
            for product in world.products.values():
                if product.default_code.startswith(goods):
                    product.channel_brand_id = brand
            world.notes[f"brand_{code}"] = brand

    def _load_customer_types(self):
        """Return the shipped types by code; their own fields are labelled anew in the language of the demo company."""
        types = self.env["crm.customer.type"].search([("code", "in", [*set(TYPES.values()), "consumer"])])
        types.properties_definition = False
        types._load_shipped_fields()
        return {kind.code: kind for kind in types}

    def _prepare_own_fields(self, rng, code, customer):
        """Return values of the own fields of a type."""
        size = rng.uniform(0.6, 1.8)
        if code == "dealer":
            staff = round(12 * size)
            return {
                "warehouse_area": round(900 * size),
                "sales_staff": staff,
                "vehicles": staff // 4,
                "shops_supplied": 5 * staff,
            }
        if code == "retail":
            return {"shop_area": round(70 * size), "shop_place": rng.choice(PLACES), "shop_hours": "8:30-21:00"}
        if code == "key":
            return {"share_of_demand": round(30 * size), "goals": "签订年度框架协议,扩大供货品类"}
        return {
            "yearly_demand": round(customer.order_size * 8 * size, -3),
            "buying_way": rng.choice(("tender", "framework", "demand")),
        }

    def _load_consumers(self, consumer):
        for name, state, city, birthday in CONSUMERS:
            place = self._prepare_place("CN", state)
            partner = self.env["res.partner"].create(dict(place, name=name, city=city, lang="zh_CN", channel_type_id=consumer.id))
            partner.channel_properties = {"birthday": birthday, "member_number": f"HY{partner.id:06}"}
