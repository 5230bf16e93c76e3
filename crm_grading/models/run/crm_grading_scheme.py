from odoo import fields, models
from odoo.exceptions import UserError

# Ways to a score that look at no other customer.
ABSOLUTE = ("bands", "target", "identity")


class CrmGradingScheme(models.Model):
    _inherit = "crm.grading.scheme"

    auto_run = fields.Boolean(
        string="Automatic Run",
        copy=False,
        help="When a period is over, its run is made and computed over night. Somebody reviews and publishes it.",
    )
    run_ids = fields.One2many("crm.grading.run", "scheme_id", string="Runs", readonly=True)

    def _check_scores_single(self):
        """Refuse a scheme in which a customer's score depends on the other customers'.

        :raise UserError: naming what compares
        """
        for scheme in self:
            if scheme.split != "bands":
                raise UserError(
                    self.env._("“%(scheme)s” ranks customers: single ones can't be graded by it.", scheme=scheme.name)
                )
            comparing = scheme.indicator_ids.filtered(lambda indicator: indicator.normalisation not in ABSOLUTE)
            if comparing:
                raise UserError(
                    self.env._(
                        "“%(scheme)s” compares customers by “%(indicator)s”: single ones can't be scored by it. Use bands or a "
                        "target.",
                        scheme=scheme.name,
                        indicator=comparing[0].name,
                    )
                )
