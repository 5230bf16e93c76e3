from odoo import models

from ...tools.checked_fields import CheckedInteger
from .crm_grading_run_compute import AT_ONCE, AT_ONCE_DEFAULT
from .crm_grading_run_cron import KEEP_MONTHS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    grading_run_at_once = CheckedInteger(config_parameter=AT_ONCE, default=AT_ONCE_DEFAULT)
    grading_detail_months = CheckedInteger(config_parameter=KEEP_MONTHS)
