from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import as_id

from .view_scope import ViewScope

SALESMAN = "sales_team.group_sale_salesman"
# Whoever looks after all customers, in sales, service, channel or credit.
ALL_CUSTOMERS = (
    "sales_team.group_sale_salesman_all_leads,crm_industry.group_service_agent,"
    "crm_industry.group_channel_manager,crm_credit.group_credit_user"
)
PAGE = 30
LONGEST_PAGE = 100


class CrmCustomerView(models.AbstractModel):
    """The single view of a customer: who it is, what it is worth, what happened, and what to do next.

    Made for people without rights to orders, invoices and deliveries. `_view_scope` is the only door: it checks that the
    reader looks after this customer, then plain figures, titles and amounts are read with full rights. Opening a document goes
    through the reader's own rights.
    """

    _name = "crm.customer.view"
    _description = "Customer View"

    @api.model
    @api.readonly
    def customer_view(self, partner_id):
        """Return everything that the page shows first.

        :param int partner_id: the customer or one of its contacts
        :return: ::

            {"customer": see `_view_customer_query`, "grade": badge of `res.partner._prepare_grading_badge` or False,
             "buttons": see `_view_buttons`, "figures": see `_view_figures`, "actions": see `_next_best_actions`,
             "charts": see `_view_charts`,
             "kinds": [{"key", "label", "icon"}] of the timeline, "timeline": see `timeline`}

        :rtype: dict
        :raise AccessError: the reader does not look after this customer
        :raise UserError: there is no such customer
        """
        scope = self._view_scope(partner_id)
        facts = self._view_facts(scope)
        timeline = self.env["crm.customer.timeline"]
        return {
            "customer": facts["customer"],
            "grade": facts["grade"],
            "buttons": self._view_buttons(scope),
            "figures": self._view_figures(scope, facts),
            "actions": self._next_best_actions(scope, facts),
            "charts": self._view_charts(scope),
            "kinds": [{"key": key} | kind for key, kind in timeline._timeline_kinds().items()],
            "timeline": timeline._timeline_page(scope, limit=PAGE),
        }

    @api.model
    @api.readonly
    def timeline(self, partner_id, filters=None, cursor=None, limit=PAGE):
        """Return a page of what happened with a customer, the latest first.

        :param int partner_id: the customer or one of its contacts
        :param filters: see `crm.customer.timeline._timeline_page`
        :param cursor: "cursor" of the page before
        :param int limit: rows, 100 at most
        :return: {"items": [...], "cursor": list or False when there are no more}
        :rtype: dict
        :raise AccessError: the reader does not look after this customer
        :raise UserError: an argument makes no sense
        """
        if type(limit) is not int or not 0 < limit <= LONGEST_PAGE:
            raise UserError(self.env._("A page has 1 to %(most)s rows.", most=LONGEST_PAGE))
        scope = self._view_scope(partner_id)
        return self.env["crm.customer.timeline"]._timeline_page(scope, filters, cursor, limit)

    @api.model
    def _view_buttons(self, scope):
        """Return what can be written down from the page. Extend by super.

        :return: list of {"key", "label", "icon", "context"} with "model": a new record of it on its form, or "action": its
            external id
        """
        if not self.env["crm.touchpoint"].has_access("create"):
            return []
        return [
            {
                "key": "touchpoint",
                "label": self.env._("Write down a contact"),
                "icon": "fa-phone",
                "model": "crm.touchpoint",
                "context": {"default_partner_id": scope.customer.id},
            }
        ]

    # -- the only door -------------------------------------------------------------------------------------------------

    @api.model
    def _view_scope(self, partner_id):
        """Check that the reader may see this page and return what belongs to it.

        :rtype: ViewScope
        :raise AccessError: the reader does not look after this customer
        :raise UserError: there is no such customer
        """
        # sudo: the settings of the company
        company = self.env.company.sudo().root_id
        partner_id = as_id(self.env, partner_id)
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        found = self.env.execute_query(self._view_family_query(partner_id, company))
        if not found:
            raise UserError(self.env._("This customer is no longer there."))
        [(customer_id, people, branches)] = found
        (self.env["res.partner"].browse({partner_id, customer_id})).check_access("read")
        customer = self.env["res.partner"].browse(customer_id)
        self._view_check(customer)
        return ViewScope(
            customer=customer,
            people=tuple(people),
            company=company,
            branches=tuple(branches),
            companies=tuple(company_id for company_id in self.env.companies.ids if company_id in branches),
            today=company._business_today(),
            user=self.env.user,
        )

    @api.model
    def _view_family_query(self, partner_id, company):
        """SELECT of the customer of a partner, all its people, and the company with its branches; no row without the partner.

        Until the end of the transaction statements are not compiled: that takes longer than these small ones need.
        """
        return SQL(
            """
            SET LOCAL jit = off;
            SELECT partner.commercial_partner_id,
                   ARRAY(SELECT id FROM res_partner WHERE commercial_partner_id = partner.commercial_partner_id),
                   ARRAY(SELECT id FROM res_company WHERE parent_path LIKE %s)
              FROM res_partner partner WHERE partner.id = %s
            """,
            f"{company.parent_path}%",
            partner_id,
        )

    @api.model
    def _view_check(self, customer):
        """:raise AccessError: the reader does not look after this customer"""
        if self._view_open_to_user(customer):
            return
        if not self.env.user.has_group(SALESMAN):
            raise AccessError(self.env._("The view of a customer is for people in sales, service, channel and credit."))
        raise AccessError(
            self.env._(
                "%(customer)s is looked after by %(user)s: ask there.",
                customer=customer.display_name,
                # sudo: who looks after the customer
                user=customer.sudo().user_id.name,
            )
        )

    @api.model
    def _view_open_to_user(self, customers):
        """Return those of some customers whose figures the user may see: all, or one's own and those that nobody looks after."""
        user = self.env.user
        if self.env.su or user.has_groups(ALL_CUSTOMERS):
            return customers
        if not user.has_group(SALESMAN):
            return customers.browse()
        # sudo: who looks after the customers
        return customers.filtered(lambda customer: customer.sudo().user_id in (user, user.browse()))

    @api.model
    def _view_sees_margin(self, scope):
        """Whether the reader sees margins, as the company has decided."""
        return scope.company._shows_margins()
