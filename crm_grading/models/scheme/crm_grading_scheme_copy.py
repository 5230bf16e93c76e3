from odoo import models


class CrmGradingScheme(models.Model):
    """A duplicate is a scheme of its own: its links between parts lead to its own parts."""

    _inherit = "crm.grading.scheme"

    def copy_data(self, default=None):
        default = default or {}
        data_list = super().copy_data(default)
        for scheme, data in zip(self, data_list, strict=True):
            if "name" not in default:
                data["name"] = self.env._("%(scheme)s (copy)", scheme=scheme.name)
            if "code" not in default:
                data["code"] = scheme._get_free_code(data["company_id"])
        return data_list

    def copy(self, default=None):
        copies = super().copy(default)
        for scheme, copied in zip(self, copies, strict=True):
            copied._copy_links(scheme)
            copied._store_version(1, copied._get_fingerprint())
        return copies

    def _get_free_code(self, company_id):
        schemes = self.sudo().with_context(active_test=False).search([("company_id", "=", company_id)])
        taken = set(schemes.mapped("code"))
        numbers = range(2, len(taken) + 3)
        return next(code for code in (f"{self.code}-{number}" for number in numbers) if code not in taken)

    def _copy_links(self, original):
        grades = {grade.code: grade.id for grade in self.grade_ids}
        indicators = {indicator.code: indicator.id for indicator in self.dimension_ids.indicator_ids}
        self.initial_grade_id = grades.get(original.initial_grade_id.code)
        for cap in original.with_context(active_test=False).cap_ids:
            cap.copy({"scheme_id": self.id, "grade_id": grades.get(cap.grade_id.code)})
        for tie_break in original.tie_break_ids:
            tie_break.copy({"scheme_id": self.id, "indicator_id": indicators[tie_break.indicator_id.code]})
