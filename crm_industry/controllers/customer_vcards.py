from odoo.http import request, route

from odoo.addons.web.controllers.vcard import Partner

from .customer_json import DIGITS


class CustomerVcards(Partner):
    @route()
    def download_vcard(self, partner_ids=None, partner=None, **kwargs):
        """Address cards of customers are an export like any other.

        :raise AccessError: too many customers for a user without the right
        """
        # Odoo goes by the list where it gets both.
        listed = (part for part in (partner_ids or "").split(",") if part.isdecimal() and len(part) <= DIGITS)
        ids = {int(part) for part in listed} | set(partner.ids if partner else [])
        if ids:
            request.env["crm.customer.export"]._allow("res.partner", len(ids), ["vCard"], ids, "vcard")
        return super().download_vcard(partner_ids=partner_ids, partner=partner, **kwargs)
