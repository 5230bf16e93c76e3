from dateutil.relativedelta import relativedelta

from odoo import models

from odoo.addons.crm_grading.tools.period import last_complete

# name, order day, last time for orders
ROUTES = [("城东线", "0", 17.0), ("城西线", "2", 17.0), ("乡镇线", "4", 15.5)]
# Part of the name of a shop and the letter of its format in the set of 2008.
FORMATS = [("烟酒", "y"), ("便利店", "b"), ("副食", "z"), ("超市", "s")]
RURAL = 2
SUSPENDED, ENDING, APPLIED = 4, 5, 6
# number of the shop, offence, what was seen, what became of it
EVENTS = [
    (1, "07", "门口张贴烟草广告", ("confirm",)),
    (2, "08", "三个品规无价签", ("confirm", "appeal")),
    (3, "05", "柜台内有非本公司供应的卷烟", ("confirm", "appeal", "uphold")),
    (7, "08", "价签被遮挡", ("confirm", "appeal", "revoke")),
    (8, None, "顾客反映向未成年人售烟", ()),
]
REASONS = {"appeal": "价签已补齐,请核实", "uphold": "照片清楚,维持", "revoke": "复核照片,价签齐全"}
PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
DONE_VISITS = 3
HERE = {"latitude": 32.0603, "longitude": 118.7969, "accuracy": 18.0}


class CrmDemoCompany(models.AbstractModel):
    """A tobacco company's retailers: licences in different states, offences and appeals, grades, visits of this month."""

    _inherit = "crm.demo.company"

    def _demo_users(self):
        users = super()._demo_users()
        tobacco = [
            {
                "role": "Tobacco manager",
                "login": "tobaccomanager",
                "name": "沈国栋",
                "groups": ["sales_team.group_sale_salesman_all_leads", "crm_industry.group_tobacco_manager"],
            },
            {
                "role": "Tobacco inspector",
                "login": "inspector",
                "name": "魏建军",
                "groups": ["crm_industry.group_tobacco_inspector"],
            },
        ]
        return users[:-1] + tobacco + users[-1:]

    def _tobacco_steps(self):
        return [
            self._load_tobacco_classes,
            self._load_tobacco_retailers,
            self._load_tobacco_events,
            self._load_tobacco_grades,
            self._load_tobacco_supply,
            self._load_tobacco_visits,
        ]

    def _load_tobacco_retailers(self, world):
        """A file and a licence for each tobacco shop. Its orders are looked at with a warning, so that any demo goes on."""
        world.company.write({"tobacco_licence_check": "warn", "tobacco_cycle_check": "off"})
        shops = [customer for customer in world.customers if customer.trade == "tobacco"]
        routes = self.env["crm.tobacco.route"].create(
            [
                {
                    "name": name,
                    "code": f"R{number}",
                    "company_id": world.company.id,
                    "user_id": world.users["sales2"].id,
                    "order_weekday": weekday,
                    "cutoff": cutoff,
                }
                for number, (name, weekday, cutoff) in enumerate(ROUTES, 1)
            ]
        )
        retailers = self.env["crm.tobacco.retailer"].create(
            [self._prepare_demo_retailer(world, routes, number, shop) for number, shop in enumerate(shops)]
        )
        for number, retailer in enumerate(retailers):
            self._make_demo_licence(world, retailer, number)
        world.notes["tobacco_retailers"] = retailers
        self._progress("%s tobacco retailers", len(retailers))

    def _prepare_demo_retailer(self, world, routes, number, shop):
        rural = number % 3 == RURAL
        letter = next((letter for part, letter in FORMATS if part in shop.name), "q")
        return {
            "partner_id": shop.record.id,
            "company_id": world.company.id,
            "store_format_id": self.env.ref(f"crm_industry.store_format_2008_{letter}").id,
            "market": "rural" if rural else "town",
            "scale": str(1 + number % 3),
            "route_id": routes[number % 3].id,
            "floor_area": 20 + number * 7 % 90,
            "staff_count": 1 + number % 4,
            "has_till": not rural,
            "settlement": "cash" if rural else "electronic",
            "opening_hours": "7:00-22:00",
        }

    def _make_demo_licence(self, world, retailer, number):
        """Licences of five years; one suspended, one about to end with a late renewal, one only applied for."""
        begin = world.day(number * 53 % 1500 + 30)
        if number == ENDING:
            begin = world.day(-20) - relativedelta(years=5)
        licence = self._as(world, "inspector", "crm.tobacco.licence").create(
            {
                "company_id": world.company.id,
                "retailer_id": retailer.id,
                "number": f"3201011{10001 + number:05}",
                "applied_on": begin - relativedelta(days=20),
                "valid_from": begin,
            }
        )
        if number != APPLIED:
            licence.action_grant()
        if number == SUSPENDED:
            licence.action_suspend("向未成年人售烟,停业整顿", world.day(-30))
        if number == ENDING:
            licence.action_renew()

    def _load_tobacco_events(self, world):
        retailers = world.notes["tobacco_retailers"]
        events = self.env["crm.tobacco.compliance.event"]
        for number, offence, seen, verbs in EVENTS:
            if number < len(retailers):
                events |= self._make_demo_event(world, retailers[number], offence, seen, verbs)
        self._progress("%s compliance events", len(events))

    def _make_demo_event(self, world, retailer, offence, seen, verbs):
        """Reported by the client manager; weighed and confirmed by the inspector; appeals are the manager's to decide."""
        event = self._as(world, "sales2", "crm.tobacco.compliance.event").create(
            {"company_id": world.company.id, "retailer_id": retailer.id, "description": seen, "date": world.day(9)}
        )
        if offence:
            deduction = self.env.ref(f"crm_industry.tobacco_deduction_{offence}")
            inspected = event.with_user(world.users["inspector"])
            inspected.write({"deduction_id": deduction.id, "evidence": "现场照片"})
        deciders = {"confirm": "inspector", "appeal": "sales2", "uphold": "tobaccomanager", "revoke": "tobaccomanager"}
        for verb in verbs:
            step = getattr(event.with_user(world.users[deciders[verb]]), f"action_{verb}")
            step(*filter(None, [REASONS.get(verb)]))
        return event

    def _load_tobacco_grades(self, world):
        """Tobacco 4V of the last quarter and the supply bands of the last month, published."""
        schemes = self.env["crm.grading.scheme"]
        schemes._add_tobacco_schemes(world.company)
        for scheme in schemes.search([("company_id", "=", world.company.id), ("code", "in", ("T4V", "BANDS"))]):
            first, last = last_complete(world.today, scheme.period)
            run = self._as(world, "grading", "crm.grading.run").create(
                {"scheme_id": scheme.id, "date_from": first, "date_to": last}
            )
            run.action_compute()
            run.action_publish()
        self._progress("%s schemes of the tobacco trade published", 2)

    def _load_tobacco_visits(self, world):
        """The plan of this month, some visits done and one under way."""
        scheme = self.env["crm.grading.scheme"].search([("company_id", "=", world.company.id), ("code", "=", "T4V")], limit=1)
        plan = self._as(world, "tobaccomanager", "crm.visit.plan").create(
            {"month": world.today, "scheme_id": scheme.id, "company_id": world.company.id}
        )
        plan.action_generate()
        for number, retailer in enumerate(world.notes["tobacco_retailers"][: DONE_VISITS + 1]):
            visit = self._as(world, "sales2", "crm.visit").create(
                {"partner_id": retailer.partner_id.id, "company_id": world.company.id, "planned_date": world.today}
            )
            visit.action_check_in(HERE)
            if number < DONE_VISITS:
                self._finish_demo_visit(visit, number)
        self._progress("%s visits planned", plan.visit_count)

    def _finish_demo_visit(self, visit, number):
        for answer in visit.answer_ids:
            if answer.kind == "yes_no":
                answer.yes_no = "no" if (number, answer.sequence) == (1, 10) else "yes"
            elif answer.kind == "score":
                answer.write({"points": str(14 + (number + answer.sequence) % 7), "photo": PIXEL})
        visit.note = "店主希望增加细支品规"
        visit.action_done()
