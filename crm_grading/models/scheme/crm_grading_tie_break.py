from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.checked_fields import CheckedInteger


class CrmGradingTieBreak(models.Model):
    _name = "crm.grading.tie.break"
    _description = "Tie-breaker of a Grading Scheme"
    _inherit = "crm.grading.scheme.part"
    _order = "scheme_id, sequence, id"
    _rec_name = "indicator_id"

    scheme_id = fields.Many2one("crm.grading.scheme", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, precompute=True)
    sequence = CheckedInteger(default=10)
    indicator_id = fields.Many2one(
        "crm.grading.indicator", required=True, ondelete="cascade", index=True, domain="[('scheme_id', '=', scheme_id)]"
    )

    _indicator_uniq = models.UniqueIndex("(scheme_id, indicator_id)", "An indicator breaks ties once.")

    @api.constrains("scheme_id", "indicator_id")
    def _check_indicator(self):
        for tie_break in self:
            if tie_break.indicator_id.scheme_id != tie_break.scheme_id:
                raise ValidationError(
                    self.env._(
                        "“%(indicator)s” is no indicator of the scheme “%(scheme)s” and can't break its ties.",
                        indicator=tie_break.indicator_id.name,
                        scheme=tie_break.scheme_id.name,
                    )
                )
