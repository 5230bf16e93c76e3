from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import GradingCommon


class PortalFieldsCommon(GradingCommon):
    """Portal users read their company, their own customer and its documents by RPC: not what our addons note there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal_user = new_test_user(
            cls.env,
            "portal_fields",
            "base.group_portal",
            partner_id=cls.contact.id,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def fields_of(self, addon, model):
        """Names of the fields that an addon adds to a model, of another addon or inherited from it."""
        names = []
        for name, field in self.env[model]._fields.items():
            own = field.related_field if field.inherited else field
            if own._modules[:1] == (addon,):
                names.append(name)
        return names

    def open_fields(self, addon):
        """The fields that an addon adds to the models of those below it, as far as a portal user has access to them."""
        addons = self.env["ir.module.module"].search([("name", "=", addon)])
        own = (addons | addons.downstream_dependencies()).mapped("name")
        found = []
        for name, model in self.registry.items():
            asked = self.env[name].with_user(self.portal_user)
            if model._original_module in own or model._abstract or not asked.has_access("read"):
                continue
            names = self.fields_of(addon, name)
            found += [f"{name}.{field}" for field in (asked.fields_get(names, ["type"]) if names else ())]
        return found

    def assert_portal_fields_closed(self, addon, least):
        """:param int least: so many fields there are at least on companies and customers"""
        self.assertEqual(self.open_fields(addon), [])
        tried = 0
        for record in (self.company, self.contact):
            asked = record.with_user(self.portal_user)
            self.assertTrue(asked.read(["name"]))
            for name in self.fields_of(addon, record._name):
                tried += 1
                with self.assertRaises(AccessError, msg=name), mute_logger("odoo.orm.models", "odoo.models"):
                    asked.read([name])
        self.assertGreaterEqual(tried, least)
