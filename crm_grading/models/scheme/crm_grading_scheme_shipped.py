from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .four_values import FOUR_VALUES


class CrmGradingScheme(models.Model):
    """Schemes made from the templates of addons: 4V for the main company at installation, by a button for the others."""

    _inherit = "crm.grading.scheme"

    def action_add_four_values(self):
        """Add the 4V scheme to the current company (a branch uses that of its root) and open it.

        :raise odoo.exceptions.UserError: the company has it already
        """
        if not self.env.user.has_group("crm_grading.group_grading_manager"):
            raise AccessError(self.env._("Only grading managers set up schemes."))
        scheme = self._add_four_values(self.env.company.root_id)
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": scheme.id, "views": [(False, "form")]}

    @api.model
    def _add_four_values(self, company):
        """Create and return the 4V scheme of ``company``."""
        return self._add_from_template(FOUR_VALUES, company)

    @api.model
    def _add_from_template(self, template, company):
        """Create the scheme of an addon for a company, with its names in all installed languages.

        :param template: a ``tools.scheme_template.SchemeTemplate``
        :return: the new scheme; it belongs to the company like any other and may be changed
        :raise odoo.exceptions.UserError: the company has a scheme with this code, or a measure was deleted
        """
        schemes = self.with_context(active_test=False, lang="en_US")
        if schemes.search_count([("company_id", "=", company.id), ("code", "=", template.code)]):
            raise UserError(
                self.env._(
                    "%(company)s has a scheme with the code %(code)s already, maybe archived.",
                    company=company.name,
                    code=template.code,
                )
            )
        scheme = schemes.create(schemes._prepare_from_template(template, company))
        scheme.initial_grade_id = scheme.grade_ids.filtered(lambda grade: grade.code == template.first_grade)
        scheme._translate_from_template(template)
        scheme._store_version(1, scheme._get_fingerprint())
        return scheme.with_env(self.env)

    @api.model
    def _prepare_from_template(self, template, company):
        dimensions = enumerate(template.dimensions, 1)
        return template.values | {
            "code": template.code,
            "name": self.env._(template.name),
            "description": self.env._(template.description),
            "company_id": company.id,
            "dimension_ids": [Command.create(self._prepare_template_dimension(place, item)) for place, item in dimensions],
            "grade_ids": [
                Command.create(
                    {
                        "sequence": place * 10,
                        "code": grade.code,
                        "name": grade.code,
                        "ratio": grade.ratio,
                        "min_score": grade.min_score,
                        "color": grade.color,
                    }
                )
                for place, grade in enumerate(template.grades, 1)
            ],
        }

    @api.model
    def _prepare_template_dimension(self, place, dimension):
        indicators = enumerate(dimension.indicators, 1)
        return {
            "sequence": place * 10,
            "code": dimension.code,
            "name": self.env._(dimension.name),
            "weight": dimension.weight,
            "color": dimension.color,
            "indicator_ids": [Command.create(self._prepare_template_indicator(place, item)) for place, item in indicators],
        }

    @api.model
    def _prepare_template_indicator(self, place, indicator):
        measure = self.env.ref(indicator.measure, raise_if_not_found=False)
        if not measure:
            raise UserError(
                self.env._(
                    "The measure %(measure)s of this scheme was deleted. Upgrading its addon brings it back.",
                    measure=indicator.measure,
                )
            )
        return indicator.values | {
            "sequence": place * 10,
            "code": indicator.code,
            "name": self.env._(indicator.name),
            "weight": indicator.weight,
            "measure_id": measure.id,
            "band_ids": [
                Command.create({"is_lowest": lower is None, "lower": lower or 0.0, "score": score})
                for lower, score in indicator.bands
            ],
        }

    def _translate_from_template(self, template):
        """Give the names in the installed languages. They are data from now on, a later translation doesn't touch them."""
        names = {dimension.code: dimension.name for dimension in template.dimensions}
        names |= {indicator.code: indicator.name for dimension in template.dimensions for indicator in dimension.indicators}
        for lang, _label in self.env["res.lang"].get_installed():
            scheme = self.with_context(lang=lang)
            scheme.write({"name": scheme.env._(template.name), "description": scheme.env._(template.description)})
            for part in (*scheme.dimension_ids, *scheme.dimension_ids.indicator_ids):
                part.name = part.env._(names[part.code])
