from datetime import timedelta

from odoo import models

# name, role in decisions, strength, preferred channel
PEOPLE = [
    ("何丽娟", "decision_maker", "5", "phone"),
    ("孟祥宇", "economic_buyer", "4", "email"),
    ("朱文静", "influencer", "3", "sms"),
    ("秦大伟", "gatekeeper", "2", False),
    ("许诺", "user", "3", "email"),
    ("魏建军", "decision_maker", "4", "sms"),
]
# person, channel, purpose, answer, days ago, where it was said
CONSENTS = [
    (0, "phone", "marketing", "given", 200, "展会名片"),
    (1, "email", "marketing", "given", 180, "订货单"),
    (1, "sms", "marketing", "withdrawn", 20, "来电"),
    (2, "sms", "marketing", "given", 90, "门户网站"),
    (2, "sms", "survey", "given", 90, "门户网站"),
    (5, "email", "service", "withdrawn", 10, "邮件"),
]
# One of so many customers never agreed to advertising.
SILENT = 13
AGREED_ON = ("email", "phone")


class CrmDemoCompany(models.AbstractModel):
    """Who is related to whom among dealers and the people who decide there, and how they want to be contacted."""

    _inherit = "crm.demo.company"

    def _load_relations(self, world):
        mains = [dealer.record for dealer in world.notes["mains"]]
        relations = [self._prepare_relation(main.record, "supplier", sub.record, "4") for sub, main in world.notes["subs"]]
        kinds = ("parent_company", "alliance", "same_owner")
        relations += [
            self._prepare_relation(one, kind, two, "3") for kind, one, two in zip(kinds, mains, mains[1:], strict=False)
        ]
        people = self._make_people(mains)
        for person, (_name, role, strength, _channel) in zip(people, PEOPLE, strict=True):
            relations.append(self._prepare_relation(person, "decides", person.parent_id, strength, decision_role=role))
        relations.append(self._prepare_relation(people[0], "friend", people[5], "2"))
        relations.append(self._prepare_relation(people[4], "former", mains[-1], "1", date_to=world.today - timedelta(days=400)))
        made = self._as(world, "channel", "crm.relation").create(relations)
        self._say_consents(world, people)
        self._agree_to_advertising(world)
        self._progress("%s relations", len(made))

    def _prepare_relation(self, partner, kind, other, strength, **values):
        kind = self.env.ref(f"crm_industry.relation_type_{kind}")
        return {"partner_id": partner.id, "type_id": kind.id, "other_id": other.id, "strength": strength} | values

    def _make_people(self, companies):
        return self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "parent_id": companies[number % len(companies)].id,
                    "email": f"contact{number}@example.com",
                    "phone": f"+86 139 0000 10{number:02}",
                    "tz": "Asia/Shanghai",
                    "lang": "zh_CN",
                    "contact_channel": channel,
                }
                for number, (name, _role, _strength, channel) in enumerate(PEOPLE)
            ]
        )

    def _say_consents(self, world, people):
        self._as(world, "service", "crm.contact.consent").create(
            [
                {
                    "partner_id": people[number].id,
                    "channel": channel,
                    "purpose": purpose,
                    "answer": answer,
                    "time": world.today - timedelta(days=days),
                    "source": source,
                }
                for number, channel, purpose, answer, days, source in CONSENTS
            ]
        )

    def _agree_to_advertising(self, world):
        """Most customers agreed when they were registered, tobacco shops all."""
        agreed = [
            customer.record
            for number, customer in enumerate(world.customers, 1)
            if number % SILENT or customer.trade == "tobacco"
        ]
        self._as(world, "service", "crm.contact.consent").create(
            [
                {
                    "partner_id": customer.id,
                    "channel": channel,
                    "purpose": "marketing",
                    "time": world.today - timedelta(days=300),
                    "source": "客户登记表",
                }
                for customer in agreed
                for channel in AGREED_ON
            ]
        )
