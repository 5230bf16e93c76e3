from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_tobacco_compliance_event import COUNTING


class CrmTobaccoRetailer(models.Model):
    """Points and class of a retailer's compliance: 100 less what was confirmed in twelve months, never below 0."""

    _inherit = "crm.tobacco.retailer"

    compliance_score = fields.Integer(string="Compliance", readonly=True, copy=False, default=100, aggregator="avg")
    compliance_penalties = fields.Integer(string="Penalties in 12 Months", readonly=True, copy=False, aggregator="sum")
    compliance_class_id = fields.Many2one(
        "crm.tobacco.compliance.class", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    compliance_event_ids = fields.One2many("crm.tobacco.compliance.event", "retailer_id", string="Compliance Events")

    @api.model_create_multi
    def create(self, vals_list):
        """Make files; each begins with the class of 100 points."""
        retailers = super().create(vals_list)
        retailers._refresh_compliance()
        return retailers

    @api.model
    def _is_derived(self, name):
        return name in ("compliance_score", "compliance_penalties", "compliance_class_id") or super()._is_derived(name)

    @api.model
    def _compliance_query(self, company, day, retailers=None):
        """Return the query of points, penalties and class of a company's retailers as of a day; nothing is flushed.

        Events count by the day of their confirmation, for twelve months; open appeals change nothing.

        :param date day: the last one that counts
        :param retailers: by default all, archived ones too
        :return: SELECT of retailer_id, partner_id, score, penalties, class_id
        :rtype: SQL
        """
        return SQL(
            """
            SELECT facts.retailer_id, facts.partner_id, facts.score, facts.penalties, reached.id AS class_id
              FROM (
                SELECT retailer.id AS retailer_id, retailer.partner_id,
                       GREATEST(0, 100 - COALESCE(SUM(event.points), 0))::int AS score,
                       (COUNT(*) FILTER (WHERE deduction.is_penalty))::int AS penalties,
                       MAX(at_most.sequence) AS at_most
                  FROM crm_tobacco_retailer retailer
                  LEFT JOIN crm_tobacco_compliance_event event
                    ON event.retailer_id = retailer.id AND event.state = ANY(%(states)s)
                   AND event.confirmed_on > %(since)s AND event.confirmed_on <= %(day)s
                  LEFT JOIN crm_tobacco_deduction deduction ON deduction.id = event.deduction_id
                  LEFT JOIN crm_tobacco_compliance_class at_most ON at_most.id = deduction.class_id
                 WHERE retailer.company_id = %(company)s AND %(chosen)s
                 GROUP BY retailer.id
              ) facts
              LEFT JOIN LATERAL (%(reached)s) reached ON TRUE
            """,
            states=list(COUNTING),
            since=day - relativedelta(years=1),
            day=day,
            company=company.id,
            chosen=SQL("TRUE") if retailers is None else SQL("retailer.id = ANY(%s)", retailers.ids),
            reached=self._class_query(),
        )

    @api.model
    def _class_query(self):
        """Return the query of the class of a row ``facts``: the last one of those that points, penalties or an offence say."""
        return SQL(
            """
            SELECT class.id
              FROM crm_tobacco_compliance_class class
             WHERE class.id = (SELECT enough.id FROM crm_tobacco_compliance_class enough
                                WHERE facts.score >= enough.min_score ORDER BY enough.sequence LIMIT 1)
                OR class.penalties > 0 AND facts.penalties >= class.penalties
                OR class.sequence = facts.at_most
             ORDER BY class.sequence DESC LIMIT 1
            """
        )

    def _refresh_compliance(self):
        """Bring points and class of these retailers in step with their events."""
        for company, retailers in self.grouped("company_id").items():
            self._update_compliance(company.sudo(), retailers)

    @api.model
    def _update_compliance(self, company, retailers=None):
        """Bring points and class of a company's retailers in step with their events and today, by one statement.

        :param retailers: by default all
        :return: the retailers whose class has changed
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE crm_tobacco_retailer retailer
                   SET compliance_score = now.score, compliance_penalties = now.penalties, compliance_class_id = now.class_id
                  FROM (%s) now, crm_tobacco_retailer old
                 WHERE retailer.id = now.retailer_id AND old.id = retailer.id
                   AND (retailer.compliance_score, retailer.compliance_penalties, retailer.compliance_class_id)
                       IS DISTINCT FROM (now.score, now.penalties, now.class_id)
                RETURNING retailer.id, old.compliance_class_id IS DISTINCT FROM now.class_id
                """,
                self._compliance_query(company, company._business_today(), retailers),
            )
        )
        self.browse(row[0] for row in rows).invalidate_recordset()
        changed = self.browse(record_id for record_id, other_class in rows if other_class)
        changed._compliance_changed()
        return changed

    def _compliance_changed(self):
        """Hook: these retailers have another compliance class. Extend by super."""

    @api.model
    def _cron_compliance(self):
        """Once a day: events grow old, and what a class means for the grade is made good where it is missing."""
        for company in self.env["res.company"].sudo().search([("parent_id", "=", False)]):
            self.sudo()._update_compliance(company)
            self.env["ir.cron"]._commit_progress()

    def action_open_compliance(self):
        """Open the compliance events of the retailer (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_tobacco_compliance_event_action")
        return action | {"domain": [("retailer_id", "=", self.id)], "context": {"default_retailer_id": self.id}}
