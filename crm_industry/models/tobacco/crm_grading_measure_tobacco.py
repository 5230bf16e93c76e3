from odoo import api, models
from odoo.tools import SQL

CIGARETTES = ("1", "2", "3", "4", "5")


class CrmGradingMeasure(models.Model):
    """Ready-made measures of the tobacco trade: volume, compliance, electronic settlement, reporting."""

    _inherit = "crm.grading.measure"

    @api.model
    def _providers(self):
        return super()._providers() | {
            "tobacco_volume": (self.env._("Cartons of cigarettes invoiced"), "_tobacco_volume_query"),
            "tobacco_compliance": (self.env._("Compliance of retailers"), "_tobacco_compliance_query"),
            "tobacco_settlement": (self.env._("Electronic settlement"), "_tobacco_settlement_query"),
            "tobacco_reporting": (self.env._("Reports of retailers on time"), "_tobacco_reporting_query"),
        }

    @api.model
    def _tobacco_volume_query(self, company, date_from, date_to):
        """Cartons of cigarettes on posted customer invoices less refunds, by invoice date.

        Cigarettes are goods of the classes 1 to 5. The quantity is turned into the product's unit, and that into cartons.
        """
        query = SQL(
            """
            SELECT customer.commercial_partner_id AS partner_id,
                   SUM(line.quantity * COALESCE(unit.factor, 1) / COALESCE(product_unit.factor, 1) * template.tobacco_cartons
                       * CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END)::numeric AS value
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN res_partner customer ON customer.id = line.partner_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN product_category category ON category.id = template.categ_id
              LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
              LEFT JOIN uom_uom product_unit ON product_unit.id = template.uom_id
             WHERE category.tobacco_class = ANY(%(classes)s) AND %(invoiced)s AND %(chosen)s
             GROUP BY customer.commercial_partner_id
            """,
            classes=list(CIGARETTES),
            invoiced=self._invoice_lines_condition(company, ("out_invoice", "out_refund"), date_from, date_to),
            chosen=self._tobacco_chosen(company),
        )
        return query, 0

    @api.model
    def _tobacco_chosen(self, company):
        """Condition on the alias ``customer``: those that matter, by the context of the company."""
        ids = company.env.context.get("grading_customer_ids")
        return SQL("TRUE") if ids is None else SQL("customer.commercial_partner_id = ANY(%s)", list(ids))

    @api.model
    def _tobacco_compliance_query(self, company, _date_from, date_to):
        """Points of the retailers' compliance as of the last day (`crm.tobacco.retailer._compliance_query`)."""
        retailers = company.env["crm.tobacco.retailer"].sudo()
        retailers.flush_model()
        company.env["crm.tobacco.compliance.event"].sudo().flush_model()
        points = retailers._compliance_query(company.root_id, date_to)
        return SQL("SELECT partner_id, score::numeric AS value FROM (%s) points", points), None

    @api.model
    def _tobacco_settlement_query(self, company, date_from, date_to):
        """Part of what was paid between two days that went through electronic journals, 0 to 1; not known without payments."""
        query = SQL(
            """
            SELECT customer.commercial_partner_id AS partner_id,
                   COALESCE(SUM(part.amount) FILTER (WHERE journal.tobacco_electronic), 0) / SUM(part.amount) AS value
              FROM account_partial_reconcile part
              JOIN account_move_line payment ON payment.id = part.credit_move_id
              JOIN account_move source ON source.id = payment.move_id
              JOIN account_journal journal ON journal.id = source.journal_id AND journal.type IN ('bank', 'cash', 'credit')
              JOIN account_move_line item ON item.id = part.debit_move_id
              JOIN account_move invoice ON invoice.id = item.move_id AND invoice.move_type = 'out_invoice'
              JOIN res_partner customer ON customer.id = item.partner_id
             WHERE item.company_id = ANY(%(companies)s)
               AND payment.date <= %(to)s AND (%(from)s::date IS NULL OR payment.date >= %(from)s)
             GROUP BY customer.commercial_partner_id
            HAVING SUM(part.amount) > 0
            """,
            **{"companies": company.env.companies.ids, "from": date_from, "to": date_to},
        )
        return query, None

    @api.model
    def _tobacco_reporting_query(self, _company, _date_from, _date_to):
        """Part of the reports due between two days that came in time, 0 to 1; nothing is known as long as none are asked for.

        Those who ask retailers for reports extend it.
        """
        return SQL("SELECT NULL::int AS partner_id, NULL::numeric AS value WHERE FALSE"), None
