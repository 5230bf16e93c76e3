from odoo import api, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        if "commercial_partner_id" in vals:
            # Worked out by Odoo, which would all the same take any value from a client.
            vals = {name: value for name, value in vals.items() if name != "commercial_partner_id"}
            self.env.add_to_compute(self._fields["commercial_partner_id"], self)
        customers = self.browse()
        if vals.keys() & {"parent_id", "is_company"}:
            customers = self.filtered(lambda p: p.commercial_partner_id == p)
        result = super().write(vals)
        for customer in customers:
            self._rekey_if_absorbed(customer, customer.commercial_partner_id)
        return result

    def _check_customers(self):
        """Refuse partners that are not customers themselves; for the constraints of records that are kept by customer.

        :raise ValidationError: naming the first contact and its customer
        """
        for partner in self:
            customer = partner.commercial_partner_id
            if customer != partner:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(customer)s: choose %(customer)s.",
                        contact=partner.display_name,
                        customer=customer.display_name,
                    )
                )

    @api.model
    def _rekey_if_absorbed(self, old, new):
        """Run the hook when the customer ``old`` has become a part of the customer ``new``."""
        if old == new:
            return
        partners = self.sudo().with_context(active_test=False)
        partners._rekey_customer(old.with_env(partners.env), new.with_env(partners.env))

    @api.model
    def _rekey_customer(self, old, new):
        """Move or join what is kept by customer from ``old`` to ``new``. Extend by super.

        Customers are commercial partners. The hook runs once for each customer that ceases to
        be one: before the rows of a merge are moved by Odoo (which deletes rows that would
        break a unique key), and after a change of parent made a customer the contact of
        another. All three partners come with superuser rights and archived records visible,
        since rows of every company must move, whoever merges. Must be repeatable: a second
        call finds nothing to move.

        :param old: the former customer, one partner, still there
        :param new: the customer that takes over, one partner
        """
