from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class CrmCreditAccount(models.Model):
    """Groups: the members share the limit of the account at the head.

    A group has one level. A member with the company's default has no limit but the group's; one with a limit of its own
    must stay within both. All documents of the head and the members count against the group's limit.
    """

    _inherit = "crm.credit.account"

    group_account_id = fields.Many2one(
        "crm.credit.account",
        string="Shares the Limit Of",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('company_id', '=', company_id), ('group_account_id', '=', False), ('id', '!=', id)]",
        tracking=True,
        help="Credit account of the parent whose limit the customer shares.",
    )
    member_ids = fields.One2many("crm.credit.account", "group_account_id", string="Group Members")

    _group_not_itself = models.Constraint(
        "CHECK (group_account_id != id)", "A credit account can't share its own limit."
    )

    @api.constrains("group_account_id", "company_id")
    def _check_group(self):
        for account in self.filtered("group_account_id"):
            head = account.group_account_id
            if head.company_id != account.company_id:
                raise ValidationError(
                    self.env._(
                        "%(customer)s and %(head)s can't share a limit: their credit accounts belong to different companies.",
                        customer=account.partner_id.display_name,
                        head=head.partner_id.display_name,
                    )
                )
            if head.group_account_id or account.member_ids:
                raise ValidationError(
                    self.env._(
                        "%(customer)s can't share the limit of %(head)s: a group has one head, and the head is in no other"
                        " group.",
                        customer=account.partner_id.display_name,
                        head=head.partner_id.display_name,
                    )
                )

    @api.model
    def _capacity_keys(self, partners, company):
        """The keys of the customers, and of the groups they belong to; the latter are sorted before the others."""
        keys = super()._capacity_keys(partners, company)
        return [*keys, *self._group_keys(self._group_heads(partners, company), company)]

    @api.model
    def _group_keys(self, head_ids, company):
        """Keys of groups by id of the head's customer."""
        return [f"credit-group:{company.root_id.id}:{partner_id}" for partner_id in head_ids]

    @api.model
    def _group_heads(self, partners, company):
        """Ids of the customers at the heads of the groups of some customers, who may be heads themselves."""
        if not partners.ids:
            return []
        self.flush_model(["partner_id", "company_id", "group_account_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT head.partner_id
                  FROM crm_credit_account account
                  JOIN crm_credit_account head ON head.id = COALESCE(account.group_account_id, account.id)
                 WHERE account.company_id = %(company)s AND account.partner_id = ANY(%(partners)s)
                   AND (account.group_account_id IS NOT NULL
                        OR EXISTS (SELECT FROM crm_credit_account member WHERE member.group_account_id = account.id))
                """,
                company=company.root_id.id,
                partners=list(partners.ids),
            )
        )
        return [partner_id for (partner_id,) in rows]
