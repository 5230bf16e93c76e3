from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

CORE_FIELDS = {"credit_limit", "use_partner_credit_limit"}
# Fields that decide whether a partner is a customer or a contact of one.
KEY_FIELDS = {"parent_id", "is_company"}


class ResPartner(models.Model):
    """Odoo's own field `credit_limit`, a copy of the limit of the credit account.

    Odoo reads zero as "no limit", so an account without any credit is copied as the smallest amount of the currency, and
    one with the company's default as no value, or as no limit when it only has the limit of its group. Contacts have the
    copy of their customer; nothing reads it.
    """

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        wanted = [{name: vals[name] for name in CORE_FIELDS & vals.keys()} for vals in vals_list]
        partners = super().create(
            [{name: value for name, value in vals.items() if name not in CORE_FIELDS} for vals in vals_list]
        )
        for partner, vals in zip(partners, wanted, strict=True):
            if vals and partner.commercial_partner_id == partner:
                partner._set_credit_account(vals)
        return partners

    def write(self, vals):
        if not vals.keys() & {*CORE_FIELDS, *KEY_FIELDS}:
            return super().write(vals)
        customers = self.filtered(lambda partner: partner.commercial_partner_id == partner)
        if vals.keys() & CORE_FIELDS and customers:
            for customer in customers:
                customer._set_credit_account(vals)
            rest = {name: value for name, value in vals.items() if name not in CORE_FIELDS}
            return super(ResPartner, customers).write(rest) and super(ResPartner, self - customers).write(vals)
        result = super().write(vals)
        # A contact that became a customer leaves the limit of its former customer behind.
        (self.filtered(lambda partner: partner.commercial_partner_id == partner) - customers)._mirror_credit_limit()
        return result

    def _set_credit_account(self, vals):
        """Take a value of Odoo's field for the limit of the current company's credit account.

        :param dict vals: values of CORE_FIELDS among others
        :raise AccessError: the user is no credit manager and the value is not the present one
        """
        fallback = self._fields["credit_limit"].get_company_dependent_fallback(self)
        limit = vals.get("credit_limit", fallback) or 0.0
        if not vals.get("use_partner_credit_limit", True):
            limit = fallback
        # The copy is readable to accountants only; whether the value changes must be known for everybody.
        if limit == self.sudo().credit_limit or (vals.get("use_partner_credit_limit") and "credit_limit" not in vals):
            return
        if not self.env.su and not self.env.user.has_group("crm_credit.group_credit_manager"):
            raise AccessError(
                self.env._(
                    "The credit limit of %(customer)s is kept in its credit account, where only a credit manager can"
                    " change it.",
                    customer=self.display_name,
                )
            )
        mode = "default" if limit == fallback else "limited" if limit else "unlimited"
        account = self.env["crm.credit.account"]._for_customers(self, self.env.company, create=True)
        with account._limit_origin("core"):
            account.write(
                {
                    "limit_mode": mode,
                    "limit_amount": limit if mode == "limited" else 0.0,
                    "limit_reason": self.env._("Set in the contact's accounting settings."),
                }
            )

    def _mirror_credit_limit(self, customer=None):
        """Copy the limits of the partners' accounts to Odoo's field, of their contacts too, in every company.

        :param customer: customer whose limits are copied instead of each partner's own
        """
        if not self:
            return
        self.env["crm.credit.account"].flush_model(
            ["partner_id", "company_id", "limit_mode", "limit_amount", "group_account_id"]
        )
        self.env["res.partner"].flush_model(["credit_limit", "commercial_partner_id"])
        self.env["res.company"].flush_model(["parent_path", "currency_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner contact
                   SET credit_limit = NULLIF(COALESCE(contact.credit_limit - limits.companies, '{}') || limits.own, '{}')
                  FROM (%(limits)s) limits
                 WHERE contact.commercial_partner_id = limits.partner_id
                   AND contact.credit_limit IS DISTINCT FROM
                       NULLIF(COALESCE(contact.credit_limit - limits.companies, '{}') || limits.own, '{}')
                """,
                limits=self._core_limits_query(customer),
            )
        )
        self.env["res.partner"].invalidate_model(["credit_limit", "use_partner_credit_limit"])

    def _core_limits_query(self, customer):
        """Rows partner_id, companies (all ids as texts), own (limit by company id) as Odoo's field shall have them."""
        return SQL(
            """
            SELECT partner.id AS partner_id, array_agg(company.id::text) AS companies,
                   COALESCE(jsonb_object_agg(company.id::text, CASE account.limit_mode
                       WHEN 'unlimited' THEN 0
                       WHEN 'default' THEN 0
                       WHEN 'limited' THEN GREATEST(account.limit_amount, currency.rounding)
                       WHEN 'prepay' THEN currency.rounding END)
                     FILTER (WHERE account.limit_mode != 'default' OR account.group_account_id IS NOT NULL), '{}') AS own
              FROM res_partner partner
             CROSS JOIN res_company company
              JOIN res_currency currency ON currency.id = company.currency_id
              LEFT JOIN crm_credit_account account
                     ON account.partner_id = COALESCE(%(customer)s, partner.id)
                    AND account.company_id = split_part(company.parent_path, '/', 1)::int
             WHERE partner.id = ANY(%(partners)s)
             GROUP BY partner.id
            """,
            customer=customer.id if customer else None,
            partners=list(self.ids),
        )
