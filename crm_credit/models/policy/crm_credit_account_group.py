from odoo import api, fields, models
from odoo.exceptions import ValidationError


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
