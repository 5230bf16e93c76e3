from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ...tools.mail_text import LONGEST_TEXT
from .four_values_tobacco import SUPPLY_BANDS, TOBACCO_FOUR_VALUES

CODES = (TOBACCO_FOUR_VALUES.code, SUPPLY_BANDS.code)


class CrmTobaccoPortal(models.AbstractModel):
    """Published grade and supply band on the portal, why they are what they are, and applications for a better one.

    What is shown is what crm_grading shows to customers, of schemes that are shown to them; applications are its appeals.
    """

    _inherit = "crm.tobacco.portal"

    @api.model
    def _home_page(self):
        """:return: as super; values (see `_values`)"""
        return super()._home_page() | {"values": self._values(self._own_retailer())}

    @api.model
    def _grade_page(self):
        """Grade and band with their reasons, and the applications of the retailer.

        :return: dict of retailer (head), values (see `_values`), appeals (date, scheme, grade, requested, reason, state_label,
            answer)
        :raise AccessError: the user is no retailer
        """
        retailer = self._own_retailer()
        values = self._values(retailer)
        schemes = {value["scheme"]["id"] for value in values}
        appeals = self.env["crm.grading.appeal"]._portal_own().filtered(lambda appeal: appeal.scheme_id.id in schemes)
        return {
            "retailer": self._retailer_head(retailer),
            "values": values,
            "appeals": [self._appeal_row(appeal) for appeal in appeals],
        }

    @api.model
    def _values(self, retailer):
        """Return grade and band of the retailer as crm_grading shows them, each with its reasons.

        :return: dicts as `res.partner._portal_grades`, and: code (of the scheme), reasons (sentences)
        """
        # sudo: portal users read no schemes; the file says whose these are
        found = self.env["crm.grading.scheme"].sudo().with_context(active_test=False)
        schemes = found.search([("company_id", "=", retailer.company_id.id), ("code", "in", CODES)])
        codes = {scheme.id: scheme.code for scheme in schemes}
        shown = [item for item in retailer.partner_id._portal_grades() if item["scheme"]["id"] in codes]
        values = [item | {"code": codes[item["scheme"]["id"]]} for item in shown]
        return sorted(
            (value | {"reasons": self._reasons(retailer, value)} for value in values),
            key=lambda value: CODES.index(value["code"]),
        )

    # -- why, in plain words -------------------------------------------------------------------------------------------

    @api.model
    def _reasons(self, retailer, value):
        """Return why the retailer has this grade or band, and what would be a better one, a sentence each."""
        why = value["explanation"]
        sentences = self._ranking_reasons(why) if why["rank"] else [self._unrated_reason(why)]
        if why["rank"] and value["code"] == TOBACCO_FOUR_VALUES.code:
            sentences.append(self._dimension_reason(why["dimensions"]))
        if why["decision"] or not value["grade"]:
            sentences += self._decision_reasons(retailer, value)
        return [sentence for sentence in sentences if sentence]

    @api.model
    def _ranking_reasons(self, why):
        sentences = [
            self.env._(
                "From %(first)s to %(last)s you reached %(points)s of 100 points: place %(rank)s of %(size)s comparable shops.",
                first=format_date(self.env, why["run"]["date_from"]),
                last=format_date(self.env, why["run"]["date_to"]),
                points=formatLang(self.env, why["total"], digits=1),
                rank=why["rank"],
                size=why["size"],
            )
        ]
        if why["gap"]:
            sentences.append(
                self.env._(
                    "%(points)s points more would have been %(grade)s.",
                    points=formatLang(self.env, why["gap"]["points"], digits=1),
                    grade=why["gap"]["grade"]["code"],
                )
            )
        return sentences

    @api.model
    def _dimension_reason(self, dimensions):
        """The best and the weakest of the values, in one sentence."""
        known = sorted((each for each in dimensions if each["score"] is not None), key=lambda each: each["score"])
        if len(known) < 2 or known[0]["score"] == known[-1]["score"]:
            return ""
        return self.env._(
            "Your best side: %(best)s (%(high)s of 100). Most is to be gained by: %(weak)s (%(low)s of 100).",
            best=known[-1]["name"],
            high=formatLang(self.env, known[-1]["score"], digits=0),
            weak=known[0]["name"],
            low=formatLang(self.env, known[0]["score"], digits=0),
        )

    @api.model
    def _unrated_reason(self, why):
        if why["status"] == "new":
            return self.env._("New shops begin with this one: they are ranked after a whole period.")
        return self.env._("You were not ranked: %(reason)s.", reason=why["reason_text"] or self.env._("too little is known"))

    @api.model
    def _decision_reasons(self, retailer, value):
        """Why it is another one than the points say, as far as the trade knows; else the kind of decision."""
        why, compliance = value["explanation"], retailer.compliance_class_id
        sentences = []
        if value["code"] == TOBACCO_FOUR_VALUES.code and compliance.effect != "none":
            sentences.append(self._compliance_reason(retailer, compliance))
        if retailer.licence_state != "valid":
            sentences.append(self.env._("Without a valid licence a shop has neither grade nor band."))
        if not sentences and why["decision"]:
            sentences.append(self.env._("Changed after the ranking: %(decision)s.", decision=why["decision"]))
        if value["grade"] and why["computed"] and why["computed"]["id"] != value["grade"]["id"]:
            sentences.append(self.env._("By the points alone it would be %(grade)s.", grade=why["computed"]["code"]))
        return sentences

    @api.model
    def _compliance_reason(self, retailer, compliance):
        figures = {"points": retailer.compliance_score, "class": compliance.code, "grade": compliance.grade_code}
        if compliance.effect == "not_rated":
            return self.env._("Your compliance is %(points)s points, class %(class)s: such shops have no grade.", **figures)
        return self.env._(
            "Your compliance is %(points)s points, class %(class)s: the best grade with it is %(grade)s.", **figures
        )

    # -- a better one --------------------------------------------------------------------------------------------------

    @api.model
    def _appeal_row(self, appeal):
        return {
            "date": appeal.create_date,
            "scheme": appeal.scheme_id.name,
            "grade": appeal.grade_id.code,
            "requested": appeal.requested_grade_id.code,
            "reason": appeal.reason,
            "state_label": self._label(appeal, "approval_state"),
            "answer": appeal.decision_note,
        }

    @api.model
    def _apply(self, values, files):
        """Apply for a better grade or band of the own shop: an appeal of crm_grading, which its managers decide.

        :param dict values: texts of the form: scheme_id, requested_grade_id, reason
        :param list files: (name, content) of attachments
        :return: the appeal, with full rights
        :raise AccessError: the user is no retailer
        :raise UserError: it is no scheme of the trade, something is missing or too long, or an application is undecided
        """
        retailer = self._own_retailer()
        if values.get("scheme_id") not in {str(value["scheme"]["id"]) for value in self._values(retailer)}:
            raise UserError(self.env._("You have no grade that could be appealed against."))
        portal = self.env["crm.complaint.portal"]
        reason = portal._text(values.get("reason"), LONGEST_TEXT, self.env._("Please tell us why you ask for another grade."))
        portal._check_files(files)
        wanted = {name: values.get(name) for name in ("scheme_id", "requested_grade_id")}
        return self.env["crm.grading.appeal"]._portal_submit(wanted | {"reason": reason}, files)
