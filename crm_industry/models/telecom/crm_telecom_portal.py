from odoo import api, models
from odoo.fields import Domain

from .crm_telecom_account import SUBSCRIPTION_OVER

STEP = 20
MOST_ACCOUNTS = 200


class CrmTelecomPortal(models.AbstractModel):
    """What customers read of their accounts, subscriptions and bills on the portal. Everything starts from the user: the accounts
    and subscriptions of its company, its bills and those that it pays for others. Portal users have no access to the records
    themselves."""

    _name = "crm.telecom.portal"
    _inherit = ["crm.portal.customer.mixin"]
    _description = "Telecom on the Portal"
    _portal_feature = "crm_industry.group_trade_telecom"

    # -- whose ---------------------------------------------------------------------------------------------------------

    @api.model
    def _counts(self):
        """Whether the home page has something to show."""
        customer = self._customer()
        return len(customer) and bool(self._accounts(1) or self._subscriptions(1) or self._bills(1))

    @api.model
    def _own(self, model, domain, **options):
        # sudo: portal users have no right to the records in any other way; the domain names their customer
        return self.env[model].sudo().search(domain, **options)

    @api.model
    def _accounts(self, limit=MOST_ACCOUNTS):
        """The accounts that the user's customer has."""
        return self._own("crm.telecom.account", self._accounts_domain(), limit=limit)

    @api.model
    def _accounts_domain(self):
        """The accounts of the user's customer, not those that it pays for others."""
        return Domain("partner_id", "=", self._own_customer().id)

    @api.model
    def _subscriptions(self, limit=None):
        """The subscriptions that belong to the user's customer, whoever's account they are in."""
        return self._own("crm.telecom.subscription", self._subscriptions_domain(), limit=limit)

    @api.model
    def _subscriptions_domain(self):
        return Domain("partner_id", "=", self._own_customer().id)

    @api.model
    def _bills(self, limit=None):
        return self._own("crm.telecom.bill", self._bills_domain(), limit=limit)

    @api.model
    def _bills_domain(self):
        """Bills of the customer's accounts, and those that it pays; not those that are still being made."""
        customer = self._own_customer()
        ready = Domain("state", "not in", ("new", "on_hold")) | Domain([("state", "=", "on_hold"), ("held_state", "!=", "new")])
        return ready & (Domain("partner_id", "=", customer.id) | Domain("payer_id", "=", customer.id))

    @api.model
    def _subscription(self, subscription_id):
        """:raise AccessError: it is not the customer's"""
        return self._find_page_record("crm.telecom.subscription", subscription_id, self._subscriptions_domain())

    @api.model
    def _bill(self, bill_id):
        """:raise AccessError: the customer neither has nor pays it"""
        return self._find_page_record("crm.telecom.bill", bill_id, self._bills_domain())

    # -- pages ---------------------------------------------------------------------------------------------------------

    @api.model
    def _home_page(self, page=1):
        """The accounts of the user's customer, and a page of its subscriptions: those not over first.

        :return: dict of accounts, subscriptions (heads), total and step
        :raise AccessError: the user is no customer
        """
        domain = self._subscriptions_domain()
        subscriptions = self.env["crm.telecom.subscription"].sudo()
        living = subscriptions.search_count(domain & Domain("state", "not in", SUBSCRIPTION_OVER))
        total = subscriptions.search_count(domain)
        offset = (min(max(page, 1), total // STEP + 1) - 1) * STEP
        found = subscriptions.search(
            domain & Domain("state", "not in", SUBSCRIPTION_OVER), offset=offset, limit=STEP, order="id desc"
        )
        if len(found) < STEP:
            past = domain & Domain("state", "in", SUBSCRIPTION_OVER)
            begun = max(offset - living, 0)
            found += subscriptions.search(past, offset=begun, limit=STEP - len(found), order="id desc")
        return {
            "accounts": self._account_heads(self._accounts()),
            "subscriptions": [self._subscription_head(each) for each in found],
            "total": total,
            "step": STEP,
        }

    @api.model
    def _account_heads(self, accounts):
        """Return what is said of each account: its head, and open: of the bills that its customer is shown."""
        shown = self._bills_domain() & Domain("account_id", "in", accounts.ids)
        # sudo: portal users have no right to the records in any other way; the domain names their customer
        opened = dict(self.env["crm.telecom.bill"].sudo()._read_group(shown, ["account_id"], ["amount_open:sum"]))
        return [self._account_head(account) | {"open": opened.get(account, 0.0)} for account in accounts]

    @api.model
    def _account_head(self, account):
        labels = self._labels(account, "state") | self._labels(account, "payment_mode")
        return {
            "id": account.id,
            "name": account.name,
            "company": account.company_id.name,
            "payment": labels.get(account.payment_mode),
            "state_label": labels.get(account.state),
            "payer": account.payer_id != account.partner_id and account.payer_id.name,
            "currency": account.currency_id,
        }

    @api.model
    def _subscription_head(self, subscription):
        accesses = dict(self.env["crm.telecom.offering"]._selection_access_type())
        return {
            "id": subscription.id,
            "name": subscription.name,
            "number": subscription.number_id.e164,
            "offering": subscription.offering_id.name or accesses.get(subscription.access_type),
            "access": accesses.get(subscription.access_type),
            "user": subscription.user_partner_id.name,
            "state": subscription.state,
            "state_label": self._labels(subscription, "state").get(subscription.state),
            "suspension": dict(subscription._selection_suspension()).get(subscription.suspension),
            "fee": subscription.monthly_fee,
            "currency": subscription.currency_id,
            "commitment_to": subscription.commitment_to,
        }

    @api.model
    def _subscription_page(self, subscription_id):
        """A subscription with its services, its usage and what the customer has asked for.

        :return: its head; services (name, state_label), usage as of `_usage`, cases (name, subject, received_on, state_label,
            id), categories and may_ask (it is not over)
        :raise AccessError: it is not the customer's
        """
        subscription = self._subscription(subscription_id)
        kinds = self._labels(subscription.service_ids, "kind")
        return self._subscription_head(subscription) | {
            "services": [
                {"name": each.name or kinds.get(each.kind), "state_label": self._service_state(each)}
                for each in subscription.service_ids
            ],
            "usage": self._usage(subscription),
            "cases": self._cases(subscription),
            "categories": self._categories(),
            "may_ask": subscription.state not in SUBSCRIPTION_OVER,
        }

    @api.model
    def _service_state(self, service):
        """The state of a service in words for the customer."""
        labels = {
            "active": self.env._("On"),
            "inactive": self.env._("Off"),
            "terminated": self.env._("Ended"),
        }
        return labels.get(service.state) or self.env._("Being set up")

    @api.model
    def _bills_page(self, page=1):
        """The bills of the user's customer, newest first.

        :return: dict of bills (heads), total and step
        :raise AccessError: the user is no customer
        """
        bills, domain = self.env["crm.telecom.bill"].sudo(), self._bills_domain()
        total = bills.search_count(domain)
        offset = (min(max(page, 1), total // STEP + 1) - 1) * STEP
        found = bills.search(domain, order="date desc, id desc", offset=offset, limit=STEP)
        return {"bills": [self._bill_head(bill) for bill in found], "total": total, "step": STEP}

    @api.model
    def _bill_head(self, bill):
        return {
            "id": bill.id,
            "name": bill.name,
            "account": bill.account_id.name,
            "customer": bill.partner_id != self._own_customer() and bill.partner_id.name,
            "date": bill.date,
            "date_due": bill.date_due,
            "period_from": bill.period_from,
            "period_to": bill.period_to,
            "state_label": self._bill_state(bill),
            "late": bool(bill.overdue_days),
            "untaxed": bill.amount_untaxed,
            "tax": bill.amount_tax,
            "total": bill.amount_total,
            "open": bill.amount_open,
            "currency": bill.currency_id,
        }

    @api.model
    def _bill_state(self, bill):
        """The state of a bill in words for the customer."""
        labels = {
            "on_hold": self.env._("Being looked into"),
            "partially_paid": self.env._("Partially paid"),
            "settled": self.env._("Paid"),
        }
        return labels.get(bill.state) or self.env._("To be paid")

    @api.model
    def _bill_page(self, bill_id):
        """A bill with its lines.

        :return: its head; lines (description, kind, subscription, amount, tax)
        :raise AccessError: the customer neither has nor pays it
        """
        bill = self._bill(bill_id)
        kinds = dict(bill.line_ids._selection_kind())
        return self._bill_head(bill) | {
            "lines": [
                {
                    "description": line.description or kinds.get(line.kind),
                    "kind": kinds.get(line.kind),
                    "subscription": line.subscription_id.number_id.e164 or line.subscription_id.name,
                    "amount": line.amount,
                    "tax": line.tax,
                }
                for line in bill.line_ids
            ]
        }

    @api.model
    def _labels(self, records, name):
        return dict(records._fields[name]._description_selection(self.env))
