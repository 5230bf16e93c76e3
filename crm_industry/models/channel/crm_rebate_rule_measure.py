from decimal import Decimal

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_grading.tools import period as calendar


class CrmRebateRule(models.Model):
    """What dealers bought or sold: one query for all dealers of a rule and a period."""

    _inherit = "crm.rebate.rule"

    def _measure(self, first, last):
        """Return {id of the dealer: (value, value of the same period last year)} as Decimals; without a zero row.

        :param first: first day
        :param last: last day
        """
        self.ensure_one()
        self.env.flush_all()
        before = calendar.year_before(first, last)
        query = SQL(
            """
            SELECT partner_id, COALESCE(sum(value) FILTER (WHERE day BETWEEN %(first)s AND %(last)s), 0)::text,
                   COALESCE(sum(value) FILTER (WHERE day BETWEEN %(first_before)s AND %(last_before)s), 0)::text
              FROM (%(entries)s) entry
             WHERE day BETWEEN %(first)s AND %(last)s OR day BETWEEN %(first_before)s AND %(last_before)s
             GROUP BY partner_id
            """,
            first=first,
            last=last,
            first_before=before[0],
            last_before=before[1],
            entries=self._entries_query(),
        )
        # As texts, because Odoo reads numerics as floats.
        return {partner: (Decimal(value), Decimal(base)) for partner, value, base in self.env.execute_query(query)}

    def _entries_query(self):
        """SELECT of partner_id (commercial partner), day, value: what counts for the rule, at any time."""
        if self.measure == "sell_through":
            return self._sell_through_query()
        return self._invoiced_query()

    def _invoiced_query(self):
        """Posted customer invoices less credit notes, net of tax; rebates themselves left out.

        A credit note that reverses an invoice counts on the day of the invoice: goods that come back later lower the rebate
        of the period in which they were sold.
        """
        quantity = SQL(
            "CASE WHEN m.move_type = 'out_refund' THEN -1 ELSE 1 END * l.quantity::numeric"
            " * COALESCE(lu.factor, pu.factor, 1)::numeric / COALESCE(pu.factor, 1)::numeric"
        )
        return SQL(
            """
            SELECT m.commercial_partner_id AS partner_id, COALESCE(o.invoice_date, m.invoice_date) AS day, %(value)s AS value
              FROM account_move_line l
              JOIN account_move m ON m.id = l.move_id
              LEFT JOIN account_move o
                     ON o.id = m.reversed_entry_id AND m.move_type = 'out_refund' AND o.move_type = 'out_invoice'
              LEFT JOIN product_product p ON p.id = l.product_id
              LEFT JOIN product_template t ON t.id = p.product_tmpl_id
              LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id
              LEFT JOIN uom_uom pu ON pu.id = t.uom_id
             WHERE m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND l.display_type = 'product' AND l.rebate_accrual_id IS NULL AND m.company_id = ANY(%(branches)s)
               AND m.commercial_partner_id IN (%(dealers)s) AND %(wanted)s
            """,
            value=quantity if self.measure == "invoiced_quantity" else SQL("-l.balance"),
            branches=self.company_id._credit_branches().ids,
            dealers=self._dealers_query(),
            wanted=self._products_condition(),
        )

    def _sell_through_query(self):
        """Accepted reports, on their last day, in the unit of the product."""
        return SQL(
            """
            SELECT r.partner_id, r.date_to AS day, l.sell_through::numeric AS value
              FROM crm_channel_report_line l
              JOIN crm_channel_report r ON r.id = l.report_id
              JOIN product_product p ON p.id = l.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
             WHERE r.state = 'accepted' AND r.company_id = %(company)s AND r.partner_id IN (%(dealers)s) AND %(wanted)s
            """,
            company=self.company_id.id,
            dealers=self._dealers_query(),
            wanted=self._products_condition(),
        )

    def _products_condition(self):
        """Condition on the alias ``t`` of product templates."""
        conditions = [SQL("TRUE")]
        if self.categ_ids:
            below = self.env["product.category"].search([("id", "child_of", self.categ_ids.ids)])
            conditions.append(SQL("t.categ_id = ANY(%s)", below.ids))
        if self.brand_ids:
            conditions.append(SQL("t.channel_brand_id = ANY(%s)", self.brand_ids.ids))
        return SQL(" AND ").join(conditions)

    def _dealers_domain(self):
        """Return the domain of the dealers (commercial partners) that the rule is for. Extend by super."""
        customers = self.env["res.partner"]._customer_domain() & Domain("channel_type_id.is_dealer", "=", True)
        if self.scope == "type":
            return customers & Domain("channel_type_id", "=", self.type_id.id)
        if self.scope == "agreement":
            return Domain("id", "=", self.agreement_id.dealer_id.id)
        if self.scope == "partner":
            return Domain("id", "in", self.partner_ids.commercial_partner_id.ids)
        return customers

    def _dealers_query(self):
        # sudo: a rule is for its dealers, whoever calculates
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        return partners._search(self._dealers_domain()).select()
