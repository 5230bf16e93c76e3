from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat
from odoo.addons.crm_grading.tools.period import ONE_DAY

MONTH_FIELDS = tuple(f"month_{number:02}" for number in range(1, 13))


class CrmTargetSeason(models.Model):
    """How sales spread over the months of a year: a weight for each month; only their proportions matter."""

    _name = "crm.target.season"
    _inherit = ["crm.credit.root.mixin"]
    _description = "Seasonal Profile"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    month_01 = CheckedFloat(string="January", digits=(16, 4), default=1.0)
    month_02 = CheckedFloat(string="February", digits=(16, 4), default=1.0)
    month_03 = CheckedFloat(string="March", digits=(16, 4), default=1.0)
    month_04 = CheckedFloat(string="April", digits=(16, 4), default=1.0)
    month_05 = CheckedFloat(string="May", digits=(16, 4), default=1.0)
    month_06 = CheckedFloat(string="June", digits=(16, 4), default=1.0)
    month_07 = CheckedFloat(string="July", digits=(16, 4), default=1.0)
    month_08 = CheckedFloat(string="August", digits=(16, 4), default=1.0)
    month_09 = CheckedFloat(string="September", digits=(16, 4), default=1.0)
    month_10 = CheckedFloat(string="October", digits=(16, 4), default=1.0)
    month_11 = CheckedFloat(string="November", digits=(16, 4), default=1.0)
    month_12 = CheckedFloat(string="December", digits=(16, 4), default=1.0)

    _weights_not_negative = models.Constraint(
        f"CHECK ({' AND '.join(f'{name} >= 0' for name in MONTH_FIELDS)} AND {' + '.join(MONTH_FIELDS)} > 0)",
        "The weights of a profile are not below 0, and one is above.",
    )

    def _weight(self, first, last):
        """Return the weight of a period of whole months."""
        self.ensure_one()
        weight, month = 0.0, first
        while month <= last:
            weight += self[MONTH_FIELDS[month.month - 1]]
            month += relativedelta(months=1)
        return weight

    def action_take_sales(self):
        """Take the sales of the company in the last twelve whole months as weights, as targets count them.

        :raise UserError: nothing was sold
        """
        check_one(self)
        self.check_access("write")
        company = self.company_id
        begin = company._business_today().replace(day=1) - relativedelta(years=1)
        wanted = []
        for number in range(12):
            first = begin + relativedelta(months=number)
            shape = {"key": first.month, "company_id": company.id, "measure": "amount", "basis": company.target_basis}
            wanted.append(shape | {"date_from": first, "date_to": first + relativedelta(months=1) - ONE_DAY})
        targets = self.env["crm.target"]
        # sudo: sums by month, for those who may plan targets
        sold = {month: max(float(amount), 0.0) for month, amount in targets.sudo()._actuals(targets._wanted_values(wanted))}
        if not any(sold.values()):
            raise UserError(self.env._("%(company)s sold nothing in the last twelve months.", company=company.name))
        whole = sum(sold.values())
        self.write({name: 100 * sold.get(number, 0.0) / whole for number, name in enumerate(MONTH_FIELDS, 1)})
        return True
