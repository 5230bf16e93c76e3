from odoo import api, fields, models


class CrmDealerAgreement(models.Model):
    """An agreement that is put in force from a day on that has begun: what was shipped since is judged by it, too.

    Suspension and termination need nothing of the kind: days that have begun stay covered.
    """

    _inherit = "crm.dealer.agreement"

    judge_again = fields.Boolean(
        readonly=True, copy=False, help="The next detection looks again at what was shipped before it was put in force."
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"judge_again": False}
