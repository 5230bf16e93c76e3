from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

RATINGS = [("excellent", "Excellent"), ("good", "Good"), ("fair", "Fair"), ("poor", "Poor")]
# Points of a rating in the score: proposals, as all figures of the scheme that is shipped.
POINTS = {"excellent": 100, "good": 75, "fair": 50, "poor": 0}


class CrmCreditReference(models.Model):
    """What somebody who does business with the customer says about its paying."""

    _name = "crm.credit.reference"
    _inherit = "crm.credit.file.mixin"
    _description = "Credit Reference"

    kind = fields.Selection(
        [("bank", "Bank"), ("supplier", "Supplier"), ("agency", "Credit agency"), ("other", "Other")],
        required=True,
        default="supplier",
    )
    name = fields.Char(string="Given By", required=True)
    contact = fields.Char(help="Name, phone or address of the person asked.")
    known_years = fields.Float(string="Known for (Years)", digits=(16, 1), aggregator="avg")
    credit_amount = CheckedMonetary(string="Credit Given", help="Credit line that the referee gives, in company currency.")
    rating = fields.Selection(RATINGS, required=True, tracking=True)

    _positive = models.Constraint(
        "CHECK (known_years >= 0 AND credit_amount >= 0)", "Years and credit of a reference can't be negative."
    )

    @api.depends("partner_id.name", "name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = " · ".join(filter(None, (record.partner_id.name, record.name)))
