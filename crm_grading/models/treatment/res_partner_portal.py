from odoo import models


class ResPartner(models.Model):
    """What a customer sees of its own grade on the portal."""

    _inherit = "res.partner"

    def _portal_standings(self):
        """Return, with full rights, the standings of the partner's customer that customers may see.

        Published results only, and only of schemes that are shown to customers; of all companies it deals with.
        """
        customer = self.sudo().commercial_partner_id
        standings = self.env["crm.grading.standing"].sudo().search(
            [("partner_id", "=", customer.id), ("scheme_id.shown_to_customer", "=", True), ("result_id", "!=", False)]
        )
        return standings.filtered(lambda standing: standing.result_id.exists().run_id.state == "published")

    def _portal_grades(self):
        """Return what the portal page shows of each scheme: the customer's own figures, nothing about others.

        :return: dicts of: scheme {id, name}, company, grade, date, explanation (as `crm.grading.result._explanation`, without
            the peers' figures and internal reasons), policy (of the company's scheme, else empty), better (grades to ask for)
        :rtype: list[dict]
        """
        self.ensure_one()
        standings = self._portal_standings()
        explanations = standings.result_id._explanations()
        return [
            {
                "scheme": {"id": standing.scheme_id.id, "name": standing.scheme_id.name},
                "company": standing.company_id.name,
                "grade": standing.grade_id._explain(),
                "date": standing.date,
                "explanation": self._portal_explanation(explanations[standing.result_id.id]),
                "policy": self._portal_policy(standing),
                "better": [grade._explain() for grade in standing._better_grades()],
            }
            for standing in standings
        ]

    def _portal_explanation(self, explanation):
        own = ("run", "status", "reason_text", "total", "rank", "size", "computed", "final", "gap", "trend", "movement")
        decision = explanation["decision"]
        dimensions = [
            {name: dimension[name] for name in ("code", "name", "color", "weight", "score", "grade")}
            | {
                "indicators": [
                    {name: indicator[name] for name in ("name", "raw", "score", "contribution")}
                    for indicator in dimension["indicators"]
                ]
            }
            for dimension in explanation["dimensions"]
        ]
        return {name: explanation[name] for name in own} | {
            "decision": decision and decision["kind_text"],
            "dimensions": dimensions,
        }

    def _portal_policy(self, standing):
        """The policy entries that apply to the customer, when this is the scheme that decides about them."""
        company = standing.company_id
        if company._grading_scheme() != standing.scheme_id:
            return []
        partner = self.with_company(company)
        row = partner._grading_figures().get(standing.partner_id.id)
        return [entry for entry in partner._prepare_policy(row) if entry["name"] and not entry["own"]] if row else []
