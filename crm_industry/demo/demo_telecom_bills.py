from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import models

BILLING, NETWORK, BANK = "billing", "mediation", "bank"
MONTHS = 3
TAX = 0.06
DUE_DAYS = 15
CALLS_A_DAY = 2
# How many calls begin in which hours of the day: nobody calls at night.
HOURS = (8, 9, 9, 10, 11, 12, 14, 15, 17, 18, 19, 19, 20, 20, 21, 22)
# Customers whose last bill is unpaid, disputed, or paid in part; the others have paid.
UNPAID, DISPUTED, PART = "late", "logistics", "family"


class CrmDemoCompany(models.AbstractModel):
    """What the demo operator's billing system and network have sent: bills of three months, usage of two."""

    _inherit = "crm.demo.company"

    def _telecom_steps(self):
        return [*super()._telecom_steps(), self._load_telecom_usage, self._load_telecom_bills]

    def _billed_subscriptions(self, world):
        """Those that have been in use and are charged to an account that is not closed."""
        subscriptions = world.notes["telecom_subscriptions"]
        return subscriptions.filtered(lambda each: each.activated_on and each.account_id.state != "closed")

    def _load_telecom_usage(self, world):
        entries = []
        for place, subscription in enumerate(self._billed_subscriptions(world)):
            for ago in range(1, 60):
                day = world.day(ago)
                if day < subscription.activated_on or (subscription.suspended_on and day >= subscription.suspended_on):
                    continue
                entries += self._usage_of_day(subscription, day, place, ago)
        usage = self._as(world, "telecommanager", "crm.telecom.usage")
        for first in range(0, len(entries), 5000):
            usage.record_usage(entries[first : first + 5000], NETWORK)
        self._progress("%s usage records", len(entries))

    def _usage_of_day(self, subscription, day, place, ago):
        """Some calls and the data of a day; the same ones whenever the demo is loaded."""
        known = {"number": subscription.name, "external_id": f"{subscription.name}-{day:%Y%m%d}"}
        entries = []
        if subscription.access_type in ("mobile", "fixed"):
            for call in range(CALLS_A_DAY + place % 2):
                seed = place * 31 + ago * 7 + call * 13
                start = f"{day} {HOURS[seed % len(HOURS)]:02}:{seed % 60:02}:00"
                entries.append({"kind": "voice", "start": start, "minutes": 1 + seed % 14, "amount": 0.1 * (seed % 3)})
        if subscription.access_type in ("mobile", "internet"):
            kind = "data" if subscription.access_type == "mobile" else "broadband"
            megabytes = (300 + (place * 97 + ago * 53) % 900) * (1 if kind == "data" else 20)
            entries.append({"kind": kind, "start": f"{day} {HOURS[-1 - ago % 6]:02}:15:00", "megabytes": megabytes})
        names = (known | {"external_id": f"{known['external_id']}-{number}"} for number in range(len(entries)))
        return [name | entry for name, entry in zip(names, entries, strict=True)]

    def _load_telecom_bills(self, world):
        bills, payments = [], []
        grouped = self._billed_subscriptions(world).grouped("account_id")
        for account, subscriptions in grouped.items():
            for ago in range(MONTHS, 0, -1):
                bill = self._prepare_telecom_bill(world, account, subscriptions, ago)
                if bill:
                    bills.append(bill)
                    payments += self._prepare_telecom_payment(world, account, bill, ago)
        self._as(world, "telecommanager", "crm.telecom.bill").record_bills(bills, BILLING)
        self._as(world, "telecommanager", "crm.telecom.bill.payment").record_payments(payments, BANK)
        self._dispute_telecom_bill(world)
        self._progress("%s telecom bills", len(bills))

    def _prepare_telecom_bill(self, world, account, subscriptions, ago):
        """The bill of a month so many months ago, for the subscriptions that were in use then."""
        first = (world.day(0) - relativedelta(months=ago)).replace(day=1)
        last = first + relativedelta(months=1, days=-1)
        used = subscriptions.filtered(lambda each: each.activated_on <= last)
        lines = [
            {
                "kind": "recurring",
                "description": each.offering_id.name,
                "subscription": each.name,
                "amount": each.monthly_fee,
                "tax": round(each.monthly_fee * TAX, 2),
            }
            for each in used
        ]
        date = last + timedelta(days=1)
        name = f"{account.name}-{first:%Y%m}"
        period = {"period_from": str(first), "period_to": str(last)}
        days = {"date": str(date), "date_due": str(date + timedelta(days=DUE_DAYS))}
        return lines and {"external_id": name, "account": account.name, "state": "sent", "lines": lines} | period | days

    def _prepare_telecom_payment(self, world, account, bill, ago):
        """What came in for a bill: nothing, a part, or all of it."""
        partners, last = world.notes["telecom_partners"], ago == 1
        if last and account.partner_id in (partners[UNPAID], partners[DISPUTED]):
            return []
        share = 0.5 if last and account.partner_id == partners[PART] else 1
        amount = round(sum(line["amount"] + line["tax"] for line in bill["lines"]) * share, 2)
        day = min(bill["date"], str(world.day(0)))
        return [{"external_id": f"pay-{bill['external_id']}", "bill": bill["external_id"], "date": day, "amount": amount}]

    def _dispute_telecom_bill(self, world):
        """The firm doesn't know the calls of a stolen phone."""
        customer = world.notes["telecom_partners"][DISPUTED]
        bill = self.env["crm.telecom.bill"].search([("partner_id", "=", customer.id), ("amount_open", ">", 0)], limit=1)
        reason = self.env.ref("crm_industry.telecom_reason_disputed_usage")
        self._as(world, "telecom", "crm.telecom.bill").browse(bill.id).action_hold(reason.id, note="被盗期间的通话不认可")
