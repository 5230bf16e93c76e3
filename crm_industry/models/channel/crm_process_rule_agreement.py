from odoo import api, models
from odoo.tools import SQL


class CrmProcessRule(models.Model):
    """The event of agreements that end."""

    _inherit = "crm.process.rule"

    @api.model
    def _events(self):
        return super()._events() | {
            "agreement_ending": {
                "label": self.env._("Dealer agreement ending"),
                "help": self.env._("An agreement ends so many days from now and is not renewed; once for each agreement."),
                "query": type(self)._ending_agreements_query,
            }
        }

    def _ending_agreements_query(self, customers):
        """SQL of dealers with an ending agreement; one that was about to end when the rule began counts from that day on."""
        return SQL(
            """
            SELECT agreement.dealer_id AS partner_id, 'agreement:' || agreement.id AS occurrence,
                   GREATEST(agreement.last_day - %(days)s::int, %(since)s) AS happened_on
              FROM crm_dealer_agreement agreement
             WHERE agreement.company_id = %(company)s AND agreement.state = 'active' AND agreement.ended_on IS NULL
               AND agreement.last_day - %(days)s::int <= %(today)s AND agreement.last_day >= %(today)s AND %(only)s
               AND NOT EXISTS (SELECT FROM crm_dealer_agreement renewal
                                WHERE renewal.renewal_of_id = agreement.id
                                  AND renewal.approval_state NOT IN ('refused', 'cancelled'))
            """,
            days=self.days,
            since=self.date_from,
            company=self.company_id.id,
            today=self.company_id._business_today(),
            only=self._only(SQL("agreement.dealer_id"), customers),
        )
