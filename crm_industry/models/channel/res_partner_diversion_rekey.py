from odoo import api, models
from odoo.tools import SQL

PARTNER_COLUMNS = {
    "crm.serial.event": ("dealer_id", "reporter_id"),
    "crm.serial.shipment": ("dealer_id",),
    "crm.diversion.finding": ("dealer_id", "victim_id", "found_at_id"),
    "crm.diversion.case": ("dealer_id", "victim_id"),
    "crm.diversion.penalty": ("dealer_id",),
}


class ResPartner(models.Model):
    """Serial events, shipments, findings and cases of a customer that another one absorbs.

    Events and evidence stay what they are: only the link to the partner follows.
    """

    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        result = super()._rekey_customer(old, new)
        self.env.flush_all()
        self._close_doubled_cases(old, new)
        self._tell_growth_apart(old, new)
        for name, columns in PARTNER_COLUMNS.items():
            table = SQL.identifier(self.env[name]._table)
            for column in columns:
                self.env.cr.execute(
                    SQL(
                        "UPDATE %(table)s SET %(column)s = %(new)s WHERE %(column)s = %(old)s",
                        table=table,
                        column=SQL.identifier(column),
                        new=new.id,
                        old=old.id,
                    )
                )
            self.env[name].invalidate_model()
        return result

    @api.model
    def _tell_growth_apart(self, old, new):
        """Both dealers may have grown in the same month: the finding about the former one says by a number that it is another."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_diversion_finding found SET code = found.code || ' #' || found.id
                  FROM crm_diversion_finding own
                 WHERE found.dealer_id = %(old)s AND own.dealer_id = %(new)s AND own.rule_id = found.rule_id
                   AND own.code = found.code AND found.event_id IS NULL AND own.event_id IS NULL
                """,
                old=old.id,
                new=new.id,
            )
        )

    @api.model
    def _close_doubled_cases(self, old, new):
        """Dismiss open cases that would stand beside another one of the same key, or have one partner on both sides; their
        findings are free to join the other case."""
        doubled = self.env.execute_query(
            SQL(
                """
                SELECT c.id FROM (
                    SELECT id, dealer, victim, row_number() OVER (
                               PARTITION BY company_id, rule_id, region_id, dealer, victim ORDER BY state = 'suspected', id
                           ) AS place
                      FROM crm_diversion_case
                     CROSS JOIN LATERAL (
                         SELECT CASE dealer_id WHEN %(old)s THEN %(new)s ELSE dealer_id END AS dealer,
                                CASE victim_id WHEN %(old)s THEN %(new)s ELSE victim_id END AS victim
                     ) joined
                     WHERE state IN ('suspected', 'noticed', 'answered')
                       AND (dealer_id IN (%(old)s, %(new)s) OR victim_id IN (%(old)s, %(new)s))
                ) c WHERE place > 1 OR dealer = victim
                """,
                old=old.id,
                new=new.id,
            )
        )
        cases = self.env["crm.diversion.case"].sudo().browse(case_id for (case_id,) in doubled)
        cases._dismiss_merged()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_diversion_case SET victim_id = NULL WHERE dealer_id = ANY(%(both)s) AND victim_id = ANY(%(both)s)",
                both=[old.id, new.id],
            )
        )
