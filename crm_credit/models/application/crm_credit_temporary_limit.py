from odoo import api, fields, models


class CrmCreditTemporaryLimit(models.Model):
    _inherit = "crm.credit.temporary.limit"

    application_id = fields.Many2one(
        "crm.credit.application",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The approved application it was given by.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_application(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._without_application(vals))

    @api.model
    def default_get(self, fields):
        return super().default_get([name for name in fields if name != "application_id"])

    @api.model
    def _without_application(self, vals):
        """Only an approval says that a limit was given by one."""
        return vals if self.env.su else {name: value for name, value in vals.items() if name != "application_id"}
