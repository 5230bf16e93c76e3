from odoo import api, fields, models
from odoo.tools import SQL


class CrmCreditAccount(models.Model):
    """The standing credit of one customer (commercial partner) with one company, shared by the company's branches."""

    _name = "crm.credit.account"
    _description = "Credit Account"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _rec_name = "partner_id"
    _order = "id desc"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="restrict", tracking=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    limit_mode = fields.Selection(
        [
            ("default", "Company default"),
            ("unlimited", "Unlimited"),
            ("limited", "Limited to an amount"),
            ("prepay", "Prepay only"),
        ],
        string="Credit",
        default="default",
        required=True,
        tracking=True,
    )
    limit_amount = fields.Monetary(string="Credit Limit", tracking=True)
    limit_reason = fields.Char(string="Reason", tracking=True)
    status = fields.Selection(
        [("normal", "Normal"), ("watch", "Watch"), ("hold", "On hold"), ("blocked", "Blocked")],
        default="normal",
        required=True,
        tracking=True,
        index=True,
    )
    officer_id = fields.Many2one("res.users", string="Credit Officer", tracking=True)
    note = fields.Html(string="Notes")

    _partner_company_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "The customer already has a credit account with this company."
    )
    _limit_not_negative = models.Constraint("CHECK (limit_amount >= 0)", "A credit limit can't be negative.")

    @api.model
    def _capacity_keys(self, partners, company):
        """Keys for `_lock_capacity` that stand for the credit of customers with a company.

        :param partners: commercial partners
        :param company: any company of the branch tree
        :rtype: list[str]
        """
        return [f"credit:{company.root_id.id}:{partner_id}" for partner_id in partners.ids]

    @api.model
    def _for_customers(self, partners, company):
        """Existing accounts of customers with a company; customers without one are simply not covered.

        :param partners: commercial partners
        :param company: any company of the branch tree
        """
        return self.search([("partner_id", "in", partners.ids), ("company_id", "=", company.root_id.id)])

    @api.model
    def _ensure(self, partners, company):
        """Accounts of all the customers with a company, made with the default credit where there is none yet.

        Safe when two transactions do it at once.
        """
        company = company.root_id
        self.flush_model(["partner_id", "company_id"])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_credit_account
                       (partner_id, company_id, limit_mode, limit_amount, status,
                        create_uid, write_uid, create_date, write_date)
                SELECT partner_id, %(company)s, 'default', 0, 'normal',
                       %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM unnest(%(partners)s) AS partner_id
                    ON CONFLICT (partner_id, company_id) DO NOTHING
                """,
                company=company.id,
                uid=self.env.uid,
                partners=list(partners.ids),
            )
        )
        return self._for_customers(partners, company)
