from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_ids

# More kinds of records than there will ever be; ids stay unique.
KINDS = 1000


class CrmHandoverOrphan(models.Model):
    """Open records whose responsible user is archived: customers, leads, orders and what areas register for handovers."""

    _name = "crm.handover.orphan"
    _inherit = ["crm.handover.record.mixin"]
    _description = "Without an Active Salesperson"
    _auto = False
    _order = "user_id, res_model, id"
    _depends = {
        "res.users": ["active"],
        "res.partner": ["user_id", "active", "commercial_partner_id", "company_id"],
        "crm.lead": ["user_id", "active", "partner_id", "company_id", "stage_id"],
        "sale.order": ["user_id", "state", "partner_id", "company_id", "invoice_status"],
        "mail.activity": ["user_id", "active", "res_model", "res_id"],
    }

    user_id = fields.Many2one("res.users", string="Archived Salesperson", readonly=True)

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(
            self._orphans_query(number, model, spec)
            for number, (model, spec) in enumerate(self.env["crm.handover"]._handover_models().items())
        )

    @api.model
    def _orphans_query(self, number, model, spec):
        """SQL of the records of one model; those without a company belong to the companies of nobody in particular."""
        gone = Domain("active", "=", False) & Domain("share", "=", False)
        handovers = self.env["crm.handover"]
        query = handovers._handover_query(model, spec, gone)
        table = SQL.identifier(query.table)
        return SQL(
            """
            SELECT record.id::bigint * %(kinds)s + %(number)s AS id, %(model)s AS res_model, record.id AS res_id,
                   customer.commercial_partner_id AS partner_id, record.user_id, record.company_id
              FROM (%(records)s) record LEFT JOIN res_partner customer ON customer.id = record.customer_id
            """,
            kinds=KINDS,
            number=number,
            model=model,
            records=query.select(
                SQL("%s.id", table),
                SQL("%s.%s AS user_id", table, SQL.identifier(spec["user"])),
                SQL("%s AS company_id", handovers._handover_company(model, table)),
                SQL("%s AS customer_id", self._customer_sql(model, spec, table)),
            ),
        )

    @api.model
    def _customer_sql(self, model, spec, table):
        if spec["customer"]:
            return SQL("%s.%s", table, SQL.identifier(spec["customer"]))
        if model == "mail.activity":
            return SQL("CASE WHEN %(table)s.res_model = 'res.partner' THEN %(table)s.res_id END", table=table)
        return SQL("NULL::int")

    def action_hand_over(self):
        """Open the handover of the archived salesperson of these rows, a new one if none is open (button).

        :raise AccessError: the user is no sales manager
        :raise UserError: the rows are of several salespeople
        """
        check_ids(self)
        self.check_access("read")
        handovers = self.env["crm.handover"]
        handovers._check_manager()
        if len(self.user_id) != 1:
            raise UserError(self.env._("Choose records of one salesperson."))
        company = self.env.company.root_id
        handover = handovers._open_of(self.user_id, company) or handovers.create(
            {"user_id": self.user_id.id, "company_id": company.id}
        )
        return handover._get_records_action()
