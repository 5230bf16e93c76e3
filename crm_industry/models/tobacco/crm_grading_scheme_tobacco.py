from dataclasses import replace

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from .four_values_tobacco import SUPPLY_BANDS, TOBACCO_FOUR_VALUES

# Visits and calls of each grade in so many months: a proposal.
VISITS = {"A": (4, 0, 1), "B": (3, 0, 1), "C": (2, 0, 1), "D": (1, 0, 1), "E": (1, 1, 3)}
PEER_FIELDS = ("tobacco_market", "tobacco_format_id")


class CrmGradingScheme(models.Model):
    """The schemes of the tobacco trade, made for a company when the trade is switched on, or by a button."""

    _inherit = "crm.grading.scheme"

    def action_add_tobacco_schemes(self):
        """Add the schemes *Tobacco 4V* and *Supply bands 1-30* to the current company, as far as it lacks them, and show them.

        :raise AccessError: the user is no grading manager
        """
        if not self.env.user.has_group("crm_grading.group_grading_manager"):
            raise AccessError(self.env._("Only grading managers set up schemes."))
        company = self.env.company.root_id
        self._add_tobacco_schemes(company)
        codes = [template.code for template in self._tobacco_templates(company)]
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "views": [(False, "list"), (False, "form")],
            "domain": [("company_id", "=", company.id), ("code", "in", codes)],
            "name": self.env._("Schemes of the Tobacco Trade"),
        }

    @api.model
    def _add_tobacco_schemes(self, company):
        """Make the schemes of the trade that a company lacks.

        :param company: the root of a branch tree
        :return: the new schemes
        """
        # As the system: who switches a trade on need not read all that the schemes look at.
        schemes = self.with_user(SUPERUSER_ID)
        there = schemes.with_context(active_test=False).search([("company_id", "=", company.id)]).mapped("code")
        templates = [template for template in self._tobacco_templates(company) if template.code not in there]
        new = schemes.union(*(schemes._add_from_template(template, company) for template in templates))
        new.filtered(lambda scheme: scheme.code == TOBACCO_FOUR_VALUES.code)._plan_tobacco_visits()
        if new:
            self.env["crm.tobacco.retailer"].sudo()._lay_missing_vetoes(company)
        return new.with_env(self.env)

    def _plan_tobacco_visits(self):
        """Say on the grades how often retailers are visited."""
        for grade in self.grade_ids:
            visits, calls, months = VISITS[grade.code]
            grade.write({"visit_count": visits, "visit_calls": calls, "visit_months": months})

    @api.model
    def _tobacco_templates(self, company):
        """Return the templates of the trade, for the retailers of a company; without a valid licence none is rated."""
        shared = {
            "domain": str([("tobacco_retailer_ids.company_id", "=", company.id)]),
            "cap_ids": [
                Command.create(
                    {
                        "name": self.env._("No valid licence"),
                        "domain": str([("tobacco_retailer_ids", "not any", [("licence_state", "=", "valid")])]),
                        "effect": "not_rated",
                    }
                )
            ],
        }
        fields = [self.env["ir.model.fields"]._get("res.partner", name) for name in PEER_FIELDS]
        peers = [Command.create({"field_id": field.id, "sequence": place}) for place, field in enumerate(fields)]
        return [
            replace(TOBACCO_FOUR_VALUES, values=TOBACCO_FOUR_VALUES.values | shared | {"peer_key_ids": peers}),
            replace(SUPPLY_BANDS, values=SUPPLY_BANDS.values | shared),
        ]
