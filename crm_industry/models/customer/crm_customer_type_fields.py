from odoo import api, models


class CrmCustomerType(models.Model):
    """The own fields that the shipped types begin with; users add, change and remove fields on the customer's page."""

    _inherit = "crm.customer.type"

    @api.model
    def _load_shipped_fields(self):
        """Give the shipped types their fields, labelled in the language of the main company; run once, at installation.

        Labels of own fields are plain data: they are in one language.
        """
        types = self.with_context(lang=self.env.ref("base.main_company").partner_id.lang or self.env.lang)
        for code, definition in types._shipped_fields().items():
            customer_type = types.search([("code", "=", code), ("properties_definition", "=", False)], limit=1)
            customer_type.properties_definition = definition

    @api.model
    def _shipped_fields(self):
        """Return {code of a type: its definition of own fields}; extend by super."""
        return {
            "retail": self._retail_fields(),
            "direct": self._direct_fields(),
            "dealer": self._dealer_fields(),
            "consumer": self._consumer_fields(),
            "key": self._key_account_fields(),
        }

    @api.model
    def _retail_fields(self):
        env = self.env
        places = {
            "street": env._("Street"),
            "mall": env._("Shopping mall"),
            "estate": env._("Housing estate"),
            "market": env._("Market hall"),
            "station": env._("Station or airport"),
        }
        return [
            _own_field("shop_area", "float", env._("Shop area (m²)")),
            _own_field("shop_place", "selection", env._("Location"), selection=list(map(list, places.items()))),
            _own_field("shop_hours", "char", env._("Opening hours")),
            _own_field("shop_chain", "char", env._("Chain")),
        ]

    @api.model
    def _direct_fields(self):
        env = self.env
        ways = {
            "tender": env._("Tender"),
            "framework": env._("Framework contract"),
            "demand": env._("As needed"),
        }
        return [
            _own_field("yearly_demand", "float", env._("Demand per year")),
            _own_field("buying_way", "selection", env._("Buys by"), selection=list(map(list, ways.items()))),
            _own_field("other_suppliers", "char", env._("Other suppliers")),
        ]

    @api.model
    def _dealer_fields(self):
        env = self.env
        return [
            _own_field("warehouse_area", "float", env._("Warehouse (m²)")),
            _own_field("sales_staff", "integer", env._("Sales staff")),
            _own_field("vehicles", "integer", env._("Delivery vehicles")),
            _own_field("shops_supplied", "integer", env._("Shops supplied")),
            _own_field("other_brands", "char", env._("Competing brands")),
        ]

    @api.model
    def _consumer_fields(self):
        env = self.env
        return [
            _own_field("birthday", "date", env._("Birthday")),
            _own_field("interests", "tags", env._("Interests"), tags=[]),
            _own_field("member_number", "char", env._("Member number")),
        ]

    @api.model
    def _key_account_fields(self):
        env = self.env
        return [
            _own_field("decision_maker", "char", env._("Decides")),
            _own_field("contract_end", "date", env._("Contract ends")),
            _own_field("share_of_demand", "float", env._("Our share of the demand (%)")),
            _own_field("goals", "text", env._("Goals with this customer")),
        ]


def _own_field(name, kind, label, **attributes):
    return {"name": name, "type": kind, "string": label} | attributes
