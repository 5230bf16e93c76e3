from odoo import api, models
from odoo.tools import SQL, formatLang

CHUNK = 200
# From this share of the limit on an account is looked at.
FULL = 100.0
# So many promises broken in half a year speak against a customer.
BROKEN = 2


class CrmCreditReviewProposal(models.Model):
    """Finding the accounts that no longer fit."""

    _inherit = "crm.credit.review.proposal"

    @api.model
    def _find(self, company, after=0):
        """Look at the next accounts of a company.

        :param after: id of the last account looked at
        :return: id of the last one of this piece, None when there are no more
        """
        accounts = self.env["crm.credit.account"].sudo().search(
            [("company_id", "=", company.id), ("id", ">", after)], order="id", limit=CHUNK
        )
        if accounts:
            self.sudo()._look_at(accounts.with_company(company), company)
        return accounts[-1].id if len(accounts) == CHUNK else None

    @api.model
    def _look_at(self, accounts, company):
        facts = {
            "scores": self._latest_scores(accounts, company),
            "rows": self.env["crm.credit.exposure"]._exposure(accounts.partner_id, company),
            "broken": self._broken_promises(accounts, company),
        }
        known = {}
        for proposal in self.search([("account_id", "in", accounts.ids)], order="id"):
            known.setdefault(proposal.account_id, {})[proposal.state] = proposal
        busy = self.env["crm.credit.application"].search(
            [("account_id", "in", accounts.ids), ("approval_state", "=", "submitted"), ("kind", "!=", "temporary")]
        ).account_id
        for account in accounts - busy:
            self._settle(account, self._proposal_values(account, facts), known.get(account, {}))

    @api.model
    def _settle(self, account, values, known):
        """Keep what is proposed for an account, unless somebody dismissed the same before."""
        standing, dismissed = known.get("open", self.browse()), known.get("dismissed", self.browse())
        if not values or values["facts"] == dismissed.facts:
            standing._guarded_write({"state": "outdated"})
        elif standing:
            standing._guarded_write(values)
        else:
            self._guarded_create([values | {"account_id": account.id, "state": "open"}])

    @api.model
    def _proposal_values(self, account, facts):
        """Return the values of the proposal for an account, nothing when it fits."""
        company, partner = account.company_id, account.partner_id
        row = facts["rows"][partner.id]
        risk = self._class_by_score(account, facts["scores"])
        fits = risk or account.class_id
        reasons = {}
        if risk and risk != account.class_id:
            reasons["class"] = self.env._(
                "Class by the latest score (%(score)s): %(risk)s",
                score=round(facts["scores"][partner.id], 2),
                risk=risk.display_name,
            )
        reasons |= self._behaviour(row, facts["broken"].get(partner.id, 0), company)
        amount = self._fitting_limit(account, fits, reasons)
        term = self._fitting_term(account, fits, reasons)
        if not reasons:
            return {}
        return {
            "date": company._business_today(),
            "present_class_id": account.class_id.id,
            "proposed_class_id": risk.id if "class" in reasons else False,
            "present_mode": account.limit_mode,
            "present_amount": account.limit_amount,
            "proposed_amount": amount,
            "present_term_id": partner.property_payment_term_id.id,
            "proposed_term_id": term.id,
            "utilisation": row["utilisation"] or 0.0,
            "reasons": "\n".join(reasons.values()),
            "facts": self._facts_key(account, risk, amount, term, reasons),
        }

    @api.model
    def _facts_key(self, account, risk, amount, term, reasons):
        """Return in short what a proposal rests on."""
        step = self._step(account.limit_amount, amount, account.company_id)
        limit = f"{account.limit_mode} {account.limit_amount}>{step}"
        return f"{account.class_id.id}>{risk.id} {limit} {term.id} {','.join(sorted(reasons))}"

    @api.model
    def _class_by_score(self, account, scores):
        if account.partner_id.id not in scores:
            return self.env["crm.credit.class"]
        return self.env["crm.credit.class"]._class_of_score(scores[account.partner_id.id], account.company_id)

    @api.model
    def _behaviour(self, row, broken, company):
        """Return {code: reason} of how the credit is used and paid."""
        reasons = {}
        if (row["utilisation"] or 0) >= FULL:
            reasons["used"] = self.env._("%(percent)s %% of the limit is used", percent=round(row["utilisation"]))
        if company.currency_id.compare_amounts(row["overdue_late"] or 0, 0) > 0:
            amount = formatLang(self.env, row["overdue_late"], currency_obj=company.currency_id)
            reasons["late"] = self.env._("%(amount)s is overdue for too long", amount=amount)
        if broken >= BROKEN:
            reasons["promises"] = self.env._("%(count)s promises broken in six months", count=broken)
        return reasons

    @api.model
    def _fitting_limit(self, account, risk, reasons):
        """Return the limit that fits; adds the reason where it differs by more than the company's tolerance.

        Who pays badly gets no more. Other than limited credit stays.
        """
        present, company = account.limit_amount, account.company_id
        if account.limit_mode != "limited" or not risk:
            return present
        amount = self._formula(account, risk)
        if amount > present and reasons.keys() & {"late", "promises"}:
            return present
        if abs(amount - present) <= present * company.credit_review_tolerance / 100:
            return present
        reasons["limit"] = self.env._(
            "Limit by the formula: %(amount)s", amount=formatLang(self.env, amount, currency_obj=company.currency_id)
        )
        return amount

    @api.model
    def _formula(self, account, risk):
        """Return the limit of the formula of applications, for a class."""
        application = self.env["crm.credit.application"].new(
            {"partner_id": account.partner_id.id, "company_id": account.company_id.id, "kind": "review"}
        )
        return application._limit_of(application._limit_figures(risk))

    @api.model
    def _fitting_term(self, account, risk, reasons):
        """Return the terms of the class where the customer has others; terms agreed individually stay."""
        partner, term = account.partner_id, risk.payment_term_id
        if not term or term == partner.property_payment_term_id or partner.grading_own_terms:
            return term.browse()
        reasons["term"] = self.env._("Payment terms of the class: %(term)s", term=term.name)
        return term

    @api.model
    def _step(self, present, amount, company):
        """How far the limits are apart, coarsely: a little more or less is no new fact."""
        if not present:
            return "new" if amount else "0"
        return str(round((amount - present) / (present * max(company.credit_review_tolerance, 1) / 100)))

    @api.model
    def _latest_scores(self, accounts, company):
        """Return {customer id: score}: the later one of the last scored application and the standing credit score."""
        self.env.flush_all()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT ON (partner_id) partner_id, score FROM (
                        SELECT partner_id, score, scored_on AS moment FROM crm_credit_application
                         WHERE company_id = %(company)s AND score_status = 'rated' AND partner_id = ANY(%(partners)s)
                         UNION ALL
                        SELECT partner_id, score, date FROM crm_grading_standing
                         WHERE scheme_id = %(scheme)s AND grade_id IS NOT NULL AND partner_id = ANY(%(partners)s)
                    ) scored ORDER BY partner_id, moment DESC NULLS LAST
                    """,
                    company=company.id,
                    scheme=company.credit_scheme_id.id or None,
                    partners=accounts.partner_id.ids,
                )
            )
        )

    @api.model
    def _broken_promises(self, accounts, company):
        """Return {customer id: promises broken in six months}."""
        groups = self.env["crm.credit.promise"]._read_group(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", accounts.partner_id.ids),
                ("state", "=", "broken"),
                ("date_due", ">=", "today -6m"),
            ],
            ["partner_id"],
            ["__count"],
        )
        return {partner.id: count for partner, count in groups}
