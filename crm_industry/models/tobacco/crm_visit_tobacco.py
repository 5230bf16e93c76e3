from odoo import models


class CrmVisit(models.Model):
    """Visits to tobacco retailers: what deviates becomes a report to the inspectors, without offence or penalty."""

    _inherit = "crm.visit"

    def _visited(self):
        result = super()._visited()
        self._report_deviations()
        return result

    def _report_deviations(self):
        """Report what deviated, an event for each visit; inspectors say whether it is an offence."""
        files = self.env["crm.tobacco.retailer"]._of_partners(self.partner_id)
        events = []
        for visit in self:
            deviating = visit.answer_ids.filtered(lambda answer: answer.is_deviation and answer.item_id.reported)
            retailer = files.get(visit.partner_id.id)
            if deviating and retailer and retailer.company_id == visit.company_id:
                events.append(visit._prepare_report_values(retailer, deviating))
        # sudo: whoever visits passes on what was seen
        self.env["crm.tobacco.compliance.event"].sudo().create(events)

    def _prepare_report_values(self, retailer, answers):
        lines = [": ".join(filter(None, (answer.item_id.name, answer.text))) for answer in answers]
        return {
            "company_id": self.company_id.id,
            "retailer_id": retailer.id,
            "date": self.company_id.sudo()._business_today(),
            "description": self.env._("Seen on a visit: %(items)s", items="; ".join(lines)),
        }
