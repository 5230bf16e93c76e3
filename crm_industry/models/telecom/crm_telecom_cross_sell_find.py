from odoo import api, models
from odoo.tools import SQL

from .crm_telecom_subscription_history import CONNECTED

FOUND = ("user_id", "offering_id", "share", "peers")


class CrmTelecomCrossSell(models.Model):
    """How it is found what is missing: one statement for each level of a company."""

    _inherit = "crm.telecom.cross.sell"

    @api.model
    def _level_sources(self, company):
        """Return {level: SQL} of what there is: unit_id, partner_id, account_id, subscription_id, peers (text: the units of the
        same one compare), item, offering_id; a row for each thing that a unit has. Extend by super.
        """
        return {
            "customer": self._customer_source(company),
            "account": self._account_source(company),
            "subscription": self._subscription_source(company),
        }

    @api.model
    def _size(self, number):
        """SQL: the size group of a unit with so many subscriptions: up to 4, 5 to 19, 20 and more."""
        return SQL("width_bucket(%s::integer, ARRAY[1, 5, 20])", number)

    @api.model
    def _live(self, company):
        """SQL: the condition of subscriptions ``s`` that are in use."""
        return SQL("s.company_id = %s AND s.state = ANY(%s)", company.id, list(CONNECTED))

    @api.model
    def _customer_source(self, company):
        """Customers by type, and by size."""
        return SQL(
            """
            SELECT s.partner_id AS unit_id, s.partner_id, NULL::integer AS account_id, NULL::integer AS subscription_id,
                   coalesce(p.channel_type_id, 0) || '/' || p.is_company || '/'
                   || %(size)s AS peers, s.access_type AS item, s.offering_id
              FROM crm_telecom_subscription s JOIN res_partner p ON p.id = s.partner_id
             WHERE %(live)s
            """,
            size=self._size(SQL("count(*) OVER (PARTITION BY s.partner_id)")),
            live=self._live(company),
        )

    @api.model
    def _account_source(self, company):
        """Accounts by payment, whether a company has it, and size."""
        return SQL(
            """
            SELECT s.account_id AS unit_id, a.partner_id, s.account_id, NULL::integer AS subscription_id,
                   a.payment_mode || '/' || p.is_company || '/' || %(size)s AS peers, s.access_type AS item, s.offering_id
              FROM crm_telecom_subscription s JOIN crm_telecom_account a ON a.id = s.account_id
              JOIN res_partner p ON p.id = a.partner_id
             WHERE %(live)s
            """,
            size=self._size(SQL("count(*) OVER (PARTITION BY s.account_id)")),
            live=self._live(company),
        )

    @api.model
    def _subscription_source(self, company):
        """Services of subscriptions to the same offering."""
        return SQL(
            """
            SELECT s.id AS unit_id, s.partner_id, s.account_id, s.id AS subscription_id, s.offering_id::text AS peers,
                   v.kind AS item, NULL::integer AS offering_id
              FROM crm_telecom_subscription s JOIN crm_telecom_service v ON v.subscription_id = s.id
             WHERE %(live)s AND s.offering_id IS NOT NULL AND v.state <> 'terminated'
            """,
            live=self._live(company),
        )

    @api.model
    def _gaps_query(self, company, level, source):
        """SQL: what units of a level miss that enough of those which compare have."""
        # sudo: settings
        settings = company.sudo()
        return SQL(
            """
            WITH had AS MATERIALIZED (%(source)s),
            unit AS (SELECT DISTINCT unit_id, partner_id, account_id, subscription_id, peers FROM had),
            peer AS (SELECT peers, count(*) AS size FROM unit GROUP BY peers),
            usual AS (
                SELECT h.peers, h.item, count(DISTINCT h.unit_id) AS number, mode() WITHIN GROUP (ORDER BY o.id) AS offering_id
                  FROM had h LEFT JOIN crm_telecom_offering o ON o.id = h.offering_id AND o.active
                 GROUP BY h.peers, h.item
            )
            SELECT %(level)s AS level, u.partner_id, p.user_id, u.account_id, u.subscription_id, x.item, x.offering_id,
                   round(100.0 * x.number / g.size, 1) AS share, g.size::integer AS peers
              FROM unit u JOIN peer g ON g.peers = u.peers AND g.size >= %(least)s
              JOIN usual x ON x.peers = u.peers AND 100.0 * x.number / g.size >= %(share)s
              JOIN res_partner p ON p.id = u.partner_id
             WHERE NOT EXISTS (SELECT FROM had h WHERE h.unit_id = u.unit_id AND h.item = x.item)
            """,
            source=source,
            level=level,
            least=settings.telecom_cross_peers,
            share=settings.root_id.grading_cross_sell,
        )

    @api.model
    def _refresh_level(self, company, level):
        """Find what units of a level miss; what has been offered with success, or is no longer usual, goes."""
        table = SQL.identifier("crm_telecom_cross_gap")
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", table))
        query = self._gaps_query(company, level, self._level_sources(company)[level])
        self.env.cr.execute(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", table, query))
        same = SQL(
            "g.partner_id = t.partner_id AND g.account_id IS NOT DISTINCT FROM t.account_id"
            " AND g.subscription_id IS NOT DISTINCT FROM t.subscription_id AND g.item = t.item"
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_telecom_cross_sell t WHERE t.company_id = %s AND t.level = %s"
                " AND NOT EXISTS (SELECT FROM %s g WHERE %s)",
                company.id,
                level,
                table,
                same,
            )
        )
        names = [SQL.identifier(name) for name in FOUND]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_telecom_cross_sell AS t
                       (company_id, level, partner_id, account_id, subscription_id, item, %(names)s)
                SELECT %(company)s, level, partner_id, account_id, subscription_id, item, %(names)s FROM %(table)s
                    ON CONFLICT (company_id, level, partner_id, (coalesce(account_id, 0)), (coalesce(subscription_id, 0)), item)
                    DO UPDATE SET %(set)s WHERE (%(old)s) IS DISTINCT FROM (%(new)s)
                """,
                names=SQL(", ").join(names),
                company=company.id,
                table=table,
                set=SQL(", ").join(SQL("%s = EXCLUDED.%s", name, name) for name in names),
                old=SQL(", ").join(SQL("t.%s", name) for name in names),
                new=SQL(", ").join(SQL("EXCLUDED.%s", name) for name in names),
            )
        )
        self.env.cr.execute(SQL("DROP TABLE %s", table))
        self.invalidate_model()
