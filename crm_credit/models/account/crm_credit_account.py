from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, formatLang

from .crm_credit_customer_mixin import officers

LIMIT_MODES = [("unlimited", "Unlimited"), ("limited", "Limited to an amount"), ("prepay", "Prepay only")]
# A member of a group without a limit of its own has none but the group's.
EFFECTIVE_MODES = [*LIMIT_MODES, ("group", "Limit of the group")]
# From the mildest to the strictest; a merge of two accounts keeps the stricter one.
STATUSES = [("normal", "Normal"), ("watch", "Watch"), ("hold", "On hold"), ("blocked", "Blocked")]
LIMIT_FIELDS = {"limit_mode", "limit_amount"}
# All that decides how much the customer may owe and how strictly that is checked: for credit managers, and logged.
GRANT_FIELDS = {*LIMIT_FIELDS, "group_account_id", "class_id", "policy_id"}
KEY_FIELDS = {"partner_id", "company_id"}
LARGEST_LIMIT = 1e12


class CrmCreditAccount(models.Model):
    """The standing credit of one customer (commercial partner) with one company, shared by the company's branches.

    Limits are in the currency of the company. Odoo's own field `credit_limit` of the contact is a copy of the limit, which
    is written here and nowhere else. What the customer has used is worked out by `crm.credit.exposure`.
    """

    _name = "crm.credit.account"
    _description = "Credit Account"
    _inherit = ["crm.credit.customer.mixin", "mail.thread", "mail.activity.mixin"]
    _rec_names_search = ["partner_id.name", "partner_id.ref"]
    _order = "partner_id, company_id"

    partner_id = fields.Many2one(index=False, tracking=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    limit_mode = fields.Selection(
        [("default", "Company default"), *LIMIT_MODES],
        string="Credit",
        default="default",
        required=True,
        index=True,
        tracking=True,
        help="Company default: as the credit settings tell for customers without a limit of their own.\n"
        "Unlimited: the amount owed is not checked.\n"
        "Limited: the customer may owe up to the limit.\n"
        "Prepay only: orders must be paid before they are confirmed.",
    )
    limit_amount = fields.Monetary(
        string="Credit Limit",
        default=0,
        tracking=True,
        help="Largest amount in company currency that the customer may owe, taxes and orders not yet invoiced included.",
    )
    limit_reason = fields.Char(
        string="Reason", tracking=True, help="Why the limit or the status is as it is; kept in the history."
    )
    status = fields.Selection(
        STATUSES,
        default="normal",
        required=True,
        index=True,
        tracking=True,
        help="Watch: orders pass with a warning.\nOn hold: orders are held until an officer releases them.\n"
        "Blocked: orders are held and can't be released.",
    )
    officer_id = fields.Many2one(
        "res.users",
        string="Credit Officer",
        domain=officers,
        tracking=True,
        help="Gets an activity for each held order of the customer.",
    )
    note = fields.Html(string="Notes")

    _partner_company_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "The customer already has a credit account with this company."
    )
    _limit_in_range = models.Constraint(
        "CHECK (limit_amount >= 0 AND limit_amount <= 1000000000000)",
        "A credit limit can't be negative, nor above 1,000,000,000,000.",
    )

    @api.depends("partner_id.name", "company_id.name")
    @api.depends_context("allowed_company_ids")
    def _compute_display_name(self):
        several = len(self.env.companies.root_id) > 1
        for account in self:
            name = account.partner_id.display_name or ""
            account.display_name = f"{name} ({account.company_id.name})" if several else name

    @api.model_create_multi
    def create(self, vals_list):
        # A limit may come from the client's context or from own default values, too.
        defaults = self.default_get(["company_id", *GRANT_FIELDS])
        for vals in vals_list:
            self._check_new_grant({**defaults, **vals})
        self._lock_new([{**defaults, **vals} for vals in vals_list])
        accounts = super().create(vals_list)
        accounts.partner_id._mirror_credit_limit()
        return accounts

    def write(self, vals):
        if vals.keys() & KEY_FIELDS and any(
            account[name].id != vals[name] for account in self for name in vals.keys() & KEY_FIELDS
        ):
            raise UserError(self.env._("The customer and the company of a credit account can't be changed."))
        for account in self:
            account._check_grant(vals)
        if vals.keys() & {*GRANT_FIELDS, "status"}:
            self._lock_customers(self.browse(vals.get("group_account_id") or []))
            if any(account._moves(vals, {*LIMIT_FIELDS, "status"}) for account in self):
                # The reason of the last change says nothing about this one.
                vals = {"limit_reason": False, **vals}
        result = super().write(vals)
        if vals.keys() & {*LIMIT_FIELDS, "group_account_id"}:
            self.partner_id._mirror_credit_limit()
        return result

    def _moves(self, vals, names):
        """Whether values to write change one of the named fields."""
        self.ensure_one()
        for name in vals.keys() & names:
            field = self._fields[name]
            if (field.convert_to_cache(vals[name], self) or None) != (field.convert_to_cache(self[name], self) or None):
                return True
        return False

    def _check_grant(self, vals):
        """Refuse absurd limits, and changes of the credit by people who may not make them."""
        self._check_limit_amount(vals, self.partner_id)
        if self._moves(vals, GRANT_FIELDS):
            self._check_may_set_limit(self.partner_id, company=self.company_id, **self._wanted_limit(vals))

    @api.model
    def _check_new_grant(self, vals):
        """The same for an account to be made, `vals` with the defaults."""
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        self._check_limit_amount(vals, partner)
        if vals["limit_mode"] != "default" or any(vals.get(name) for name in GRANT_FIELDS - {"limit_mode"}):
            company = self.env["res.company"].browse(vals.get("company_id"))
            self._check_may_set_limit(partner, company=company, **self._wanted_limit(vals))

    def _wanted_limit(self, vals):
        """Mode and amount that writing the values would give; nothing when the limit stays."""
        if LIMIT_FIELDS.isdisjoint(vals):
            return {}
        mode = vals.get("limit_mode", self.limit_mode)
        return {"mode": mode, "amount": vals.get("limit_amount", self.limit_amount) if mode == "limited" else None}

    @api.model
    def _lock_new(self, vals_list):
        """Locks for accounts to be made, and for the groups they are to join."""
        keys = []
        for vals in vals_list:
            partner = self.env["res.partner"].browse(vals.get("partner_id"))
            head = self.browse(vals.get("group_account_id") or [])
            keys += self._change_keys(partner, self.env["res.company"].browse(vals.get("company_id")), head)
        self.env["crm.capacity.lock"]._lock_capacity(keys)

    def _move_to(self, partner):
        """Give the account to a customer that has none and absorbs the present one; nowhere else does the key change."""
        body = self.env._("Credit account taken over from %(old)s.", old=self.partner_id.display_name)
        # Past our own `write`, which keeps the customer of an account.
        moved = super().write({"partner_id": partner.id})  # pylint: disable=super-method-mismatch
        self.message_post(body=body)
        return moved

    @api.model
    def _check_limit_amount(self, vals, partner):
        """Refuse what is no amount of money; the database would store infinity and "not a number"."""
        amount = vals.get("limit_amount") or 0.0
        if not isinstance(amount, int | float) or not 0 <= amount <= LARGEST_LIMIT:
            raise ValidationError(
                self.env._(
                    "The credit limit of %(customer)s must be between 0 and %(largest)s, not %(amount)s.",
                    customer=partner.sudo().display_name,
                    largest=formatLang(self.env, LARGEST_LIMIT, digits=0),
                    amount=amount,
                )
            )

    @api.model
    def _check_may_set_limit(self, partner, mode=None, amount=None, company=None):
        """Credit limits, classes, policies and groups are set by credit managers, through whatever door.

        Extend by super for further conditions. Decisions made elsewhere come by `_set_credit`, as superuser, and pass.

        :param partner: customer
        :param mode: mode that the limit would have; None when the limit itself stays
        :param amount: amount that the limit would have, temporary limits included; None unless limited to an amount
        :param company: company that gives the credit
        :raise AccessError: the user may not
        """
        if not self.env.su and not self.env.user.has_group("crm_credit.group_credit_manager"):
            raise AccessError(
                self.env._(
                    "Only a credit manager can change the credit limit of %(customer)s: ask for a change instead.",
                    customer=partner.sudo().display_name,
                )
            )
        if not self.env.su and mode and company and company.sudo().root_id.credit_limit_by_application:
            raise AccessError(
                self.env._(
                    "The credit limit of %(customer)s changes by an approved application only: make one.",
                    customer=partner.sudo().display_name,
                )
            )

    def _standing_limit(self):
        """The amount of the standing limit, the company's default included; None when unlimited."""
        self.ensure_one()
        mode, amount = self.limit_mode, self.limit_amount
        if mode == "default":
            mode, amount = self.company_id._credit_default()
        return {"limited": amount, "prepay": 0.0}.get(mode)

    def action_view_orders(self):
        """Confirmed orders of the customer."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("sale.action_orders"),
            "domain": [
                ("partner_invoice_id", "child_of", self.partner_id.id),
                ("company_id", "child_of", self.company_id.id),
                ("state", "=", "sale"),
            ],
            "context": {"active_test": False},
        }

    def action_view_invoices(self):
        """Invoices and credit notes of the customer."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("account.action_move_out_invoice_type"),
            "domain": [
                ("partner_id", "child_of", self.partner_id.id),
                ("company_id", "child_of", self.company_id.id),
                ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
            ],
            "context": {"active_test": False, "create": False, "search_default_open": 1},
        }

    def _lock_customers(self, head=None):
        """Take the locks of the accounts' customers: checks that run at the same time start again with the new figures.

        :param head: account at the head of the group that the accounts are about to join
        """
        self.env["crm.capacity.lock"]._lock_capacity(
            key
            for company, accounts in self.grouped("company_id").items()
            for key in self._change_keys(accounts.partner_id, company, head)
        )

    @api.model
    def _change_keys(self, partners, company, head=None):
        """Keys for a change of the customers' credit; those of a new group's head, too."""
        keys = self._capacity_keys(partners | head.sudo().partner_id if head else partners, company)
        return keys + self._group_keys(head.sudo().partner_id.ids, company) if head else keys

    @api.model
    def _capacity_keys(self, partners, company, **_known):
        """Keys for `_lock_capacity` that stand for the credit of customers with a company.

        :param partners: commercial partners
        :param company: any company of the branch tree
        :rtype: list[str]
        """
        return [f"credit:{company.root_id.id}:{partner_id}" for partner_id in partners.ids]

    @api.model
    def _for_customers(self, partners, company, create=False):
        """Accounts of customers with a company.

        :param partners: commercial partners
        :param company: any company of the branch tree
        :param bool create: make an account with the default credit for customers that have none
        """
        if create:
            return self._ensure(partners, company)
        return self.search_fetch(
            [("partner_id", "in", partners.ids), ("company_id", "=", company.root_id.id)], ["partner_id", "officer_id"]
        )

    @api.model
    def _ensure(self, partners, company):
        """Accounts of all the customers with a company, made with the default credit where there is none yet.

        Safe when two transactions do it at once. Changes nobody's credit, so it takes no lock.
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

    def _credit_text(self):
        """The credit in words, for messages."""
        if self.limit_mode == "limited":
            return self.env._(
                "limit %(amount)s", amount=formatLang(self.env, self.limit_amount, currency_obj=self.currency_id)
            )
        return dict(self._fields["limit_mode"]._description_selection(self.env))[self.limit_mode]

    def _status_text(self):
        return dict(self._fields["status"]._description_selection(self.env))[self.status]
