from datetime import timedelta

from stdnum.cn import ric, uscc

from odoo import models

from .demo_telecom import SUBSCRIPTIONS

# The first number of a block, how many, access, region
BLOCKS = [
    ("+8613952000060", 140, "mobile", "江苏省"),
    ("+8613952008800", 100, "mobile", "江苏省"),
    ("+8613952012340", 12, "mobile", "江苏省"),
    ("+862588660000", 20, "fixed", "江苏省"),
]
# Places and days of birth of the subscribers, by their key.
PEOPLE = {
    "family": ("32010219860512", 24),
    "prepaid": ("32050319920318", 17),
    "left": ("33010219880923", 42),
    "refused": ("34012119790704", 31),
    "late": ("32020219830227", 26),
}
FIRMS = {"logistics": ("91320100", "MA1A2B3C4", "孙浩"), "group": ("91310000", "MA5D6E7F8", "钱伟")}
AGENT_BIRTH = ("32010219900615", 33)
# Who ports a number in, from whom.
PORTING = ("prepaid", "+8613812004567", "东方通信")


def _resident_id(birth, number):
    body = f"{birth}{number:03}"
    return body + ric.calc_check_digit(f"{body}0")


class CrmDemoCompany(models.AbstractModel):
    """The pool of telephone numbers, who has shown which document, and what subscriptions need to be activated."""

    _inherit = "crm.demo.company"

    def _telecom_steps(self):
        steps = super()._telecom_steps()
        story = steps.index(self._load_telecom_story)
        before = [self._load_telecom_pool, self._load_telecom_identities, self._load_telecom_numbers]
        return [*steps[:story], *before, *steps[story:], self._load_telecom_wishes]

    def _load_telecom_pool(self, world):
        """Blocks of numbers, graded by their patterns."""
        values = []
        for first, count, access, province in BLOCKS:
            place = self._prepare_place("CN", province)
            region = self.env["crm.region"].search([("state_id", "=", place["state_id"]), ("kind", "=", "state")], limit=1)
            common = {"access_type": access, "region_id": region.id, "company_id": world.company.id}
            values += [{"e164": f"+{int(first[1:]) + number}", **common} for number in range(count)]
        numbers = self.env["crm.telecom.number"].create(values)
        world.notes["telecom_numbers"] = numbers
        self._progress("%s telephone numbers", len(numbers))

    def _load_telecom_identities(self, world):
        """Persons by their identity card, companies by their licence and whoever acts for them."""
        identities = self._as(world, "telecom", "crm.telecom.identity")
        for key, partner in world.notes["telecom_partners"].items():
            if key in PEOPLE:
                document = {"kind": "resident_id", "number": _resident_id(*PEOPLE[key])}
            else:
                document = self._prepare_licence(*FIRMS[key])
            identity = identities.create({"partner_id": partner.id, "company_id": world.company.id, **document})
            # sudo: nobody dates steps back so far
            identity.sudo()._transition("verify", date=world.day(900))
        family = world.notes["telecom_partners"]["family"]
        identities.create({"partner_id": family.id, "company_id": world.company.id, "kind": "passport", "number": "E20260312"})
        self._progress("%s telecom identities", len(world.notes["telecom_partners"]) + 1)

    def _prepare_licence(self, place, body, agent):
        return {
            "kind": "business_licence",
            "number": f"{place}{body}{uscc.calc_check_digit(place + body)}",
            "agent_name": agent,
            "agent_kind": "resident_id",
            "agent_number": _resident_id(*AGENT_BIRTH),
        }

    def _load_telecom_numbers(self, world):
        """A number for each subscription that needs one, since it was submitted; one waits for a number that is ported in."""
        plain = world.notes["telecom_numbers"].filtered(lambda number: not number.grade_id)
        waiting = self.env["crm.telecom.number"].browse(plain.ids)
        for subscription in world.notes["telecom_subscriptions"].filtered("number_needed"):
            ago = self._submitted_ago(world, subscription)
            if ago is None:
                continue
            number = waiting.filtered(lambda each, access=subscription.access_type: each.access_type == access)[:1]
            # sudo: nobody dates steps back so far
            number.sudo()._assign(subscription.sudo()._number_service(), world.day(ago))
            waiting -= number
        self._progress("%s numbers assigned", len(plain) - len(waiting))

    def _submitted_ago(self, world, subscription):
        """Return how many days ago a subscription is submitted in its story, None if it is not."""
        place = world.notes["telecom_subscriptions"].ids.index(subscription.id)
        return next((ago for verb, ago, _reason in SUBSCRIPTIONS[place][3] if verb == "submit"), None)

    def _load_telecom_wishes(self, world):
        """A number that comes from another operator, one that is reserved, one that is blocked."""
        owner, e164, operator = PORTING
        partner = world.notes["telecom_partners"][owner]
        subscription = world.notes["telecom_subscriptions"].filtered(
            lambda each: each.partner_id == partner and each.state == "created"
        )
        self._as(world, "telecom", "crm.telecom.port").create(
            {
                "direction": "in",
                "company_id": world.company.id,
                "e164": e164,
                "subscription_id": subscription.id,
                "operator": operator,
                "port_date": world.day(0) + timedelta(days=4),
            }
        )
        free = world.notes["telecom_numbers"].filtered(lambda number: number.state == "free" and number.grade_id)
        mobile = free.filtered(lambda number: number.access_type == "mobile")
        family = world.notes["telecom_partners"]["family"]
        self._as(world, "telecom", "crm.telecom.number").browse(mobile[:1].id).action_reserve(family.id)
        reason = self.env.ref("crm_industry.telecom_reason_block_own_use")
        free.filtered(lambda number: number.access_type == "fixed")[:1]._transition("block", reason)
        self._progress("%s number ported in, one reserved, one blocked", 1)
