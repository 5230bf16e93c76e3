from odoo import api, models

from .explanation import gap_to_next, ranked_differences

# As many strengths and weaknesses are named.
NAMED = 3


class CrmGradingResult(models.Model):
    """Why a customer has its grade, as plain data for screens, summaries and the portal."""

    _inherit = "crm.grading.result"

    def _explanation(self):
        """Return why this customer has its grade, ready to be drawn; texts in the language of the context.

        Reads with full rights: the caller has made sure that the user may see the customer and the result. Everything comes
        from what the run has frozen; only names are today's.

        :return:
            - result_id, partner {id, name}, scheme {id, name}, run {id, name, date_from, date_to}
            - status, reason: keys of the result's selections; reason_text
            - total, coverage (percent), rank, rank_high, size
            - group: {name, size, small, policy}, the peer group ranked in, or None
            - computed, final, previous: {id, code, name, color} or None; movement (grades up)
            - decision: {kind, kind_text, text} of what changed the grade (step, downgrade, cap, override, veto), or None
            - dimensions: [{code, name, color, weight (fraction of the total), score, mean (of the peers), coverage, grade,
              indicators: [{code, name, raw, score, weight (fraction of the total), contribution, mean (contribution of the
              peers), difference}]}]; points 0..100, None where there is no value
            - strengths, weaknesses: up to three of these indicators, the largest difference to the peers first
            - gap: {grade, score (lowest total of the next better grade), points (missing)}, or None
            - trend: [{run_id, name, date_to, total, grade}] of the published runs, oldest first, this one included
            - text: one or two sentences
        :rtype: dict
        """
        self.ensure_one()
        return self._explanations()[self.id]

    def _explanations(self):
        """Return {result id: `_explanation`} of several results, reading once for all."""
        results = self.sudo()
        trends = results._get_trends()
        names = self._explain_names(dimension for run in results.run_id for dimension in run._frozen_parts("dimensions"))
        explained = {}
        for result in results:
            values = result._explain_figures() | result._explain_grades()
            values["dimensions"] = result._explain_dimensions(names)
            values["strengths"], values["weaknesses"] = ranked_differences(values["dimensions"], NAMED)
            values["gap"] = result._explain_gap()
            values["trend"] = trends.get((result.partner_id.id, result.scheme_id.id), [])
            values["text"] = self.env["crm.grading.result"]._explain_text(values)
            explained[result.id] = values
        return explained

    def _explain_figures(self):
        run, group = self.run_id, self.peer_group_id
        return {
            "result_id": self.id,
            "partner": {"id": self.partner_id.id, "name": self.partner_id.display_name},
            "scheme": {"id": self.scheme_id.id, "name": self.scheme_id.name},
            "run": {"id": run.id, "name": run.name, "date_from": str(run.date_from), "date_to": str(run.date_to)},
            "status": self.status,
            "reason": self.reason,
            "reason_text": self._explain_label("reason"),
            "total": self.total if self.rank else None,
            "coverage": self.coverage,
            "rank": self.rank,
            "rank_high": self.rank_high,
            "size": self.size,
            "group": group
            and {"name": group.display_name, "size": group.size, "small": group.small, "policy": group.policy_applied}
            or None,
        }

    def _explain_label(self, name):
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")

    def _explain_grades(self):
        """The grades, and what made the final one another than the computed one."""
        decision = None
        if self.final_reason:
            kind = self.final_reason
            decision = {"kind": kind, "kind_text": self._explain_label("final_reason"), "text": self._explain_decision(kind)}
        return {
            "computed": self.computed_grade_id._explain(),
            "final": self.final_grade_id._explain(),
            "previous": self.previous_grade_id._explain(),
            "movement": self.movement,
            "decision": decision,
        }

    def _explain_decision(self, kind):
        """The reason in words: of the cap as frozen, of the override or veto as it is kept."""
        if kind == "cap":
            return self.cap_id.exists().name or ""
        today = self.company_id._business_today()
        if kind == "veto":
            vetoes = self.env["crm.grading.veto"].search(
                [
                    ("partner_id", "=", self.partner_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("scheme_id", "in", (False, self.scheme_id.id)),
                    ("date_from", "<=", today),
                    ("state", "in", ("planned", "active")),
                ]
            )
            texts = vetoes.mapped("reason")
        else:
            appeals = self.env["crm.grading.appeal"].search(
                [
                    ("partner_id", "=", self.partner_id.id),
                    ("scheme_id", "=", self.scheme_id.id),
                    ("approval_state", "=", "approved"),
                    ("ended_on", "=", False),
                ],
                limit=1,
            )
            texts = appeals.mapped("reason") if kind == "override" else []
        frozen = [effect[4] for effect in self.effects or () if effect[0] == kind and effect[4]]
        return " ".join(dict.fromkeys(texts or frozen))

    def _explain_dimensions(self, names):
        """The dimensions with their indicators, from the frozen configuration; empty when details were dropped."""
        lines = {line.code: line for line in self.dimension_ids}
        dimensions = self.run_id._frozen_parts("dimensions")
        weights = sum(dimension["weight"] for dimension in dimensions) or 1.0
        group = self.peer_group_id
        return [
            {
                "code": dimension["code"],
                "name": names["crm.grading.dimension"].get(dimension["id"], dimension["name"]),
                "color": number,
                "weight": dimension["weight"] / weights,
                # No value reads as 0, as does a score of 0; only the former covers nothing.
                "score": line.score if line and (line.score or line.coverage) else None,
                "coverage": line and line.coverage,
                "grade": line and line.grade_id._explain(),
                "mean": (group.dimension_means or {}).get(dimension["code"]),
                "indicators": self._explain_indicators(dimension["indicators"], names["crm.grading.indicator"]),
            }
            for number, dimension in enumerate(dimensions)
            for line in [lines.get(dimension["code"])]
        ]

    def _explain_indicators(self, indicators, names):
        detail = self.detail or {}
        means = self.peer_group_id.means or {}
        explained = []
        for indicator in indicators:
            code = indicator["code"]
            raw, score, weight, contribution = detail.get(code) or (None, None, None, None)
            mean = means.get(code)
            known = contribution is not None and mean is not None
            explained.append(
                {
                    "code": code,
                    "name": names.get(indicator["id"], indicator["name"]),
                    "raw": raw,
                    "score": score,
                    "weight": weight,
                    "contribution": contribution,
                    "mean": mean,
                    "difference": round(contribution - mean, 4) if known else None,
                }
            )
        return explained

    @api.model
    def _explain_names(self, dimensions):
        """Return today's names of what is still there, in the user's language: {model: {id: name}}."""
        ids = {"crm.grading.dimension": set(), "crm.grading.indicator": set()}
        for dimension in dimensions:
            ids["crm.grading.dimension"].add(dimension["id"])
            ids["crm.grading.indicator"].update(indicator["id"] for indicator in dimension["indicators"])
        return {
            model: {record.id: record.name for record in self.env[model].sudo().search([("id", "in", list(wanted))])}
            for model, wanted in ids.items()
        }

    def _explain_gap(self):
        """What is missing to the next better grade, by the totals that got it in the peer group."""
        grades = self.run_id._frozen_parts("grades")
        found = gap_to_next(grades, self.computed_grade_id.id, self.total, self.peer_group_id.cuts or {})
        if not self.rank or not found:
            return None
        grade_id, score, points = found
        grade = self.env["crm.grading.grade"].browse(grade_id)
        return {"grade": grade._explain(), "score": score, "points": points}

    def _get_trends(self):
        """Return {(partner id, scheme id): trend} over the published runs."""
        history = self.env["crm.grading.result"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("scheme_id", "in", self.scheme_id.ids),
                "|",
                ("run_id.state", "=", "published"),
                ("id", "in", self.ids),
            ]
        )
        trends = {}
        for result in history.sorted(lambda result: (result.run_id.date_to, result.run_id.id)):
            trends.setdefault((result.partner_id.id, result.scheme_id.id), []).append(
                {
                    "run_id": result.run_id.id,
                    "name": result.run_id.name,
                    "date_to": str(result.run_id.date_to),
                    "total": result.total if result.rank else None,
                    "grade": result.final_grade_id._explain(),
                }
            )
        return trends
