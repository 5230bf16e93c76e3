from odoo import models
from odoo.fields import Command

GIGABYTE = 1024
# code, English and Chinese name, access, payment, fee, minutes, GB, SMS, months, penalty, services
OFFERINGS = [
    ("M129", "Mobile 129", "畅享129套餐", "mobile", "postpaid", 129, 500, 40, 100, 24, ("percent", 30), ("voice", "sms", "data")),
    ("M39", "Mobile 39 prepaid", "轻享39预付费", "mobile", "prepaid", 39, 100, 5, 50, 0, ("none", 0), ("voice", "sms", "data")),
    ("F35", "Business line 35", "商务固话35", "fixed", "postpaid", 35, 300, 0, 0, 0, ("none", 0), ("voice", "value_added")),
    ("B99", "Internet 1000", "千兆宽带99", "internet", "postpaid", 99, 0, 0, 0, 12, ("fixed", 200), ("broadband",)),
    ("T25", "Cable television", "有线电视25", "cable", "postpaid", 25, 0, 0, 0, 0, ("none", 0), ("tv",)),
]
# key, name, whether it is a company, province, city
SUBSCRIBERS = [
    ("family", "李娜", False, "江苏省", "南京市"),
    ("prepaid", "王强", False, "江苏省", "苏州市"),
    ("logistics", "江苏远航物流有限公司", True, "江苏省", "南京市"),
    ("group", "远航集团有限公司", True, "上海市", "上海市"),
    ("left", "陈静", False, "浙江省", "杭州市"),
    ("refused", "刘洋", False, "安徽省", "合肥市"),
    ("late", "赵敏", False, "江苏省", "无锡市"),
]
# customer, payment, day of the bill, payer
ACCOUNTS = [
    ("family", "postpaid", 5, "family"),
    ("prepaid", "prepaid", 1, "prepaid"),
    ("logistics", "postpaid", 1, "group"),
    ("left", "postpaid", 10, "left"),
    ("refused", "postpaid", 15, "refused"),
    ("late", "postpaid", 20, "late"),
]


def _active(days):
    """The steps of a subscription that was activated so many days ago."""
    return (("submit", days + 2, None), ("activate", days, None))


# customer, offering, who uses it, steps: (verb, days ago, reason)
SUBSCRIPTIONS = [
    ("family", "M129", None, _active(700)),
    ("family", "M129", "王小明", _active(410)),
    ("family", "B99", None, _active(340)),
    ("family", "T25", None, _active(410)),
    ("prepaid", "M39", None, _active(230)),
    ("prepaid", "M39", "王丽", ()),
    ("logistics", "M129", "司机 孙浩", (*_active(520), ("suspend_one_way", 6, "arrears"))),
    ("logistics", "M129", "司机 周磊", (*_active(520), ("suspend_two_way", 2, "loss"))),
    ("logistics", "M129", "司机 吴刚", _active(90)),
    ("logistics", "F35", None, _active(640)),
    ("logistics", "B99", None, (("submit", 3, None),)),
    ("logistics", "M129", "调度 郑爽", (*_active(300), ("give_notice", 1, "unused"))),
    ("left", "M129", None, (*_active(800), ("give_notice", 45, "competitor"), ("terminate", 40, "competitor"))),
    ("refused", "B99", None, (("submit", 28, None), ("abort", 25, "network_failure"))),
    ("refused", "T25", None, (("cancel", 15, "not_feasible"),)),
    ("late", "M129", None, _active(600)),
]
# customer, verb, days ago, reason
ACCOUNT_STEPS = [("left", "close", 30, "customer_leaves"), ("late", "suspend", 8, "arrears")]
BUNDLED = "family"


class CrmDemoCompany(models.AbstractModel):
    """Customers of an operator: a family with a bundle, a firm whose group pays, and one of each thing that can happen."""

    _inherit = "crm.demo.company"

    def _demo_users(self):
        users = super()._demo_users()
        agent, manager = "crm_industry.group_telecom_agent", "crm_industry.group_telecom_manager"
        telecom = [
            {
                "role": "Telecom agent",
                "login": "telecom",
                "name": "罗晓燕",
                "groups": ["base.group_partner_manager", agent],
            },
            {
                "role": "Telecom manager",
                "login": "telecommanager",
                "name": "韩志远",
                "groups": ["sales_team.group_sale_salesman_all_leads", manager],
            },
        ]
        return users[:-1] + telecom + users[-1:]

    def _telecom_steps(self):
        """Subscriptions are taken down first; what they need to be activated comes between, then they take their steps."""
        return [self._load_telecom_offerings, self._load_telecom_subscriptions, self._load_telecom_story]

    def _load_telecom_offerings(self, world):
        offerings = {}
        for code, name, local_name, access, payment, fee, minutes, gigabytes, sms, months, penalty, kinds in OFFERINGS:
            kind, amount = penalty
            values = {
                "code": code,
                "company_id": world.company.id,
                "currency_id": world.company.currency_id.id,
                "access_type": access,
                "payment_mode": payment,
                "monthly_fee": fee,
                "minutes": minutes,
                "data_mb": gigabytes * GIGABYTE,
                "sms": sms,
                "commitment_months": months,
                "penalty_kind": kind,
                "penalty_percent": amount if kind == "percent" else 0,
                "penalty_amount": amount if kind == "fixed" else 0,
                "service_ids": [Command.create({"kind": each}) for each in kinds],
            }
            offerings[code] = self._create_named("crm.telecom.offering", name, local_name, values)
        world.notes["telecom_offerings"] = offerings
        self._progress("%s telecom offerings", len(offerings))

    def _load_telecom_subscriptions(self, world):
        """Customers with their accounts, and subscriptions that have not begun."""
        partners = self._make_subscribers()
        accounts = self._make_telecom_accounts(world, partners)
        bundle = self._as(world, "telecom", "crm.telecom.bundle").create(
            {"name": "家庭融合套餐", "partner_id": partners[BUNDLED].id, "company_id": world.company.id}
        )
        subscriptions = self._as(world, "telecom", "crm.telecom.subscription").create(
            [
                {
                    "account_id": accounts[key].id,
                    "offering_id": world.notes["telecom_offerings"][code].id,
                    "user_partner_id": person and self._make_user_of_phone(partners[key], person).id,
                    "bundle_id": bundle.id if key == BUNDLED else False,
                }
                for key, code, person, _steps in SUBSCRIPTIONS
            ]
        )
        world.notes.update(telecom_partners=partners, telecom_accounts=accounts, telecom_subscriptions=subscriptions)
        self._progress("%s telecom subscriptions", len(subscriptions))

    def _make_subscribers(self):
        return {
            key: self.env["res.partner"].create(
                {
                    "name": name,
                    "is_company": is_company,
                    "phone": f"+86 138 0000 20{number:02}",
                    "email": f"subscriber{number}@example.com",
                    "lang": "zh_CN",
                    "tz": "Asia/Shanghai",
                    "city": city,
                    **self._prepare_place("CN", province),
                }
            )
            for number, (key, name, is_company, province, city) in enumerate(SUBSCRIBERS)
        }

    def _make_user_of_phone(self, customer, name):
        return self.env["res.partner"].create({"name": name, "parent_id": customer.id, "type": "contact", "lang": "zh_CN"})

    def _make_telecom_accounts(self, world, partners):
        return {
            key: self._as(world, "telecom", "crm.telecom.account").create(
                {
                    "partner_id": partners[key].id,
                    "payer_id": partners[payer].id,
                    "company_id": world.company.id,
                    "payment_mode": payment,
                    "bill_day": bill_day,
                }
            )
            for key, payment, bill_day, payer in ACCOUNTS
        }

    def _load_telecom_story(self, world):
        """What has happened to them, step by step, as of the days when it would have happened."""
        subscriptions = world.notes["telecom_subscriptions"]
        for subscription, (_key, _code, _person, steps) in zip(subscriptions, SUBSCRIPTIONS, strict=True):
            for verb, ago, reason in steps:
                self._take_telecom_step(world, subscription, verb, ago, reason)
        for key, verb, ago, reason in ACCOUNT_STEPS:
            self._take_telecom_step(world, world.notes["telecom_accounts"][key], verb, ago, reason)
        self._progress("%s telecom subscriptions with a history", len(SUBSCRIPTIONS))

    def _take_telecom_step(self, world, record, verb, ago, reason):
        # sudo: nobody dates steps back so far
        reason = reason and self.env.ref(f"crm_industry.telecom_reason_{reason}")
        record.sudo()._transition(verb, reason, world.day(ago))
