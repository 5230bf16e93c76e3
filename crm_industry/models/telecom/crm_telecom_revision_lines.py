from odoo import api, models


class CrmTelecomRevision(models.Model):
    """Former lines of bills, readable."""

    _inherit = "crm.telecom.revision"

    @api.depends("content")
    def _compute_content_text(self):
        result = super()._compute_content_text()
        kinds = dict(self.env["crm.telecom.bill.line"]._selection_kind())
        for revision in self:
            content = revision.content or {}
            if lines := content.get("lines"):
                shown = [f"{name}: {value}" for name, value in content.items() if name != "lines" and value is not None]
                for line in lines:
                    words = (kinds.get(line["kind"]), line["description"], str(line["amount"]))
                    shown.append(" · ".join(filter(None, words)))
                revision.content_text = "\n".join(shown)
        return result
