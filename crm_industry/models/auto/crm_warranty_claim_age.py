from odoo import api, fields, models
from odoo.tools import SQL


class CrmWarrantyClaimAge(models.Model):
    """What makers owe for claims, by age: submitted and not answered, or approved and not paid."""

    _name = "crm.warranty.claim.age"
    _description = "Age of Warranty Claims"
    _auto = False
    _order = "days desc, id"
    _rec_name = "claim_id"
    _depends = {"crm.warranty.claim": ["state", "submitted_on", "amount_claimed", "amount_approved", "station_id", "partner_id"]}

    claim_id = fields.Many2one("crm.warranty.claim", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    station_id = fields.Many2one("crm.station", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Maker", readonly=True)
    state = fields.Selection(selection=lambda self: self.env["crm.warranty.claim"]._selection_state(), readonly=True)
    date = fields.Date(string="Submitted on", readonly=True)
    days = fields.Integer(readonly=True, aggregator="max", help="Since the submission.")
    bucket = fields.Selection("_selection_bucket", string="Claim Age", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(string="Outstanding", readonly=True, help="Claimed, or approved once the maker has answered.")

    @api.model
    def _selection_bucket(self):
        labels = {
            "1": self.env._("0–30 days"),
            "2": self.env._("31–60 days"),
            "3": self.env._("61–90 days"),
            "4": self.env._("91–180 days"),
            "5": self.env._("over 180 days"),
        }
        return list(labels.items())

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT c.id, c.id AS claim_id, c.company_id, c.station_id, c.partner_id, c.state, c.submitted_on AS date,
                   age.days, CASE WHEN age.days <= 30 THEN '1' WHEN age.days <= 60 THEN '2' WHEN age.days <= 90 THEN '3'
                                  WHEN age.days <= 180 THEN '4' ELSE '5' END AS bucket, c.currency_id,
                   CASE WHEN c.state = 'submitted' THEN c.amount_claimed ELSE c.amount_approved END AS amount
              FROM crm_warranty_claim c CROSS JOIN LATERAL (SELECT %s::date - c.submitted_on AS days) age
             WHERE c.state IN ('submitted', 'approved', 'partly_approved')
            """,
            self.env.company._business_today(),
        )
