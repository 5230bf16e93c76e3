from odoo import fields, models

from .crm_grading_run_compute import AT_ONCE, AT_ONCE_DEFAULT
from .crm_grading_run_cron import KEEP_MONTHS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    grading_run_at_once = fields.Integer(config_parameter=AT_ONCE, default=AT_ONCE_DEFAULT)
    grading_detail_months = fields.Integer(config_parameter=KEEP_MONTHS)
