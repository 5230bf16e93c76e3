from odoo import api, models
from odoo.exceptions import UserError

WHOSE = {"partner_id", "contact_id", "order_id"}


class CrmComplaint(models.Model):
    """Whose complaint it is, and about which order: decided on with whatever is submitted, and kept from then on."""

    _inherit = "crm.complaint"

    def write(self, vals):
        """The contact may change to another person of the customer.

        :raise UserError: something has been submitted, and another customer or order is named
        """
        before = {}
        if not WHOSE.isdisjoint(vals):
            # Somebody may submit something at this moment.
            self._lock_decisions()
            before = {complaint: (complaint.partner_id, complaint.order_id) for complaint in self._decided()}
        result = super().write(vals)
        for complaint, (customer, order) in before.items():
            if (complaint.partner_id, complaint.order_id) != (customer, order):
                complaint._refuse_other_customer(customer)
        return result

    def _refuse_other_customer(self, customer):
        raise UserError(
            self.env._(
                "%(complaint)s: something has been submitted for %(customer)s, customer and order stay. Take another complaint"
                " down, or have the resolutions cancelled first.",
                complaint=self.display_name,
                customer=customer.display_name,
            )
        )

    def _lock_decisions(self):
        """Keep two transactions from deciding about these complaints at once: what is promised, paid, asked or answered, and
        whose they are. Call it before the first read that decides."""
        self.env["crm.capacity.lock"]._lock_capacity(f"complaint:{complaint.id}" for complaint in self)

    def _decided(self):
        """Return those for which something waits for a decision or was approved, in whatever round."""
        # sudo: salespeople need not see resolutions
        return self.filtered(
            lambda each: {"submitted", "approved"}.intersection(each.sudo().resolution_ids.mapped("approval_state"))
        )

    @api.constrains("partner_id")
    def _check_goods_of_customer(self):
        """Goods and proposals are of the customer, whichever of them is named first."""
        self.line_ids._check_sold_to_customer()
        proposals = self.sudo().resolution_ids
        proposals._check_address()
        proposals.line_ids._check_origin()
