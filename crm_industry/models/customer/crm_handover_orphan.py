from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_ids

from .crm_handover import MANAGER

# More kinds of records than there will ever be; ids stay unique.
KINDS = 1000


class CrmHandoverOrphan(models.Model):
    """Open records whose responsible user is archived: customers, leads, orders and what areas register for handovers."""

    _name = "crm.handover.orphan"
    _description = "Without an Active Salesperson"
    _auto = False
    _order = "user_id, res_model, id"
    _rec_name = "name"
    _depends = {
        "res.users": ["active"],
        "res.partner": ["user_id", "active", "commercial_partner_id", "company_id"],
        "crm.lead": ["user_id", "active", "partner_id", "company_id", "stage_id"],
        "sale.order": ["user_id", "state", "partner_id", "company_id", "invoice_status"],
        "mail.activity": ["user_id", "active", "res_model", "res_id"],
    }

    res_model = fields.Selection(selection="_selection_res_model", string="Kind", readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", readonly=True)
    name = fields.Char(compute="_compute_name", string="Document")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Archived Salesperson", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @api.model
    def _selection_res_model(self):
        return list(self.env["crm.handover"]._handover_labels().items())

    @api.depends("res_model", "res_id")
    def _compute_name(self):
        for model, rows in self.grouped("res_model").items():
            # sudo: sales managers see the names of what waits for a salesperson
            records = self.env[model].sudo().with_context(active_test=False).browse(rows.mapped("res_id")).exists()
            names = {record.id: record.display_name for record in records}
            for row in rows:
                row.name = names.get(row.res_id, False)

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
        query = self.env["crm.handover"]._handover_query(model, spec, gone)
        table = SQL.identifier(query.table)
        company = self.env[model]._fields.get("company_id")
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
                SQL("%s AS company_id", SQL("%s.company_id", table) if company and company.store else SQL("NULL::int")),
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

    def action_open(self):
        """Open the record."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self.res_model, "res_id": self.res_id, "view_mode": "form"}

    def action_hand_over(self):
        """Open the handover of the archived salesperson of these rows, a new one if none is open (button).

        :raise AccessError: the user is no sales manager
        :raise UserError: the rows are of several salespeople
        """
        check_ids(self)
        self.check_access("read")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only sales managers can hand customers over."))
        if len(self.user_id) != 1:
            raise UserError(self.env._("Choose records of one salesperson."))
        company = self.env.company.root_id
        handovers = self.env["crm.handover"]
        handover = handovers._open_of(self.user_id, company) or handovers.create(
            {"user_id": self.user_id.id, "company_id": company.id}
        )
        return handover._get_records_action()
