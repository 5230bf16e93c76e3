from odoo import fields
from odoo.tests import new_test_user
from odoo.tools import SQL

from odoo.addons.crm_grading.tests.common import GradingCommon

from .telecom_documents import business_licence, line_number, mobile_number, resident_id

NOON = "2026-03-16 04:00:00"
TODAY = "2026-03-16"
# How a subscription gets into each state, and the reasons that the steps need.
WAYS = {
    "created": (),
    "pending_active": ("submit",),
    "active": ("submit", "activate"),
    "suspended": ("submit", "activate", "suspend_one_way"),
    "pending_terminate": ("submit", "activate", "give_notice"),
    "terminated": ("submit", "activate", "give_notice", "terminate"),
    "cancelled": ("cancel",),
    "aborted": ("submit", "abort"),
}
REASONS = {
    "suspend_one_way": "arrears",
    "suspend_two_way": "arrears",
    "give_notice": "price",
    "cancel": "changed_mind",
    "abort": "network_failure",
    "suspend": "arrears",
    "close": "customer_leaves",
}


class TelecomCommon(GradingCommon):
    """A customer with an account, an offering of each access type, and the people of the trade.

    ``telecom_agent``, ``telecom_manager``, ``other_telecom_agent`` (of ``other_company``); ``salesperson`` comes from the common
    ground. ``offerings`` are by access type; ``subscribe`` makes subscriptions, with what they need to be activated (an identity
    of the owner, a telephone number), and brings them into a state.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        agent = "crm_industry.group_telecom_agent"
        cls.telecom_agent = new_test_user(cls.env, "telecom_agent", agent, company_id=cls.company.id)
        cls.telecom_manager = new_test_user(
            cls.env, "telecom_manager", "crm_industry.group_telecom_manager", company_id=cls.company.id
        )
        cls.other_telecom_agent = new_test_user(
            cls.env, "other_telecom_agent", agent, company_id=cls.other_company.id, company_ids=[(6, 0, cls.other_company.ids)]
        )
        (cls.telecom_agent | cls.telecom_manager | cls.other_telecom_agent).lang = "en_US"
        cls.subscriber = cls.make_customer("Subscriber Ltd")
        cls.payer = cls.make_customer("Paying Parent Ltd")
        cls.account = cls.make_account()
        kinds = {
            "mobile": ("voice", "sms", "data"),
            "fixed": ("voice",),
            "cable": ("tv",),
            "internet": ("broadband",),
        }
        cls.offerings = {access: cls.make_offering(access, kinds[access]) for access in kinds}

    @classmethod
    def make_account(cls, **values):
        """Open an account of the subscriber."""
        defaults = {"partner_id": cls.subscriber.id, "company_id": cls.company.id, "bill_day": 5}
        return cls.env["crm.telecom.account"].create(defaults | values)

    @classmethod
    def make_offering(cls, access_type, kinds, **values):
        """Make an offering with services of these kinds."""
        defaults = {
            "name": f"Test {access_type}",
            "company_id": cls.company.id,
            "access_type": access_type,
            "monthly_fee": 100,
            "service_ids": [(0, 0, {"kind": kind}) for kind in kinds],
        }
        return cls.env["crm.telecom.offering"].create(defaults | values)

    @classmethod
    def reason(cls, key):
        """Return a shipped reason."""
        return cls.env.ref(f"crm_industry.telecom_reason_{key}")

    @classmethod
    def identify(cls, partner, company=None, **values):
        """Register a customer by a verified document, unless they are registered already; return the identity."""
        company = company or cls.company
        identities = partner.env["crm.telecom.identity"].sudo()
        domain = [("partner_id", "=", partner.id), ("company_id", "=", company.id), ("state", "=", "verified")]
        if not values and (known := identities.search(domain, limit=1)):
            return known
        document = {"kind": "resident_id", "number": resident_id()}
        if partner.is_company:
            agent = {"agent_name": "Han Meimei", "agent_kind": "resident_id", "agent_number": resident_id()}
            document = {"kind": "business_licence", "number": business_licence()} | agent
        identity = identities.create({"partner_id": partner.id, "company_id": company.id} | document | values)
        identity._transition("verify")
        return identity

    @classmethod
    def make_number(cls, access_type="mobile", **values):
        """Take a number into the pool."""
        e164 = mobile_number() if access_type == "mobile" else line_number()
        return cls.env["crm.telecom.number"].create(
            {"e164": e164, "company_id": cls.company.id, "access_type": access_type} | values
        )

    @classmethod
    def give_number(cls, subscription, day=None, **values):
        """Give a subscription a new number, if it needs one; return it."""
        service = subscription._number_service()
        if not subscription.number_needed or not service or service.number_id:
            return subscription.number_id
        number = cls.make_number(subscription.access_type, company_id=subscription.company_id.id, **values)
        number = number.with_env(subscription.env).sudo()
        number._assign(service, fields.Date.to_date(day))
        return number

    @classmethod
    def prepare(cls, subscription, day=None):
        """See to it that a subscription has what it needs to be activated."""
        cls.identify(subscription.partner_id, subscription.company_id)
        cls.give_number(subscription, day)

    @classmethod
    def forget_registration(cls, env, subscription_ids, partner_ids):
        """Take the numbers of subscriptions and the identities of customers away: tests that commit do, nothing else can.

        Call it before the subscriptions, their services and the customers are taken away.
        """
        env.flush_all()
        rows = env["crm.telecom.number.assignment"].search([("service_id.subscription_id", "in", subscription_ids)])
        numbers = rows.number_id
        identities = env["crm.telecom.identity"].search([("partner_id", "in", partner_ids)])
        keys = numbers._transition_locks("assign") | identities._transition_locks("verify")
        for table in ("crm_telecom_subscription", "crm_telecom_service"):
            env.cr.execute(SQL("UPDATE %s SET number_id = NULL WHERE number_id = ANY(%s)", SQL.identifier(table), numbers.ids))
        env.cr.execute("DELETE FROM crm_telecom_number_assignment WHERE id = ANY(%s)", [rows.ids])
        for records in (numbers, identities):
            table, ids = SQL.identifier(records._table), records.ids
            env.cr.execute(SQL("UPDATE %s SET last_event_id = NULL WHERE id = ANY(%s)", table, ids))
            env.cr.execute("DELETE FROM crm_telecom_event WHERE res_model = %s AND res_id = ANY(%s)", [records._name, ids])
            env.cr.execute(SQL("DELETE FROM %s WHERE id = ANY(%s)", table, ids))
        env.cr.execute("DELETE FROM crm_capacity_lock WHERE key = ANY(%s)", [list(keys)])
        env.invalidate_all()

    @classmethod
    def subscribe(cls, state="created", access_type="mobile", day=None, prepared=True, **values):
        """Make a subscription and bring it into a state by its steps, as of a day (today by default)."""
        defaults = {"account_id": cls.account.id, "offering_id": cls.offerings[access_type].id}
        subscription = cls.env["crm.telecom.subscription"].create(defaults | values)
        if prepared:
            cls.prepare(subscription, day)
        for verb in WAYS[state]:
            cls.step(subscription, verb, day=day)
        return subscription

    @classmethod
    def step(cls, records, verb, key=None, day=None, note=None):
        """Take a step, with the reason that it needs unless another one is named; to be submitted, subscriptions are prepared."""
        if verb == "submit" and records._name == "crm.telecom.subscription":
            for subscription in records:
                cls.prepare(subscription, day)
        key = key or REASONS.get(verb)
        return records._transition(verb, cls.reason(key) if key else None, fields.Date.to_date(day), note)

    @classmethod
    def make_bill(cls, account=None, amount=100, name="B-1", date="2026-03-01", source="billing", **values):
        """Record a bill of the account as the billing system would; ``values`` as of `record_bills`."""
        account = account or cls.account
        entry = {"external_id": name, "account": account.name, "date": date, "amount": amount} | values
        bills = cls.env["crm.telecom.bill"].with_user(cls.telecom_manager).with_company(account.company_id)
        answer = bills.record_bills([entry], source)
        assert not answer["errors"], answer["errors"]
        key = [("company_id", "=", account.company_id.id), ("source", "=", source), ("external_id", "=", name)]
        return cls.env["crm.telecom.bill"].search(key)

    @classmethod
    def make_usage(cls, subscription, *entries, source="network"):
        """Record usage of a subscription; each entry as of `record_usage`, a voice call of a minute unless it says otherwise."""
        usage = cls.env["crm.telecom.usage"].with_user(cls.telecom_manager).with_company(subscription.company_id)
        begin = {"number": subscription.name, "kind": "voice", "minutes": 1}
        made = [begin | {"external_id": f"{subscription.name}-{n}"} | entry for n, entry in enumerate(entries)]
        answer = usage.record_usage(made, source)
        assert not answer["errors"], answer["errors"]
        ids = [entry["external_id"] for entry in made]
        return cls.env["crm.telecom.usage"].search([("source", "=", source), ("external_id", "in", ids)])
