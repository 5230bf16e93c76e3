from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# code, name, lowest score, limit factor, months between reviews, expected bad rate (%), colour
CLASSES = (
    ("A", _lt("Excellent"), 85, 1.5, 12, 0.5, 10),
    ("B", _lt("Good"), 70, 1.2, 12, 1.0, 4),
    ("C", _lt("Fair"), 55, 1.0, 12, 3.0, 3),
    ("D", _lt("Weak"), 40, 0.5, 6, 8.0, 2),
    ("E", _lt("Poor"), 0, 0.0, 3, 20.0, 1),
)


class CrmCreditClass(models.Model):
    """The classes A to E that each company begins with; they are its own from then on."""

    _inherit = "crm.credit.class"

    @api.model
    def _add_template(self, companies=None):
        """Make the classes A to E for companies without any class.

        :param companies: root companies, all by default
        """
        roots = self.env["res.company"].sudo().search([("parent_id", "=", False)]) if companies is None else companies
        classes = self.sudo().with_context(active_test=False)
        served = {company for (company,) in classes._read_group([("company_id", "in", roots.ids)], ["company_id"])}
        made = classes.with_context(lang="en_US", tracking_disable=True).create(
            [values for company in roots if company not in served for values in self._prepare_template(company)]
        )
        names = {code: name for code, name, *_figures in CLASSES}
        for lang, _label in self.env["res.lang"].get_installed():
            for risk in made.with_context(lang=lang):
                risk.name = risk.env._(names[risk.code])

    @api.model
    def _prepare_template(self, company):
        return [
            {
                "company_id": company.id,
                "code": code,
                "name": code,
                "sequence": place * 10,
                "min_score": score,
                "limit_factor": factor,
                "review_months": months,
                "expected_bad_rate": bad_rate,
                "color": color,
            }
            for place, (code, _name, score, factor, months, bad_rate, color) in enumerate(CLASSES, 1)
        ]
