from odoo import api, models


class MailActivityMixin(models.AbstractModel):
    _inherit = "mail.activity.mixin"

    @api.model
    def _activity_addons(self):
        return super()._activity_addons() | {"crm_industry"}
