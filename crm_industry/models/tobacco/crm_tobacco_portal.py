from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import format_date


class CrmTobaccoPortal(models.AbstractModel):
    """What retailers read of their own file on the portal, and what they ask for.

    Everything starts from the user: the file of its company, and nothing of another one. Portal users have no access to the
    records themselves.
    """

    _name = "crm.tobacco.portal"
    _inherit = ["crm.portal.customer.mixin"]
    _description = "Retailers on the Portal"
    _portal_feature = "crm_industry.group_trade_tobacco"

    # -- whose ---------------------------------------------------------------------------------------------------------

    @api.model
    def _find_retailer(self):
        """The file of the user's customer, with full rights; may be empty."""
        customer = self._customer()
        # sudo: portal users have no right to files in any other way
        files = self.env["crm.tobacco.retailer"].sudo()
        return files.search([("partner_id", "=", customer.id)], limit=1) if customer else files

    @api.model
    def _own_retailer(self):
        """:raise AccessError: the user is no retailer on the portal"""
        retailer = self._find_retailer()
        if not retailer:
            raise AccessError(self.env._("These pages are for retailers: please log in as one."))
        return retailer

    @api.model
    def _own_record(self, model, record_id, domain):
        """Return a record of the user's retailer, with full rights.

        :raise AccessError: it is not the retailer's, or is not there
        """
        own = [("retailer_id", "=", self._own_retailer().id), *domain]
        return self._find_page_record(model, record_id, own)

    # -- the first page ------------------------------------------------------------------------------------------------

    @api.model
    def _home_page(self):
        """What the retailer has to know today: its head, and what the topics add. Extend by super.

        :return: dict of retailer (see `_retailer_head`), notes (list of {"kind": of an alert, "text"}), next_order
        :raise AccessError: the user is no retailer
        """
        retailer = self._own_retailer()
        return {"retailer": self._retailer_head(retailer), "notes": [], "next_order": self._next_order(retailer)}

    @api.model
    def _retailer_head(self, retailer):
        manager = retailer.user_id
        return {
            "name": retailer.partner_id.name,
            "code": retailer.code,
            "kind": " · ".join(filter(None, (self._label(retailer, "market"), retailer.store_format_id.name))),
            "company": retailer.company_id.name,
            "manager": manager.name,
            "manager_phone": manager.partner_id.phone,
        }

    @api.model
    def _next_order(self, retailer):
        """When the retailer orders next, a sentence; False when it orders on any day."""
        weekday, cutoff = retailer._order_window()
        if weekday is None or not retailer.next_order_day:
            return False
        minutes = round(cutoff * 60)
        return self.env._(
            "Your next order day is %(weekday)s, %(day)s, until %(time)s.",
            weekday=self._label(retailer, "order_day"),
            day=format_date(self.env, retailer.next_order_day),
            time=f"{minutes // 60}:{minutes % 60:02}",
        )

    @api.model
    def _label(self, record, name):
        """The name of a selection's value, in the language of the user."""
        return dict(record._fields[name]._description_selection(self.env)).get(record[name])
