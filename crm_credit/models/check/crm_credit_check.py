from collections import defaultdict, namedtuple
from dataclasses import replace

from odoo import api, models
from odoo.tools import formatLang

from ...tools.credit_verdict import RELEASED, Policy, decide

GroupFigures = namedtuple("GroupFigures", "name used limit")


class CrmCreditCheck(models.AbstractModel):
    """The one door through which a document meets the customer's credit limit.

    A document is a record of a model that inherits `crm.credit.document.mixin`.
    """

    _name = "crm.credit.check"
    _description = "Credit Check"

    @api.model
    def _credit_check(self, event, amount, documents, counted=False):
        """Judge documents one after the other, each seeing what the ones before it added.

        Writes the customers' capacity rows before it reads, so that of two transactions that check the same customer one
        fails with a serialisation error and is run again by Odoo. Decides and locks; logs and changes nothing.

        :param str event: "confirm", "change", "delivery" or "invoice"
        :param amount: what each document puts on credit by document id, company currency; or a function of the documents
            that returns it, called once the customers are locked
        :param documents: recordset of the documents, judged in this order
        :param counted: the part of the amounts that the exposure contains already, by document id; True: all of it
        :return: verdict by document; documents whose event is not checked are left out
        :rtype: dict[record, Verdict]
        """
        batches = []
        for company, batch in documents.grouped(lambda document: document._credit_company()).items():
            partners = self.env["res.partner"].union(*(document._credit_partner() for document in batch))
            rules = self.env["crm.credit.account"]._policies(partners, company)
            policies = self._policies_from(event, company, partners, rules)
            checked = batch.filtered(lambda document, policies=policies: policies[document._credit_partner().id].mode != "off")
            if checked:
                batches.append((company, policies, checked, partners, rules))
        self._lock_customers(
            (company, partners, rules)
            for company, policies, _batch, partners, rules in batches
            # Warnings about invoices stop nobody, so nobody has to wait for them.
            if event != "invoice" or any(policy.mode == "block" for policy in policies.values())
        )
        verdicts = {}
        for company, policies, batch, _partners, _rules in batches:
            amounts, parts = self._amounts(amount, batch, counted)
            verdicts.update(self._judge(event, company, policies, amounts, batch, parts))
        return verdicts

    @api.model
    def _checked(self, event, documents):
        """The documents whose customers' policy checks an event."""
        checked = documents.browse()
        for company, batch in documents.grouped(lambda document: document._credit_company()).items():
            partners = self.env["res.partner"].union(*(document._credit_partner() for document in batch))
            policies = self._credit_policies(event, company, partners)
            checked |= batch.filtered(lambda document, policies=policies: policies[document._credit_partner().id].mode != "off")
        return checked

    @api.model
    def _amounts(self, amount, documents, counted):
        """What the documents put on credit, and how much of it the exposure contains already, by id."""
        if callable(amount):
            amount, counted = amount(documents)
        if counted is True:
            counted = amount
        return amount, counted or dict.fromkeys(documents.ids, 0.0)

    @api.model
    def _credit_policy(self, event, company, partner=None):
        """How an event is checked in a company, or for one of its customers; later addons refine it.

        :rtype: Policy
        """
        if partner:
            return self._credit_policies(event, company, partner)[partner.id]
        return self._policy_from(event, company, None)

    @api.model
    def _credit_policies(self, event, company, partners):
        """How an event is checked for each of the customers, by one query.

        :param partners: commercial partners
        :rtype: dict[int, Policy]
        """
        rules = self.env["crm.credit.account"]._policies(partners, company)
        return self._policies_from(event, company, partners, rules)

    @api.model
    def _policies_from(self, event, company, partners, rules):
        return {partner_id: self._policy_from(event, company, rules.get(partner_id)) for partner_id in partners.ids}

    @api.model
    def _policy_from(self, event, company, rule):
        """What the customer's policy says; where it is silent, the settings of the company.

        :param dict rule: row of `crm.credit.account._policies`, or None
        """
        rule = rule or {}
        setting = f"credit_check_{event}"
        overdue = (
            (rule["overdue_rule"], rule["overdue_amount"], rule["overdue_days"])
            if rule.get("own_overdue")
            else (company.credit_overdue_rule, company.credit_overdue_amount, company.credit_overdue_days)
        )
        return Policy(
            mode=rule.get(f"check_{event}") or (company[setting] if setting in company._fields else "off"),
            digits=company.currency_id.decimal_places,
            tolerance=(rule["tolerance"] if rule.get("own_tolerance") else company.credit_tolerance) or 0.0,
            overdue_rule=bool(overdue[0]),
            overdue_amount=float(overdue[1] or 0.0),
            overdue_days=overdue[2] or 0,
        )

    @api.model
    def _lock_customers(self, batches):
        """Take the locks of the customers and their groups.

        :param batches: company, partners and `crm.credit.account._policies` of them
        """
        accounts = self.env["crm.credit.account"]
        self.env["crm.capacity.lock"]._lock_capacity(
            key
            for company, partners, rules in batches
            for key in accounts._capacity_keys(partners, company, policies=rules)
        )

    @api.model
    def _judge(self, event, company, policies, amount, documents, counted):
        """Verdicts of documents of one company.

        :param dict amount: what each puts on credit, by document id
        :param dict counted: the part of it that the exposure contains already
        """
        partners = {document: document._credit_partner() for document in documents}
        exposures = self._figures(event, self.env["res.partner"].union(*partners.values()), company)
        self._take_off(exposures, counted, partners)
        pending, group_pending = defaultdict(float), defaultdict(float)
        passes = budgets = None
        verdicts = {}
        for document, partner in partners.items():
            policy = document._credit_adapt_policy(policies[partner.id], amount[document.id])
            figures = exposures[partner.id]
            group = figures["group_account_id"]
            verdict = decide(policy, figures, amount[document.id], pending[partner], group_pending[group] if group else None)
            if verdict.held and not verdict.blocked:
                if passes is None:
                    passes = self._valid_releases(company, documents)
                verdict = self._apply_release(verdict, document, passes)
            if verdict.held and not verdict.blocked:
                if budgets is None:
                    owners = self.env["res.partner"].union(*partners.values())
                    budgets = self.env["crm.credit.decision"]._budgets(owners, company, company._business_today())
                verdict = self._apply_budget(event, verdict, document, budgets.get(partner.id, ()))
            added = counted[document.id] if verdict.held else amount[document.id]
            pending[partner] += added
            group_pending[group] += added
            verdicts[document] = verdict
        return verdicts

    @api.model
    def _figures(self, event, partners, company):
        """Exposure of the customers as an event sees it.

        When goods leave, what matters is what the customer will owe once they are gone: orders that stay in the warehouse
        don't count, so that an order that was cleared is not stopped by one that came later.

        :rtype: dict[int, dict]
        """
        exposures = self.env["crm.credit.exposure"]._exposure(partners, company)
        if event == "delivery":
            for figures in exposures.values():
                waiting = max(figures["open_orders"] - figures["delivered"], 0.0)
                self._subtract(figures, waiting)
                if figures["group_account_id"]:
                    figures["group_total"] -= figures["group_waiting"] - waiting
        return exposures

    @api.model
    def _take_off(self, exposures, counted, partners):
        """Turn figures that contain the documents' amounts already into those before the documents."""
        for document, partner in partners.items():
            own = exposures[partner.id]
            self._subtract(own, counted[document.id])
            for row in exposures.values():
                if row is not own and row["group_account_id"] and row["group_account_id"] == own["group_account_id"]:
                    row["group_total"] -= counted[document.id]

    @api.model
    def _subtract(self, figures, amount):
        for name in ("open_orders", "total", "group_total"):
            if figures[name] is not None:
                figures[name] -= amount

    @api.model
    def _valid_releases(self, company, documents):
        """The unexpired releases that count for each document, by document id."""
        return self.env["crm.credit.decision"]._valid_releases(documents, company._business_today())

    @api.model
    def _apply_release(self, verdict, document, releases):
        """The verdict, passed when an officer's release for this customer covers the whole document."""
        found = [
            release
            for release in releases.get(document.id, ())
            if release.partner_id.commercial_partner_id == document._credit_partner()
            # An order may be given to another company of ours, which has not released it.
            and release.company_id == document._credit_company()
        ]
        if not found:
            return verdict
        needs = document._credit_release_needs()
        currency = document._credit_company().currency_id
        for release in found:
            if currency.compare_amounts(needs[release._document_key()[0]], release.release_amount) <= 0:
                return replace(verdict, result=RELEASED, release=release)
        return verdict

    @api.model
    def _apply_budget(self, event, verdict, document, budgets):
        """The verdict, passed when the release of the customer has enough left; nobody's release lets own documents pass."""
        links = {**document._credit_links()}
        key = ("order_id", str(links["order_id"])) if links.get("order_id") else (document._credit_link, str(document.id))
        self_release = document._credit_company().credit_self_release
        for budget in budgets:
            if not self_release and budget.release.user_id in document._credit_sellers():
                continue
            if budget.take(key, event, verdict.amount):
                return replace(verdict, result=RELEASED, release=budget.release)
        return verdict

    @api.model
    def _credit_message(self, document, verdict):
        """One sentence for each reason, with the figures of the verdict; empty when nothing speaks against it.

        :rtype: str
        """
        figures = verdict.figures
        group = self.env["crm.credit.account"].sudo().browse(figures.get("group_account_id") or [])
        return self._credit_text(
            document._credit_company(),
            verdict.reasons,
            amount=verdict.amount,
            used=figures["total"] + verdict.pending,
            limit=figures["limit_amount"],
            overdue=figures["overdue_late"],
            days=verdict.policy.overdue_days,
            group=group and GroupFigures(
                group.partner_id.name or group.partner_id.display_name,
                figures["group_total"] + verdict.group_pending,
                figures["group_limit_amount"],
            ),
        )

    @api.model
    def _credit_text(self, company, reasons, amount, used, limit, overdue, days, group=None):
        """The reasons of a decision in words and in the reader's language; whose they are stands beside them.

        :param reasons: codes of REASONS
        :param float amount: what the document adds, company currency like all amounts
        :param float used: exposure before it
        :param limit: limit without tolerance, None or False when unlimited
        :param float overdue: late money, overdue for more than `days` days
        :param GroupFigures group: name of the group's head, exposure of the group before it, limit of the group
        :rtype: str
        """

        def money(value):
            return formatLang(self.env, value or 0.0, currency_obj=company.currency_id)

        texts = self._credit_reason_texts(
            amount=money(amount),
            used=money(used),
            limit=money(limit),
            after=money(used + amount),
            over=money(used + amount - (limit or 0.0)),
            overdue=money(overdue),
            days=days,
            group=group and group.name,
            group_used=money(group and group.used),
            group_limit=money(group and group.limit),
            group_over=money(group and group.used + amount - (group.limit or 0.0)),
        )
        return " ".join(texts[reason] for reason in reasons)

    @api.model
    def _credit_reason_texts(self, **figures):
        """A sentence for each code of REASONS; an addon with a reason of its own extends by super."""
        return {
            "blocked": self.env._("The customer is blocked."),
            "hold": self.env._("The credit of the customer is on hold."),
            "group_blocked": self.env._("%(group)s, the head of the customer's group, is blocked.", **figures),
            "group_hold": self.env._("The credit of %(group)s, the head of the customer's group, is on hold.", **figures),
            "prepay": self.env._("The customer pays in advance and %(after)s has not been paid yet.", **figures),
            "over_limit": self.env._(
                "The customer has used %(used)s of a limit of %(limit)s: with %(amount)s more it would be"
                " %(over)s over the limit.",
                **figures,
            ),
            "group_limit": self.env._(
                "The group of %(group)s has used %(group_used)s of a limit of %(group_limit)s: with %(amount)s more it would be"
                " %(group_over)s over the limit.",
                **figures,
            ),
            "overdue": self.env._("The customer owes %(overdue)s that is more than %(days)s days overdue.", **figures),
            "watch": self.env._("The customer is on the watch list."),
            "group_watch": self.env._("%(group)s, the head of the customer's group, is on the watch list.", **figures),
        }
