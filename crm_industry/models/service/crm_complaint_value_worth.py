from odoo import api, models
from odoo.tools import SQL

# Columns of the customer's metrics that are worked out anew.
BUSINESS = ("first_order", "last_order", "orders", "ordered_amount", "net_sales", "margin", "returns")
NO_BUSINESS = dict.fromkeys(BUSINESS, 0) | {"first_order": False, "last_order": False}


class CrmComplaintValue(models.AbstractModel):
    """Live figures of customers who complain. The definitions are those of the customer's metrics, worked out for these
    customers alone; the caller has made sure that the user may see them."""

    _name = "crm.complaint.value"
    _description = "Value of Complaining Customers"

    @api.model
    def _worth(self, customers, company):
        """Return what customers are worth to a company with all its branches.

        :param customers: commercial partners
        :param company: any company of the branch tree
        :return: by id of the customer: first_order and last_order (dates or False), orders (number), ordered_amount, net_sales,
            margin, returns (company currency, without tax), grade and credit (words, False without)
        :rtype: dict[int, dict]
        """
        root = company.sudo().root_id
        # sudo: who handles complaints need not see orders, invoices, grades and credit accounts
        customers = customers.sudo().with_company(root)
        business = self._business(customers, root)
        credit = self.env["crm.credit.exposure"]._exposure(customers, root, columns=("group_status",))
        words = dict(customers._fields["credit_status"]._description_selection(self.env))
        return {
            customer.id: business.get(customer.id, NO_BUSINESS)
            | {
                "grade": customer.grading_grade_id.display_name,
                "credit": words.get(credit.get(customer.id, {}).get("group_status"), False),
            }
            for customer in customers
        }

    @api.model
    def _business(self, customers, root):
        """Orders, sales, margin and returns by id of the customer; those without any are left out."""
        if not customers:
            return {}
        metrics = self.env["crm.customer.metrics"].sudo()
        self.env["crm.credit.exposure"]._switch_jit_off()
        return metrics._live(metrics._scope(root, root._business_today(), customers), BUSINESS)

    @api.model
    def _complaints_before(self, complaints):
        """Return what the customers of complaints complained about before, with the same company or its branches.

        :return: by complaint: complaints (number without withdrawn ones), last_complaint (time or False), complaint_cost
            (approved resolutions, company currency)
        :rtype: dict
        """
        found = {}
        if complaints:
            self.env["crm.complaint"].flush_model(["partner_id", "company_id", "state", "received_on"])
            self.env["crm.complaint.resolution"].flush_model(["complaint_id", "amount", "approval_state"])
            found = {place: figures for place, *figures in self.env.execute_query(self._before_query(complaints))}
        names = ("complaints", "last_complaint", "complaint_cost")
        return {
            complaint: dict(zip(names, found.get(place, (0, False, 0)), strict=True))
            for place, complaint in enumerate(complaints)
        }

    @api.model
    def _before_query(self, complaints):
        """A row for each complaint (by its place) whose customer has complained before."""
        return SQL(
            """
            SELECT asked.place, count(*)::int, max(other.received_on), coalesce(sum(spent.cost), 0)
              FROM unnest(%(places)s, %(customers)s, %(roots)s, %(own)s) AS asked (place, partner_id, root_id, own_id)
              JOIN crm_complaint other ON other.partner_id = asked.partner_id AND other.id <> asked.own_id
                                      AND other.state <> 'withdrawn'
              JOIN res_company branch ON branch.id = other.company_id
                                     AND split_part(branch.parent_path, '/', 1)::int = asked.root_id
              LEFT JOIN crm_complaint own ON own.id = asked.own_id
              LEFT JOIN LATERAL (
                  SELECT sum(amount) AS cost FROM crm_complaint_resolution
                   WHERE complaint_id = other.id AND approval_state = 'approved'
              ) spent ON TRUE
             WHERE own.id IS NULL OR (other.received_on, other.id) < (own.received_on, own.id)
             GROUP BY asked.place
            """,
            places=list(range(len(complaints))),
            customers=[complaint.partner_id._origin.id for complaint in complaints],
            roots=[complaint.company_id.sudo().root_id.id for complaint in complaints],
            own=[complaint._origin.id or 0 for complaint in complaints],
        )
