from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.arguments import as_id, as_options, as_text

from .crm_telecom_account import SUBSCRIPTION_OVER
from .crm_telecom_lifecycle_mixin import AGENT

PAGE = 80
# In these states a subscription has been switched on and costs its fee.
LIVE = ("active", "suspended", "pending_terminate")


class CrmTelecomTree(models.AbstractModel):
    """A customer with all its levels: accounts, their subscriptions, their services.

    A level is read when it is opened, a page of 80 at a time, by as few queries for 5,000 subscriptions as for one. Everything
    goes through the reader's own rights. The accounts are those that the customer has, those that it pays for, and those that
    charge subscriptions of its own; of the last ones only its own subscriptions are shown.
    """

    _name = "crm.telecom.tree"
    _description = "Tree of a Telecom Customer"

    @api.model
    @api.readonly
    def telecom_tree(self, partner_id, filters=None):
        """Return the head of the page and the first accounts.

        :param int partner_id: the customer or one of its contacts
        :param dict filters: ``text`` (in numbers, names and references of accounts, subscriptions and services), ``state`` (of
            subscriptions, or "live": not over)
        :return: {"customer": {"id", "name"}, "states": [{"key", "label"}], "figures": see `_tree_figures`,
            "accounts": see `tree_accounts`}
        :raise AccessError: the reader does not look after this customer
        :raise UserError: an argument makes no sense
        """
        customer = self._tree_customer(partner_id)
        filters = self._tree_filters(filters)
        states = self.env["crm.telecom.subscription"]._fields["state"]._description_selection(self.env)
        return {
            "customer": {"id": customer.id, "name": customer.display_name},
            "states": [{"key": "live", "label": self.env._("Not over")}]
            + [{"key": key, "label": label} for key, label in states],
            "figures": self._tree_figures(customer),
            "accounts": self._tree_account_page(customer, filters, False),
        }

    @api.model
    @api.readonly
    def tree_accounts(self, partner_id, filters=None, cursor=False):
        """Return a page of the customer's accounts, the newest first; arguments and errors as of `telecom_tree`.

        :param cursor: "cursor" of the page before
        :return: {"rows": see `_tree_row`, "cursor": int, or False when there are no more}
        """
        customer = self._tree_customer(partner_id)
        return self._tree_account_page(customer, self._tree_filters(filters), cursor)

    @api.model
    @api.readonly
    def tree_subscriptions(self, partner_id, account_id, filters=None, cursor=False):
        """Return a page of the subscriptions of an account, the newest first; as `tree_accounts`."""
        customer = self._tree_customer(partner_id)
        account = self.env["crm.telecom.account"].browse(as_id(self.env, account_id))
        domain = self._tree_wanted(customer, self._tree_filters(filters)) & Domain("account_id", "=", account.id)
        names = ["name", "external_id", "state", "suspension", "monthly_fee", "commitment_to", "offering_id", "user_partner_id"]
        names += ["account_id", "access_type", "partner_id"]
        return self._tree_page("crm.telecom.subscription", domain, names, cursor, self._tree_subscription_rows)

    @api.model
    @api.readonly
    def tree_services(self, subscription_id, cursor=False):
        """Return a page of the services of a subscription; as `tree_accounts`."""
        self._tree_check_reader()
        domain = Domain("subscription_id", "=", as_id(self.env, subscription_id))
        names = ["name", "kind", "state", "address", "iccid", "imsi", "imei"]
        return self._tree_page("crm.telecom.service", domain, names, cursor, self._tree_service_rows)

    # -- for the other areas -------------------------------------------------------------------------------------------

    @api.model
    def _tree_text_fields(self):
        """Return the paths from a subscription in which a text is looked for. Extend by super."""
        return ["name", "external_id", "user_partner_id.name", "service_ids.iccid", "service_ids.imsi", "service_ids.imei"]

    @api.model
    def _tree_details(self, records):
        """Return {record: texts that stand below its name}: telephone numbers and the like. Extend by super.

        :param records: crm.telecom.account, .subscription or .service
        """
        return {record: [] for record in records}

    @api.model
    def _tree_row(self, record, title, details, **values):
        """Return a row: id, title, details, state with its label, and what a level has of fee (a month), committed (day), open
        (of bills), overdue, currency_id and children (number)."""
        labels = dict(record._fields["state"]._description_selection(self.env))
        begin = {"fee": None, "committed": False, "open": None, "overdue": False, "currency_id": False, "children": 0}
        begin |= {"id": record.id, "title": title, "details": [text for text in details if text], "state": record.state}
        return begin | {"state_label": labels.get(record.state, "")} | values

    # -- who asks for what ---------------------------------------------------------------------------------------------

    @api.model
    def _tree_customer(self, partner_id):
        """Return the customer with the reader's rights.

        :raise AccessError: the reader does not look after it
        """
        partner = self.env["res.partner"].browse(as_id(self.env, partner_id)).exists()
        if not partner:
            raise UserError(self.env._("This customer is no longer there."))
        partner.check_access("read")
        customer = partner.commercial_partner_id
        self._tree_check_reader()
        if not self.env.user.has_group(AGENT):
            self.env["crm.customer.view"]._view_check(customer)
        return customer

    @api.model
    def _tree_check_reader(self):
        """:raise AccessError: the reader has nothing to do with subscriptions at all"""
        for model in ("crm.telecom.account", "crm.telecom.subscription", "crm.telecom.service", "crm.telecom.bill"):
            self.env[model].check_access("read")

    @api.model
    def _tree_filters(self, filters):
        filters = as_options(self.env, filters, ("text", "state"))
        state = as_text(self.env, filters.get("state"))
        if state and state != "live" and state not in dict(self.env["crm.telecom.subscription"]._fields["state"].selection):
            raise UserError(self.env._("There is no state “%(state)s” of subscriptions.", state=state[:40]))
        return {"text": as_text(self.env, filters.get("text")).strip(), "state": state}

    @api.model
    def _tree_visible(self, customer):
        """The domain of the subscriptions in the tree of a customer."""
        return (
            Domain("partner_id", "=", customer.id)
            | Domain("account_id.partner_id", "=", customer.id)
            | Domain("account_id.payer_id", "=", customer.id)
        )

    @api.model
    def _tree_wanted(self, customer, filters):
        """The domain of those that pass the filters; a text in the account finds all that it has."""
        domain = self._tree_visible(customer)
        if filters["state"] == "live":
            domain &= Domain("state", "not in", SUBSCRIPTION_OVER)
        elif filters["state"]:
            domain &= Domain("state", "=", filters["state"])
        if text := filters["text"]:
            paths = [*self._tree_text_fields(), "account_id.name", "account_id.external_id"]
            domain &= Domain.OR(Domain(path, "ilike", text) for path in paths)
        return domain

    @api.model
    def _tree_account_domain(self, customer, filters):
        own = Domain("partner_id", "=", customer.id) | Domain("payer_id", "=", customer.id)
        if not filters["text"] and not filters["state"]:
            return own | Domain("subscription_ids", "any", Domain("partner_id", "=", customer.id))
        found = Domain("subscription_ids", "any", self._tree_wanted(customer, filters))
        if filters["state"]:
            return found
        text = filters["text"]
        return found | own & (Domain("name", "ilike", text) | Domain("external_id", "ilike", text))

    # -- pages ---------------------------------------------------------------------------------------------------------

    @api.model
    def _tree_page(self, model, domain, names, cursor, make_rows):
        """Return a page of a level: the newest first, those after the cursor."""
        if cursor:
            domain &= Domain("id", "<", as_id(self.env, cursor))
        found = self.env[model].search_fetch(domain, names, order="id desc", limit=PAGE + 1)
        records = found[:PAGE]
        return {"rows": make_rows(records), "cursor": records[-1].id if len(found) > PAGE else False}

    @api.model
    def _tree_account_page(self, customer, filters, cursor):
        names = ["name", "external_id", "state", "payment_mode", "partner_id", "payer_id", "currency_id"]
        return self._tree_page(
            "crm.telecom.account",
            self._tree_account_domain(customer, filters),
            names,
            cursor,
            lambda accounts: self._tree_account_rows(customer, filters, accounts),
        )

    @api.model
    def _tree_account_rows(self, customer, filters, accounts):
        subscriptions = self.env["crm.telecom.subscription"]
        wanted = self._tree_wanted(customer, filters) & Domain("account_id", "in", accounts.ids)
        counts = dict(subscriptions._read_group(wanted, ["account_id"], ["__count"]))
        live = self._tree_visible(customer) & Domain("account_id", "in", accounts.ids) & Domain("state", "in", LIVE)
        fees = dict(subscriptions._read_group(live, ["account_id"], ["monthly_fee:sum"]))
        bills = Domain("account_id", "in", accounts.ids) & Domain("amount_open", ">", 0)
        dues = self.env["crm.telecom.bill"]._read_group(bills, ["account_id"], ["amount_open:sum", "date_due:min"])
        opened = {account: (amount, due) for account, amount, due in dues}
        modes, details = dict(accounts._selection_payment_mode()), self._tree_details(accounts)
        rows = []
        for account in accounts:
            amount, due = opened.get(account, (0.0, False))
            texts = [
                *details[account],
                account.external_id,
                modes.get(account.payment_mode),
                *self._tree_people(customer, account),
            ]
            values = {"fee": fees.get(account, 0.0), "open": amount, "children": counts.get(account, 0)}
            values["overdue"] = bool(due) and due < account.company_id.sudo()._business_today()
            rows.append(self._tree_row(account, account.name, texts, currency_id=account.currency_id.id, **values))
        return rows

    @api.model
    def _tree_people(self, customer, account):
        """Who has the account and who pays for it, where that is not the customer."""
        if account.partner_id != customer:
            yield self.env._("of %(customer)s", customer=account.partner_id.display_name)
        if account.payer_id != account.partner_id:
            yield self.env._("paid by %(payer)s", payer=account.payer_id.display_name)

    @api.model
    def _tree_subscription_rows(self, subscriptions):
        accesses = dict(self.env["crm.telecom.offering"]._selection_access_type())
        ways = dict(subscriptions._selection_suspension())
        groups = self.env["crm.telecom.service"]._read_group(
            [("subscription_id", "in", subscriptions.ids)], ["subscription_id"], ["__count"]
        )
        counts, details, rows = dict(groups), self._tree_details(subscriptions), []
        for each in subscriptions:
            owner, holder = each.partner_id, each.account_id.partner_id
            texts = [
                *details[each],
                each.offering_id.display_name or accesses.get(each.access_type),
                each.user_partner_id.name,
                owner != holder and self.env._("of %(customer)s", customer=owner.display_name),
                each.external_id,
                ways.get(each.suspension),
            ]
            values = {"fee": each.monthly_fee, "committed": each.commitment_to, "currency_id": each.account_id.currency_id.id}
            rows.append(self._tree_row(each, each.name, texts, children=counts.get(each, 0), **values))
        return rows

    @api.model
    def _tree_service_rows(self, services):
        kinds, details = dict(services._selection_kind()), self._tree_details(services)
        return [
            self._tree_row(
                each,
                each.name or kinds.get(each.kind),
                [*details[each], each.name and kinds.get(each.kind), each.address, each.iccid, each.imsi, each.imei],
            )
            for each in services
        ]

    @api.model
    def _tree_figures(self, customer):
        """Return what all levels come to: subscriptions (not over), and by currency fee (a month) and open (of bills).

        :return: {"subscriptions": int, "money": [{"currency_id", "fee", "open"}]}
        """
        subscriptions, bills = self.env["crm.telecom.subscription"], self.env["crm.telecom.bill"]
        visible, money = self._tree_visible(customer), {}
        for currency, fee in subscriptions._read_group(
            visible & Domain("state", "in", LIVE), ["account_id.currency_id"], ["monthly_fee:sum"]
        ):
            money.setdefault(currency.id, {"fee": 0.0, "open": 0.0})["fee"] = fee
        theirs = Domain("partner_id", "=", customer.id) | Domain("payer_id", "=", customer.id)
        for currency, amount in bills._read_group(theirs & Domain("amount_open", ">", 0), ["currency_id"], ["amount_open:sum"]):
            money.setdefault(currency.id, {"fee": 0.0, "open": 0.0})["open"] = amount
        return {
            "subscriptions": subscriptions.search_count(visible & Domain("state", "not in", SUBSCRIPTION_OVER)),
            "money": [{"currency_id": currency_id} | sums for currency_id, sums in money.items() if currency_id],
        }
