from odoo import api, fields, models
from odoo.tools import format_amount

SHOWN = 10


class CrmTelecomStep(models.TransientModel):
    """What it costs to leave is shown before notice is given."""

    _inherit = "crm.telecom.step"

    penalty = fields.Text(compute="_compute_penalty", help="For leaving before the commitment ends, as of that day.")

    @api.depends("res_model", "res_ids", "verb", "date")
    def _compute_penalty(self):
        for step in self:
            step.penalty = False
            if step.verb != "give_notice" or step.res_model != "crm.telecom.subscription" or not step.date:
                continue
            subscriptions = self.env["crm.telecom.subscription"].browse(step.res_ids).exists()
            due = [(each, each._penalty(step.date)) for each in subscriptions]
            lines = [
                f"{each.display_name}: {format_amount(self.env, amount, each.currency_id)}" for each, amount in due if amount
            ]
            step.penalty = "\n".join([*lines[:SHOWN], *(["…"] if len(lines) > SHOWN else [])])
