from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.arguments import LARGEST_ID


class CrmPortalCustomerMixin(models.AbstractModel):
    """Pages on the portal that start from the user: who its customer is, and how one record of the customer is found.

    The heir names the feature (`_portal_feature`) whose pages these are, and the domain of what belongs to the customer.
    Portal users have no access to the records themselves: what is found comes with full rights.
    """

    _name = "crm.portal.customer.mixin"
    _description = "Pages of Customers on the Portal"

    _portal_feature = None
    """XML ID of the group without which nobody has these pages; None: all portal users have them."""

    @api.model
    def _customer(self):
        """The customer of a portal user, with full rights; empty for others, and where the feature is switched off."""
        user = self.env.user
        # sudo: contacts need not be able to read their company
        customer = user.sudo().partner_id.commercial_partner_id
        feature = self._portal_feature
        shown = user._is_portal() and (not feature or self.env["res.groups"]._is_feature_enabled(feature))
        return customer if shown else customer.browse()

    @api.model
    def _own_customer(self):
        """:raise AccessError: the user is no customer on the portal"""
        customer = self._customer()
        if not customer:
            raise AccessError(self.env._("These pages are for customers: please log in as one."))
        return customer

    @api.model
    def _find_page_record(self, model, record_id, domain):
        """Return a record that an address names, with full rights.

        :param int record_id: of a client
        :param domain: what belongs to the user's customer
        :raise AccessError: it is none of the domain
        """
        # sudo: portal users have no right to the records in any other way; the domain names their customer
        found = self.env[model].sudo()
        if 0 < record_id <= LARGEST_ID:
            found = found.search(Domain(domain) & Domain("id", "=", record_id))
        if not found:
            raise self._no_such_page()
        return found

    @api.model
    def _no_such_page(self):
        """The error for what is not the customer's and for what isn't there: nobody learns which of the two it is."""
        return AccessError(self.env._("There is no such page."))
