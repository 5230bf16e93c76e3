from odoo import api, models
from odoo.tools import SQL

from .crm_telecom_intake_mixin import WORK

KEPT = (
    "name",
    "account_id",
    "date",
    "date_due",
    "period_from",
    "period_to",
    "amount_untaxed",
    "amount_tax",
    "amount_total",
    "paid_reported",
    "state",
)
TOTAL = SQL("(w.untaxed + w.charged_untaxed + w.taxed + w.charged_tax)")
# A source that says settled without an amount means all of what it knows.
REPORTED = SQL(
    """
    (CASE WHEN w.state <> 'settled' OR w.state IS NULL OR w.paid IS NOT NULL THEN coalesce(w.paid, w.old_reported, 0)
          WHEN w.charged_untaxed + w.charged_tax = 0 THEN w.untaxed + w.taxed - w.registered
          ELSE greatest(w.untaxed + w.taxed - w.registered, 0) END)
    """
)
PAID = SQL("(%s + w.registered)", REPORTED)
HELD = SQL("(w.state = 'on_hold' OR w.old_state = 'on_hold') IS TRUE")


class CrmTelecomBill(models.Model):
    """How imported bills are written."""

    _inherit = "crm.telecom.bill"

    @api.model
    def _intake_write(self, order):
        company = order["company"]
        written = self._intake_bill_values(company) | {
            "payload_hash": SQL("w.hash"),
            "recorded_on": SQL("now() AT TIME ZONE 'UTC'"),
        }
        named = {
            "company_id": SQL("%s", company.id),
            "source": SQL("%s", order["source"]),
            "external_id": SQL("w.external_id"),
            "revision": SQL("1"),
            "paid_registered": SQL("0"),
        }
        self._intake_revise(written, KEPT, order)
        self._intake_insert(written | named)
        self._intake_write_lines(order)
        self._bill_usage(company, SQL("SELECT t.id FROM %s", self._intake_written(order)))

    @api.model
    def _intake_bill_values(self, company):
        """Return {column: SQL over ``w``} of what a bill becomes."""
        after = self._intake_state(company)
        copied = {name: SQL.identifier("w", name) for name in ("date", "period_from", "period_to", "account_id")}
        copied |= {name: SQL.identifier("w", name) for name in ("partner_id", "payer_id", "currency_id")}
        return copied | {
            "name": SQL("coalesce(w.name, w.external_id)"),
            "date_due": SQL("coalesce(w.date_due, w.date)"),
            "amount_untaxed": SQL("w.untaxed + w.charged_untaxed"),
            "amount_tax": SQL("w.taxed + w.charged_tax"),
            "amount_total": TOTAL,
            "paid_reported": REPORTED,
            "amount_paid": PAID,
            "amount_open": SQL("%s - %s", TOTAL, PAID),
            "state": SQL("CASE WHEN %s THEN 'on_hold' ELSE %s END", HELD, after),
            "held_state": SQL("CASE WHEN %s THEN %s END", HELD, after),
            "sent_on": SQL("CASE WHEN %s IN ('sent', 'partially_paid', 'settled') THEN coalesce(w.old_sent, w.date) END", after),
            "state_since": SQL("%s", company.sudo()._business_today()),
        }

    @api.model
    def _intake_state(self, company):
        """SQL: the state of a bill, or of one on hold the state that it will go back to.

        What is put on hold here stays on hold until it is released here.
        """
        return SQL(
            """
            (CASE WHEN %(plain)s = 'new' THEN 'new'
                  WHEN %(paid)s * sign(%(total)s) >= abs(%(total)s) THEN 'settled'
                  WHEN %(paid)s <> 0 THEN 'partially_paid'
                  WHEN %(plain)s IN ('partially_paid', 'settled') THEN 'sent'
                  ELSE %(plain)s END)
            """,
            plain=SQL(
                "coalesce(nullif(w.state, 'on_hold'), w.old_held, nullif(w.old_state, 'on_hold'), %s)",
                company.sudo().telecom_bill_state,
            ),
            paid=PAID,
            total=TOTAL,
        )

    @api.model
    def _intake_written(self, order):
        """SQL: the bills ``t`` that were written, beside their rows ``w``."""
        return SQL(
            "%s w JOIN crm_telecom_bill t ON t.company_id = %s AND t.source = %s AND t.external_id = w.external_id"
            " AND w.status IN ('new', 'changed')",
            WORK,
            order["company"].id,
            order["source"],
        )

    @api.model
    def _intake_write_lines(self, order):
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_telecom_bill_line l USING %s w"
                " WHERE l.bill_id = w.record_id AND w.status = 'changed' AND l.charge_id IS NULL",
                WORK,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_telecom_bill_line (bill_id, sequence, line, amount, tax, kind, description, subscription_id)
                SELECT t.id, l.number, l.cells ->> 0, (l.cells ->> 1)::numeric, (l.cells ->> 2)::numeric, l.cells ->> 3,
                       l.cells ->> 4, (l.cells ->> 5)::integer
                  FROM %s CROSS JOIN LATERAL jsonb_array_elements(w.lines) WITH ORDINALITY AS l (cells, number)
                 ORDER BY w.external_id, l.number
                """,
                self._intake_written(order),
            )
        )
        self.env["crm.telecom.bill.line"].invalidate_model()

    @api.model
    def _bill_usage(self, company, bills):
        """Mark the usage that bills are for as billed: of the subscriptions of their account, in their period.

        :param company: res.company, whose time zone days are in
        :param SQL bills: query of ids of bills; new ones, and those without a period, are left out
        """
        zone = self.env["crm.telecom.usage"]._intake_zone(company)
        self.env.cr.execute(
            SQL(
                """
                WITH spans AS MATERIALIZED (
                    SELECT b.id AS bill_id, s.id AS subscription_id,
                           b.period_from::timestamp AT TIME ZONE %(zone)s AT TIME ZONE 'UTC' AS first,
                           (b.period_to + 1)::timestamp AT TIME ZONE %(zone)s AT TIME ZONE 'UTC' AS after
                      FROM crm_telecom_bill b JOIN crm_telecom_subscription s ON s.account_id = b.account_id
                     WHERE b.id IN (%(bills)s) AND coalesce(b.held_state, b.state) <> 'new'
                       AND b.period_from IS NOT NULL AND b.period_to IS NOT NULL
                )
                UPDATE crm_telecom_usage u SET state = 'billed', bill_id = f.bill_id
                  FROM (
                    -- OFFSET 0: by the index, span by span, never by a scan of all usage there is
                    SELECT found.id, spans.bill_id FROM spans CROSS JOIN LATERAL (
                        SELECT id FROM crm_telecom_usage
                         WHERE subscription_id = spans.subscription_id AND start_time >= spans.first AND start_time < spans.after
                           AND state IN ('guided', 'rated', 'rerated') OFFSET 0
                    ) found
                  ) f WHERE f.id = u.id
                """,
                bills=bills,
                zone=zone,
            )
        )
        self.env["crm.telecom.usage"].invalidate_model()
