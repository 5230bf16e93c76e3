from datetime import datetime, time, timedelta

from odoo import models

# channel, direction, subject, result, minutes
CONTACTS = [
    ("phone", "in", "询问新品到货时间", "positive", 4.5),
    ("phone", "out", "回访:上次订单是否满意", "positive", 6.0),
    ("visit", "out", "门店拜访:陈列与库存", "neutral", 45.0),
    ("email", "out", "发送本季度价格表", False, 0.0),
    ("phone", "in", "催问发货进度", "negative", 3.0),
    ("chat", "in", "微信咨询促销活动", "neutral", 8.0),
    ("phone", "out", "提醒补货", "unreached", 0.5),
    ("shop", "in", "到展厅看样机", "positive", 25.0),
    ("sms", "out", "节日问候与新品预告", False, 0.0),
    ("phone", "in", "询问对账单", "neutral", 5.0),
    ("social", "in", "公众号留言:希望增加颜色", "positive", 0.0),
]
MOST_ACTIVE = 40
EXCHANGE = "demo exchange"


class CrmDemoCompany(models.AbstractModel):
    """Contacts with customers over two years, the better the customer, the more."""

    _inherit = "crm.demo.company"

    def _load_touchpoints(self, world):
        chance = world.random("touchpoints")
        rows = []
        for place, customer in enumerate(world.customers):
            number = 24 if place < MOST_ACTIVE else chance.randint(0, 3)
            rows += [self._plan_touchpoint(world, chance, customer) for _number in range(number)]
        self.env["crm.touchpoint"].create([row for row in rows if row])
        self._load_telephone(world)
        self._progress("%s touchpoints", len(rows))

    def _plan_touchpoint(self, world, chance, customer):
        ago = chance.randint(max(customer.last_day, 1), max(customer.first_day, 2))
        channel, direction, subject, result, minutes = chance.choice(CONTACTS)
        moment = datetime.combine(world.day(ago), time(chance.randint(1, 8), chance.randint(0, 59)))
        people = customer.record.child_ids
        return {
            "company_id": world.company.id,
            "partner_id": customer.record.id,
            "contact_id": people[:1].id if chance.random() < 0.7 else False,
            "time": moment,
            "channel": channel,
            "direction": direction,
            "subject": subject,
            "result": result,
            "duration": round(minutes * chance.uniform(0.5, 1.5), 1),
            "user_id": (customer.record.user_id or world.users["sales"]).id,
        }

    def _load_telephone(self, world):
        """Calls that the telephone exchange sends, as another system does."""
        calls = []
        for number, customer in enumerate(world.customers[:MOST_ACTIVE]):
            moment = datetime.combine(world.today, time(0, 30)) - timedelta(days=1 + number % 9, minutes=7 * number)
            calls.append(
                {
                    "external_id": f"call-{number}",
                    "partner_id": customer.record.id,
                    "channel": "phone",
                    "direction": "in",
                    "subject": "来电:总机转接",
                    "time": f"{moment.isoformat()}Z",
                    "duration": 1 + number % 7,
                }
            )
        self.env["crm.touchpoint"].with_company(world.company).record_touchpoints(calls, EXCHANGE)
