from odoo import fields, models
from odoo.tools import format_date

from ...tools.limit_formula import DAYS_A_MONTH, LimitInputs, proposed_limit


class CrmCreditApplication(models.Model):
    """The limit by the formula: class factor × net sales of a month × payment term in months × factor of the grade."""

    _inherit = "crm.credit.application"

    def _write_figures(self):
        """Work the limit out and keep each figure with its origin; none without a class."""
        # sudo: the figures come from metrics, classes and grades, which an officer need not be able to read
        application = self.sudo()
        application.figure_ids.unlink()
        risk = application.decided_class_id or application.score_class_id or application._get_account().class_id
        if not risk:
            self._guarded_write({"proposed_amount": 0.0})
            return
        # As of today: the figures of last night may lack the customer's first invoices.
        application.env["crm.customer.metrics"]._refresh(application.partner_id, application.company_id)
        figures = application._limit_figures(risk)
        limit = application._limit_of(figures)
        origin = self.env._("factor × sales × term × factor of the grade, within the bounds of the class")
        figures.append(("limit", limit, origin))
        application.env["crm.credit.application.figure"]._guarded_create(
            [
                {"application_id": self.id, "sequence": number, "code": code, "value": value, "origin": origin}
                for number, (code, value, origin) in enumerate(figures)
            ]
        )
        self._guarded_write({"proposed_amount": limit})

    def _limit_of(self, figures):
        """Return the limit that follows from the inputs of the formula, company currency.

        :param figures: as returned by `_limit_figures`
        """
        values = {code: value for code, value, _origin in figures}
        limit = proposed_limit(
            LimitInputs(
                factor=values["factor"],
                monthly_sales=values["monthly_sales"],
                term_days=round(values["term"] * DAYS_A_MONTH),
                grade_factor=values["grade_factor"],
                cap=values.get("cap", 0.0),
                floor=values.get("floor", 0.0),
            )
        )
        return self.currency_id.round(limit)

    def _limit_figures(self, risk):
        """Return [(code, value, origin)] of the formula's inputs for a risk class. Extend by super, with care.

        :param risk: crm.credit.class
        """
        figures = [
            ("factor", risk.limit_factor, self.env._("Risk class %(risk)s", risk=risk.display_name)),
            ("monthly_sales", *self._monthly_sales()),
            ("term", *self._term_months(risk)),
            ("grade_factor", *self._grade_factor()),
        ]
        if risk.limit_cap:
            figures.append(("cap", risk.limit_cap, self.env._("Risk class %(risk)s", risk=risk.display_name)))
        if risk.limit_floor:
            figures.append(("floor", risk.limit_floor, self.env._("Risk class %(risk)s", risk=risk.display_name)))
        return figures

    def _monthly_sales(self):
        metrics = self.env["crm.customer.metrics"].search(
            [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)], limit=1
        )
        if metrics.net_sales_12m > 0 or not self.expected_monthly_sales:
            if not metrics:
                return 0.0, self.env._("No sales so far")
            return metrics.net_sales_12m / 12, self.env._(
                "Customer metrics of %(day)s: net sales of 12 months ÷ 12", day=format_date(self.env, metrics.figures_on)
            )
        return self.expected_monthly_sales, self.env._("Expected sales, as stated in the application")

    def _term_months(self, risk):
        """Months until an invoice is due, by the terms that are to hold; a month where no terms are agreed."""
        partner = self.partner_id.with_company(self.company_id)
        for term, origin in (
            (self.decided_term_id, self.env._("proposed terms")),
            (self.payment_term_id, self.env._("terms asked for")),
            (partner.property_payment_term_id, self.env._("the customer's terms")),
            (risk.payment_term_id, self.env._("terms of the class")),
        ):
            if term:
                day = fields.Date.start_of(self.company_id._business_today(), "month")
                days = max(((line._get_due_date(day) - day).days for line in term.line_ids), default=0)
                name = self.env._("%(term)s (%(origin)s)", term=term.name, origin=origin)
                return days / DAYS_A_MONTH, name
        return 1.0, self.env._("No payment terms are agreed: one month")

    def _grade_factor(self):
        partner = self.partner_id.with_company(self.company_id)
        factor = partner._service_policy()[partner.id].get("credit_limit_factor")
        if not factor:
            return 1.0, self.env._("The customer's grade plays no part")
        badge = partner.grading_badge
        return factor, self.env._(
            "Grade %(grade)s of %(scheme)s", grade=badge["grade"]["code"], scheme=badge["scheme"]["name"]
        )
