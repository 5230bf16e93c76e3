from odoo import api, models
from odoo.tools import formatLang


class CrmGradingResult(models.Model):
    """The explanation in one or two sentences."""

    _inherit = "crm.grading.result"

    @api.model
    def _explain_text(self, values):
        """Return the sentences for the data of `_explanation`, in the language of the context."""
        if values["rank"]:
            sentences = [self._explain_position(values), self._explain_differences(values)]
        elif values["status"] == "new":
            grade = self._explain_code(values["final"])
            sentences = [self.env._("%(grade)s: new customer, not ranked before a whole period is over.", grade=grade)]
        else:
            sentences = [self.env._("Not rated: %(reason)s.", reason=values["reason_text"] or self.env._("no grade"))]
        if values["decision"]:
            sentences.append(self._explain_change(values))
        return " ".join(filter(None, sentences))

    @api.model
    def _explain_position(self, values):
        figures = {
            "grade": self._explain_code(values["computed"]),
            "points": formatLang(self.env, values["total"], digits=1),
            "rank": values["rank"],
            "size": values["size"],
        }
        gap = values["gap"]
        if not gap:
            return self.env._("%(grade)s: %(points)s points, rank %(rank)s of %(size)s.", **figures)
        return self.env._(
            "%(grade)s: %(points)s points, rank %(rank)s of %(size)s, %(missing)s points short of %(next)s.",
            missing=formatLang(self.env, gap["points"], digits=1),
            next=self._explain_code(gap["grade"]),
            **figures,
        )

    @api.model
    def _explain_differences(self, values):
        best, worst = values["strengths"][:1], values["weaknesses"][:1]
        if best and worst:
            return self.env._(
                "Strongest: %(best)s %(above)s against peers, weakest: %(worst)s %(below)s.",
                best=best[0]["name"],
                above=self._explain_signed(best[0]["difference"]),
                worst=worst[0]["name"],
                below=self._explain_signed(worst[0]["difference"]),
            )
        if best:
            return self.env._(
                "Strongest: %(best)s %(above)s against peers.",
                best=best[0]["name"],
                above=self._explain_signed(best[0]["difference"]),
            )
        if worst:
            return self.env._(
                "Weakest: %(worst)s %(below)s against peers.",
                worst=worst[0]["name"],
                below=self._explain_signed(worst[0]["difference"]),
            )
        return ""

    @api.model
    def _explain_change(self, values):
        decision = values["decision"]
        figures = {
            "grade": self._explain_code(values["final"]),
            "computed": self._explain_code(values["computed"]),
            "kind": decision["kind_text"],
            "reason": decision["text"],
        }
        if decision["text"]:
            return self.env._("%(grade)s instead of %(computed)s: %(kind)s (%(reason)s).", **figures)
        return self.env._("%(grade)s instead of %(computed)s: %(kind)s.", **figures)

    @api.model
    def _explain_code(self, grade):
        return grade["code"] if grade else self.env._("no grade")

    @api.model
    def _explain_signed(self, points):
        return ("+" if points > 0 else "−") + formatLang(self.env, abs(points), digits=1)
