from odoo import api, fields, models
from odoo.fields import Command, Domain

from ..tools import customer_key
from ..tools.arguments import check_one
from .crm_customer_distinct import KEY_KINDS

# A phone of a call centre may belong to thousands; the form needs no more than these.
DUPLICATES_SHOWN = 20
# Odoo's merge wizard refuses more.
MERGED_AT_ONCE = 3


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_key_code = fields.Char(
        string="Unified Code (compared)",
        compute="_compute_customer_keys",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
    )
    customer_key_phone = fields.Char(
        string="Phone (compared)",
        compute="_compute_customer_keys",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
    )
    customer_key_name = fields.Char(
        string="Name (compared)",
        compute="_compute_customer_keys",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
    )
    customer_duplicate_ids = fields.Many2many(
        "res.partner",
        string="Possible Duplicates",
        compute="_compute_customer_duplicates",
        groups="base.group_user",
    )
    customer_duplicate_reason = fields.Char(compute="_compute_customer_duplicates", groups="base.group_user")
    customer_code_warning = fields.Char(compute="_compute_customer_code_warning", groups="base.group_user")

    @api.depends(
        "name",
        "phone",
        "vat",
        "company_registry",
        "country_id",
        "is_company",
        "parent_id",
    )
    def _compute_customer_keys(self):
        """Customers only: a contact shares name, phone and code with its own company."""
        for partner in self:
            customer = partner.is_company or not partner.parent_id
            prefix = str(partner.country_id.phone_code or customer_key.HOME_PREFIX)
            partner.customer_key_code = customer and customer_key.code_key(
                partner.vat, partner.company_registry
            )
            partner.customer_key_phone = customer and customer_key.phone_key(
                partner.phone, prefix
            )
            partner.customer_key_name = customer and customer_key.name_key(partner.name)

    @api.depends("customer_key_code", "customer_key_phone", "customer_key_name", "parent_id")
    @api.depends_context("uid", "company", "allowed_company_ids")
    def _compute_customer_duplicates(self):
        kinds = self.env["crm.customer.distinct"]._fields["kind"]
        labels = dict(kinds._description_selection(self.env))
        for partner in self:
            found = partner._find_customer_duplicates()
            partner.customer_duplicate_ids = self.browse().union(*found.values())
            partner.customer_duplicate_reason = ", ".join(labels[kind] for kind in found)

    @api.depends("vat", "company_registry", "country_id", "is_company")
    @api.depends_context("company")
    def _compute_customer_code_warning(self):
        for partner in self:
            partner.customer_code_warning = partner._get_code_warning()

    @api.model
    def _search_display_name(self, operator, value):
        """Find customers by their unified code in any spelling."""
        domain = super()._search_display_name(operator, value)
        if operator in Domain.NEGATIVE_OPERATORS or not isinstance(value, str):
            return domain
        if not customer_key.is_unified_code(value):
            return domain
        return Domain(domain) | Domain("customer_key_code", "=", customer_key.code_key(value))

    def action_customer_not_duplicate(self):
        """Note that this customer is none of its possible duplicates (button of the form).

        Pair by pair: nothing is said about the others among themselves.
        """
        check_one(self)
        self.env["crm.customer.distinct"].create(
            [
                {
                    "kind": kind,
                    "value": self[f"customer_key_{kind}"],
                    "partner_ids": [Command.set([self.id, other.id])],
                }
                for kind, others in self._find_customer_duplicates().items()
                for other in others
            ]
        )
        return True

    def action_customer_merge(self):
        """Open Odoo's merge wizard with this customer and its possible duplicates."""
        check_one(self)
        return (self + self.customer_duplicate_ids)._open_merge_wizard()

    def _open_merge_wizard(self):
        """Return the action of Odoo's merge wizard, which takes three partners at once."""
        return {
            "name": self.env._("Merge Customers"),
            "type": "ir.actions.act_window",
            "res_model": "base.partner.merge.automatic.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"active_model": "res.partner", "active_ids": self[:MERGED_AT_ONCE].ids},
        }

    @api.model
    def _customer_domain(self):
        """Return the domain of customers: commercial partners who are not our own users."""
        return (
            Domain("is_company", "=", True) | Domain("parent_id", "=", False)
        ) & Domain("partner_share", "=", True)

    @api.model
    def _customer_key_domain(self, kind):
        """Return the domain of the customers that are compared by this kind of key."""
        domain = self._customer_domain() & Domain(f"customer_key_{kind}", "!=", False)
        if kind == "name" and not self.env.company.customer_duplicate_persons:
            domain &= Domain("is_company", "=", True)
        return domain

    def _find_customer_duplicates(self):
        """Return {kind: customers that share the key of this kind with this customer}.

        Only customers that the user may read; neither the company's own branches below it nor
        what somebody has declared to be different.
        """
        self.ensure_one()
        found = {}
        for kind, _label in KEY_KINDS:
            others = self._find_same_key(kind)
            if others:
                others -= self._get_known_distinct(kind)
            if others:
                found[kind] = others
        return found

    def _find_same_key(self, kind):
        key = f"customer_key_{kind}"
        if not self._is_compared(kind):
            return self.browse()
        family = (self._origin + self.parent_id).ids
        return self.search(
            self._customer_key_domain(kind)
            & Domain(key, "=", self[key])
            & Domain("id", "not in", family)
            & Domain("parent_id", "not in", family),
            limit=DUPLICATES_SHOWN,
        )

    def _is_compared(self, kind):
        """Tell for one partner, maybe unsaved, what ``_customer_key_domain`` tells for many."""
        if not self[f"customer_key_{kind}"] or not self.partner_share:
            return False
        persons = self.env.company.customer_duplicate_persons
        return kind != "name" or self.is_company or persons

    def _get_known_distinct(self, kind):
        decisions = self.env["crm.customer.distinct"].sudo().search(
            [
                ("kind", "=", kind),
                ("value", "=", self[f"customer_key_{kind}"]),
                ("partner_ids", "in", self._origin.ids),
            ]
        )
        return decisions.partner_ids.with_env(self.env)

    def _get_code_warning(self):
        """Return what is wrong with the unified code of a Chinese company, ``False`` if nothing.

        A warning only: imports and old records with a wrong code must stay possible.
        """
        codes = [code for code in (self.vat, self.company_registry) if code]
        country = self.country_id or self.env.company.country_id
        if not (codes and self.is_company and country.code == "CN"):
            return False
        code = next(filter(customer_key.is_unified_code, codes), codes[0])
        problem = customer_key.code_problem(code)
        return bool(problem) and self._get_code_problem_text(code, *problem)

    @api.model
    def _get_code_problem_text(self, code, problem, detail):
        values = {"code": code, "detail": detail}
        if problem == "length":
            return self.env._(
                "The unified social credit code %(code)s has %(detail)s characters instead of 18.",
                **values,
            )
        if problem == "character":
            return self.env._(
                "The unified social credit code %(code)s contains “%(detail)s”, which no such "
                "code has (I, O, S, V and Z are never used).",
                **values,
            )
        if problem == "region":
            return self.env._(
                "The unified social credit code %(code)s should have six digits from the third "
                "character on instead of “%(detail)s”.",
                **values,
            )
        return self.env._(
            "The unified social credit code %(code)s is mistyped: after its first 17 characters "
            "the last one would be “%(detail)s”.",
            **values,
        )
