from datetime import timedelta

from odoo import fields, models

from .demo_telecom_numbers import _resident_id

DUE_AGO, BILL_AGO = 22, 40
# key, name, province, city, born in and on, number of the card, what the network has answered to the activation
NEWCOMERS = [
    ("answered", "黄蕾", "江苏省", "南京市", ("32010219951120", 28), "acknowledged"),
    ("refused_by_network", "周建国", "江苏省", "南京市", ("32010219880809", 19), "refused"),
    ("unpaid", "吴磊", "江苏省", "苏州市", ("32050319900214", 35), "acknowledged"),
]
ANSWERS = {"acknowledged": "HLR OK", "refused": "HLR 4021: SIM not known"}
# days ago, amount, reference; the last one was written down by an agent
TOPUPS = [(95, 100, "充值卡 8801"), (64, -39, "月租"), (60, 50, "支付宝 3307"), (34, -39, "月租"), (12, -26, "国际漫游")]
AT_THE_COUNTER = (50, "cash", "SJ-20260311")
WISH = "请把孩子的手机换成流量更多的套餐，从下个账期开始。"


class CrmDemoCompany(models.AbstractModel):
    """What happens day by day: a network system with its answers, an account in arrears, top-ups, a customer on the portal."""

    _inherit = "crm.demo.company"

    def _demo_users(self):
        users = super()._demo_users()
        subscriber = {"role": "Subscriber (portal)", "login": "subscriber", "name": "李娜", "groups": ["base.group_portal"]}
        return [*users[:-1], subscriber, *users[-1:]]

    def _telecom_steps(self):
        days = [self._load_telecom_network, self._load_telecom_arrears, self._load_telecom_topups, self._load_telecom_cases]
        return [*super()._telecom_steps(), *days]

    # -- the network ---------------------------------------------------------------------------------------------------

    def _load_telecom_network(self, world):
        """One activation is done, one was refused, one waits, and a notice waits for its day."""
        manager = world.users["telecommanager"]
        values = {"name": "核心网（模拟）", "company_id": world.company.id, "kind": "simulator", "notice_days": 30}
        self.env["crm.telecom.network"].create(values | {"user_id": manager.id})
        newcomers = {}
        for key, name, province, city, card, answer in NEWCOMERS:
            subscription = self._take_newcomer(world, name, self._prepare_place("CN", province), city, card)
            self._answer_for_network(subscription, answer)
            newcomers[key] = subscription
        world.notes["telecom_newcomers"] = newcomers
        second = self._take_subscription(world, newcomers["answered"].account_id)
        message = second.provisioning_ids
        message._guarded_write({"next_attempt_on": fields.Datetime.now() + timedelta(days=2), "attempts": 1})
        message._guarded_write({"message": "The simulator is unreachable.", "sent_on": fields.Datetime.now()})
        leaving = world.notes["telecom_subscriptions"].filtered(
            lambda each: each.access_type == "cable" and each.state == "active"
        )
        reason = self.env.ref("crm_industry.telecom_reason_unused")
        self._as(world, "telecom", "crm.telecom.subscription").browse(leaving[:1].id).action_give_notice(reason.id)
        self._progress("%s messages to the network", len(newcomers) + 2)

    def _take_newcomer(self, world, name, place, city, card):
        """A new customer with an account and a submitted subscription."""
        partner = self.env["res.partner"].create(
            {"name": name, "city": city, "lang": "zh_CN", "tz": "Asia/Shanghai", "phone": "+86 138 0000 3000", **place}
        )
        identity = {"partner_id": partner.id, "company_id": world.company.id, "kind": "resident_id"}
        identity = self._as(world, "telecom", "crm.telecom.identity").create(identity | {"number": _resident_id(*card)})
        identity.action_verify()
        account = {"partner_id": partner.id, "company_id": world.company.id, "payment_mode": "postpaid", "bill_day": 1}
        return self._take_subscription(world, self._as(world, "telecom", "crm.telecom.account").create(account))

    def _take_subscription(self, world, account):
        """A mobile subscription with a number, submitted."""
        offering = world.notes["telecom_offerings"]["M129"]
        subscription = self._as(world, "telecom", "crm.telecom.subscription").create(
            {"account_id": account.id, "offering_id": offering.id}
        )
        free = world.notes["telecom_numbers"].filtered(
            lambda number: number.state == "free" and number.access_type == "mobile" and not number.grade_id
        )
        subscription._number_service().action_assign_number(free[:1].id)
        subscription.action_submit()
        return self.env["crm.telecom.subscription"].browse(subscription.id)

    def _answer_for_network(self, subscription, answer):
        """What the network would have said after the message was sent."""
        message = subscription.provisioning_ids
        message._sent_once(fields.Datetime.now() + timedelta(minutes=10))
        message._conclude(answer, ANSWERS[answer])

    # -- arrears -------------------------------------------------------------------------------------------------------

    def _load_telecom_arrears(self, world):
        """The policy, and a customer whose bill is so late that the policy has suspended the subscription."""
        policy = self.env["crm.telecom.arrears.policy"].create(
            {
                "name": "欠费停复机",
                "company_id": world.company.id,
                "amount_min": 10,
                "balance_low": 20,
                "user_id": world.users["telecommanager"].id,
            }
        )
        account = world.notes["telecom_newcomers"]["unpaid"].account_id
        bill = {"external_id": f"{account.name}-LATE", "account": account.name, "state": "sent", "amount": 129, "tax": 7.74}
        days = {"date": str(world.day(BILL_AGO)), "date_due": str(world.day(DUE_AGO))}
        self._as(world, "telecommanager", "crm.telecom.bill").record_bills([bill | days], "billing")
        account._review_arrears(policy)
        self._progress("%s policy for arrears", 1)

    # -- prepaid -------------------------------------------------------------------------------------------------------

    def _load_telecom_topups(self, world):
        """What came to the prepaid account and what was used of it; lately an agent has taken money at the counter."""
        account = world.notes["telecom_accounts"]["prepaid"]
        entries = [
            {
                "external_id": f"T-{number}",
                "account": account.name,
                "amount": amount,
                "date": str(world.day(ago)),
                "reference": reference,
            }
            for number, (ago, amount, reference) in enumerate(TOPUPS, 1)
        ]
        self._as(world, "telecommanager", "crm.telecom.topup").record_topups(entries, "billing")
        self._as(world, "telecom", "crm.telecom.account").browse(account.id).action_top_up(*AT_THE_COUNTER)
        self._progress("%s top-ups", len(entries) + 1)

    # -- customers -----------------------------------------------------------------------------------------------------

    def _load_telecom_cases(self, world):
        """The family is on the portal and asks for another plan; a driver of the firm has no signal."""
        family, user = world.notes["telecom_partners"]["family"], world.users["subscriber"]
        user.partner_id.write({"parent_id": family.id, "type": "contact"})
        portal = self._as(world, "subscriber", "crm.telecom.portal")
        subscription = portal._subscriptions().filtered(lambda each: each.access_type == "mobile")[:1]
        category = self.env.ref("crm_industry.complaint_category_telecom_plan")
        portal._request(subscription.id, {"category": str(category.id), "text": WISH})
        firm = world.notes["telecom_subscriptions"].filtered(
            lambda each: each.partner_id == world.notes["telecom_partners"]["logistics"] and each.state == "active"
        )
        action = self._as(world, "telecom", "crm.telecom.subscription").browse(firm[:1].id).action_new_case()
        network = self.env.ref("crm_industry.complaint_category_telecom_network")
        cases = self._as(world, "telecom", "crm.complaint").with_context(**action["context"])
        cases.create({"subject": "高速公路上信号时断时续", "category_id": network.id})
        self._hold_mails()
        self._progress("%s cases about subscriptions", 2)
