from odoo import fields, models


class CrmGradingScheme(models.Model):
    _inherit = "crm.grading.scheme"

    auto_run = fields.Boolean(
        string="Automatic Run",
        copy=False,
        help="When a period is over, its run is made and computed over night. Somebody reviews and publishes it.",
    )
    run_ids = fields.One2many("crm.grading.run", "scheme_id", string="Runs", readonly=True)
