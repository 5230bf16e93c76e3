from collections import defaultdict

from odoo import api, fields, models


class CrmComplaintResolutionLine(models.Model):
    """Which pieces of what was bought the goods stand for. Quantities are in the unit of the product."""

    _inherit = "crm.complaint.resolution.line"

    unbought_quantity = fields.Float(
        string="Not Bought Here",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="At the submission: of no confirmed order that the complaint names.",
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"unbought_quantity": 0.0}

    def _pieces(self):
        """Return for how many pieces of the order these goods stand: of a refund that is done those that came back."""
        if self.resolution_id.kind == "refund" and self.resolution_id.done_on:
            return self._came_back()
        return self._approved_quantity() - self.unbought_quantity

    def _pieces_by_complaint(self):
        """Return {complaint: pieces}. What a later round puts right are those of the former one, which were wrong again."""
        rounds = defaultdict(float)
        for line in self:
            rounds[line.resolution_id.complaint_id, line.resolution_id.round] += line._pieces()
        result = {}
        for (complaint, _round), pieces in rounds.items():
            result[complaint] = max(result.get(complaint, 0.0), pieces)
        return result
