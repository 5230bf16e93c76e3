from datetime import timedelta

from odoo import models

from .demo_serials import SERIAL

# whose goods, in whose province, how many units, days ago, how they were seen
DIVERTED = [
    (0, 1, 8, 9, "scan"),
    (1, 2, 7, 34, "activation"),
    (3, 4, 6, 5, "scan"),
]
UNKNOWN = 5
ANSWER = "经核查,我司业务员私自将该批货物转售给外省客户,已停职处理并追回剩余货物,愿意按协议承担责任。"
CONFIRMED = "经销商书面承认跨区销售,证据完整"
DISMISSED = "该机为行业展会样机,经双方书面确认,不构成窜货"
PRODUCTS = {
    "diversion_penalty_product_id": ("Diversion Penalty", "窜货违约金"),
    "diversion_compensation_product_id": ("Diversion Compensation", "窜货补偿"),
}


class CrmDemoCompany(models.AbstractModel):
    """Who saw which serial number where, and what was made of it."""

    _inherit = "crm.demo.company"

    def _load_diversion(self, world):
        self._load_penalty_products(world)
        shipped = [self._serials_of(dealer.record) for dealer in world.notes["mains"]]
        for dealer, serials in zip(world.notes["mains"], shipped, strict=True):
            self._load_usual_events(world, dealer, serials)
        self._load_diverted_events(world, shipped)
        self.env["crm.diversion.detection"]._for_company(world.company)._detect_now()
        self._load_cases(world)
        self._hold_mails()
        cases = self.env["crm.diversion.case"]._read_group([], ["state"], ["__count"])
        self._progress("diversion cases: %s", ", ".join(f"{state} {count}" for state, count in cases))

    def _load_penalty_products(self, world):
        world.company.diversion_user_id = world.users["channel"]
        for field, (name, local_name) in PRODUCTS.items():
            values = {"type": "service", "taxes_id": [(5,)], "supplier_taxes_id": [(5,)]}
            world.company[field] = self._create_named("product.product", name, local_name, values)

    def _report_events(self, world, source, events):
        """Send events as the systems of the channel do; nothing lies in the future."""
        events = [event for event in events if event.pop("day") < world.today]
        result = self._as(world, "channel", "crm.serial.event").record_events(events, source)
        if result["errors"]:
            self._progress("serial events: %s", result["errors"][0]["message"])

    def _seen(self, name, code, kind, day, region, dealer=None, hour=10):
        event = {"external_id": f"{name}-{code}", "code": code, "kind": kind, "region": region.code, "day": day}
        return event | {"time": f"{day}T{hour:02}:15:00+08:00", "dealer": dealer.ref if dealer else ""}

    def _load_usual_events(self, world, dealer, serials):
        """Each phone is received the next day, and more than half of them are activated at home."""
        place = dealer.record.channel_region_id
        received, activated = [], []
        for number, (code, day) in enumerate(serials):
            received.append(self._seen("R", code, "receipt", day + timedelta(days=1), place, dealer.record))
            if number % 9 < 5 and number >= 12:
                later = day + timedelta(days=4 + number % 21)
                activated.append(self._seen("A", code, "activation", later, place, hour=8 + number % 12))
        self._report_events(world, "经销商收货", received)
        self._report_events(world, "激活平台", activated)

    def _load_diverted_events(self, world, shipped):
        """Phones turn up in the province of another distributor, one in its shop, and some with unknown numbers."""
        places = [dealer.record.channel_region_id for dealer in world.notes["mains"]]
        events = []
        for whose, where, units, ago, kind in DIVERTED:
            where = where if where < len(places) else 0
            if whose >= len(places) or whose == where:
                continue
            before = [code for code, day in shipped[whose] if day < world.day(ago + 2)]
            for number, code in enumerate(before[:units]):
                seen = world.day(ago) + timedelta(days=number % 3)
                events.append(self._seen(f"X{whose}", code, kind, seen, places[where], hour=9 + number))
        if len(places) > 4:
            code, day = shipped[4][-1]
            shop = world.notes["mains"][1].record
            events.append(self._seen("C", code, "stock_check", day + timedelta(days=40), places[1], shop))
        for number in range(UNKNOWN):
            events.append(self._seen("U", f"{SERIAL}-{900 + number}", "scan", world.day(14 + number), places[-1]))
        self._report_events(world, "市场稽查", events)

    def _load_cases(self, world):
        """The first suspect has a notice, the second confessed, one case was nothing, the rest is to be looked into."""
        mains = [dealer.record for dealer in world.notes["mains"]]
        cases = self._as(world, "channel", "crm.diversion.case").search([("state", "=", "suspected")], order="id")
        outside = cases.filtered(lambda case: case.rule_id.kind == "R1")
        outside.filtered(lambda case: case.dealer_id == mains[0])[:1].action_notice()
        for case in outside.filtered(lambda case: case.dealer_id in mains[1:2])[:1]:
            case.action_notice()
            self._as(world, "dealer", "crm.diversion.case")._portal_answer(case.id, ANSWER, [])
            case.with_user(world.users["channel2"]).action_confirm(CONFIRMED)
            case.penalty_ids.action_book()
        for case in cases.filtered(lambda case: case.rule_id.kind == "R2")[:1]:
            case.with_user(world.users["channel2"]).action_dismiss(DISMISSED)
