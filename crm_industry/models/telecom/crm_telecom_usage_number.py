import pytz

from odoo import api, models
from odoo.tools import SQL


class CrmTelecomUsage(models.Model):
    """Usage is of the subscription that had the number at that time."""

    _inherit = "crm.telecom.usage"

    @api.model
    def _usage_subscription_query(self, company):
        """Numbers in the international form, on the days on which they were the subscription's, in the company's time zone.

        The day as of which a number has left is still that of the last subscription unless the next one has it already.
        """
        names = super()._usage_subscription_query(company)
        holders = self.env["crm.telecom.number.assignment"]._holders_query()
        zone = str(pytz.timezone(company.sudo().business_tz or "UTC"))
        return SQL(
            """
            %(names)s
             UNION ALL
            SELECT h.e164, h.subscription_id, %(begin)s, %(end)s, 10 FROM (%(holders)s) h WHERE h.company_id = %(company)s
             UNION ALL
            SELECT h.e164, h.subscription_id, %(end)s, %(end)s + interval '1 day', 11
              FROM (%(holders)s) h WHERE h.company_id = %(company)s AND h.date_to IS NOT NULL
            """,
            names=names,
            holders=holders,
            begin=SQL("h.date_from::timestamp AT TIME ZONE %s AT TIME ZONE 'UTC'", zone),
            end=SQL("h.date_to::timestamp AT TIME ZONE %s AT TIME ZONE 'UTC'", zone),
            company=company.id,
        )
