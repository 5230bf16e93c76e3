from odoo import models

from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection


class CrmVisitChecklistItem(models.Model):
    """What is made of a deviation."""

    _inherit = "crm.visit.checklist.item"

    deviation_target = CheckedSelection(
        lambda self: list(self.env["crm.visit"]._deviation_targets().items()),
        string="Deviation Leads to",
        help="What is made of a no, or of too few points, when the visit is over. Empty: it is only shown.",
    )
