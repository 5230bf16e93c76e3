from odoo import models


class CrmVisitAnswer(models.Model):
    """Answers on the screen for a phone."""

    _inherit = "crm.visit.answer"

    def _screen_data(self):
        """Return for each answer {"id", "item", "kind", "required", "photo_needed", "has_photo", "answered", "yes_no", "points"
        (text), "amount", "text", "deviates"}.

        :rtype: list[dict]
        """
        answered = self._answered()
        photographed = self._photographed()
        return [
            {
                "id": answer.id,
                "item": answer.item_id.name,
                "kind": answer.kind,
                "required": answer.required,
                "photo_needed": answer.photo_needed,
                "has_photo": answer.id in photographed,
                "answered": answer in answered,
                "yes_no": answer.yes_no,
                "points": answer.points,
                "amount": answer.amount,
                "text": answer.text or "",
                "deviates": answer.is_deviation and answer in answered,
            }
            for answer in self
        ]

    def _photographed(self):
        """Return the ids of those with a photo, without reading the photos."""
        # sudo: the files of answers that the caller may read
        files = self.env["ir.attachment"].sudo()
        domain = [("res_model", "=", self._name), ("res_field", "=", "photo"), ("res_id", "in", self.ids)]
        return {record_id for (record_id,) in files._read_group(domain, ["res_id"])}
