from collections import defaultdict
from dataclasses import replace

from odoo import api, models
from odoo.tools import formatLang

from ...tools.credit_verdict import BLOCKED, RELEASED, Policy, decide


class CrmCreditCheck(models.AbstractModel):
    """The one door through which a document meets the customer's credit limit.

    A document is any record with `_credit_company()`, `_credit_partner()` (its commercial partner) and
    `_credit_amount()` (what it puts on credit in all, company currency).
    """

    _name = "crm.credit.check"
    _description = "Credit Check"

    @api.model
    def _credit_check(self, event, amount, documents, counted=False):
        """Judge documents one after the other, each seeing what the ones before it added.

        Writes the customers' capacity rows before it reads, so that of two transactions that check the same customer one
        fails with a serialisation error and is run again by Odoo. Decides and locks; logs and changes nothing.

        :param str event: "confirm" or "change"
        :param dict amount: what each document adds to the exposure by document id, company currency
        :param documents: recordset of the documents, judged in this order
        :param bool counted: True when the exposure already contains the amounts
        :return: verdict by document; documents whose event is not checked are left out
        :rtype: dict[record, Verdict]
        """
        batches = []
        for company, batch in documents.grouped(lambda document: document._credit_company()).items():
            policy = self._credit_policy(event, company)
            if policy.mode != "off":
                batches.append((company, policy, batch))
        self._lock_customers((company, batch) for company, _policy, batch in batches)
        verdicts = {}
        for company, policy, batch in batches:
            verdicts.update(self._judge(company, policy, amount, batch, counted))
        return verdicts

    @api.model
    def _credit_policy(self, event, company):
        """How an event is checked in a company; later addons refine it.

        :rtype: Policy
        """
        return Policy(
            mode=company[f"credit_check_{event}"],
            digits=company.currency_id.decimal_places,
            tolerance=company.credit_tolerance,
            overdue_rule=company.credit_overdue_rule,
            overdue_amount=company.credit_overdue_amount,
        )

    @api.model
    def _lock_customers(self, batches):
        keys = []
        for company, batch in batches:
            partners = self.env["res.partner"].union(*(document._credit_partner() for document in batch))
            keys += self.env["crm.credit.account"]._capacity_keys(partners, company)
        self.env["crm.capacity.lock"]._lock_capacity(keys)

    @api.model
    def _judge(self, company, policy, amount, documents, counted):
        partners = {document: document._credit_partner() for document in documents}
        exposures = self.env["crm.credit.exposure"]._exposure(
            self.env["res.partner"].union(*partners.values()), company
        )
        if counted:
            self._take_off(exposures, amount, partners)
        pending = defaultdict(float)
        releases = None
        verdicts = {}
        for document, partner in partners.items():
            verdict = decide(policy, exposures[partner.id], amount[document.id], pending[partner])
            if verdict.held and BLOCKED not in verdict.reasons:
                if releases is None:
                    releases = self._valid_releases(company, documents)
                verdict = self._apply_release(verdict, document, releases)
            if counted or not verdict.held:
                pending[partner] += amount[document.id]
            verdicts[document] = verdict
        return verdicts

    @api.model
    def _take_off(self, exposures, amount, partners):
        """Turn figures that contain the documents' amounts already into those before the documents."""
        for document, partner in partners.items():
            for name in ("open_orders", "total"):
                exposures[partner.id][name] -= amount[document.id]

    @api.model
    def _valid_releases(self, company, documents):
        """The largest unexpired release of each document, by document id."""
        return self.env["crm.credit.decision"]._valid_releases(documents, company._business_today())

    @api.model
    def _apply_release(self, verdict, document, releases):
        """The verdict, passed when an officer's release for this customer covers the whole document."""
        release = releases.get(document.id)
        if not release or release.partner_id.commercial_partner_id != document._credit_partner():
            return verdict
        if document._credit_company().currency_id.compare_amounts(
            document._credit_amount(), release.release_amount
        ) > 0:
            return verdict
        return replace(verdict, result=RELEASED, release=release)

    @api.model
    def _credit_message(self, document, verdict):
        """One sentence for each reason, with the figures of the verdict; empty when nothing speaks against it.

        :rtype: str
        """
        company = document._credit_company()
        return self._credit_text(
            document._credit_partner(),
            company,
            verdict.reasons,
            amount=verdict.amount,
            used=verdict.figures["total"] + verdict.pending,
            limit=verdict.figures["limit_amount"],
            overdue=verdict.figures["overdue_late"],
            days=company.credit_overdue_days,
        )

    @api.model
    def _credit_text(self, partner, company, reasons, amount, used, limit, overdue, days):
        """The reasons of a decision in words and in the reader's language.

        :param reasons: codes of REASONS
        :param float amount: what the document adds, company currency like all amounts
        :param float used: exposure before it
        :param limit: limit without tolerance, None or False when unlimited
        :param float overdue: late money, overdue for more than `days` days
        :rtype: str
        """

        def money(value):
            return formatLang(self.env, value or 0.0, currency_obj=company.currency_id)

        texts = self._credit_reason_texts(
            customer=partner.name or partner.display_name,
            amount=money(amount),
            used=money(used),
            limit=money(limit),
            after=money(used + amount),
            over=money(used + amount - (limit or 0.0)),
            overdue=money(overdue),
            days=days,
        )
        return " ".join(texts[reason] for reason in reasons)

    @api.model
    def _credit_reason_texts(self, **figures):
        """A sentence for each code of REASONS; an addon with a reason of its own extends by super."""
        return {
            "blocked": self.env._("%(customer)s is blocked.", **figures),
            "hold": self.env._("The credit of %(customer)s is on hold.", **figures),
            "prepay": self.env._("%(customer)s pays in advance and %(after)s of it has not been paid yet.", **figures),
            "over_limit": self.env._(
                "%(customer)s has used %(used)s of a limit of %(limit)s: with %(amount)s more it would be"
                " %(over)s over the limit.",
                **figures,
            ),
            "overdue": self.env._("%(customer)s owes %(overdue)s that is more than %(days)s days overdue.", **figures),
            "watch": self.env._("%(customer)s is on the watch list.", **figures),
        }
