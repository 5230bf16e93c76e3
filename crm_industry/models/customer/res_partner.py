from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column


class ResPartner(models.Model):
    """The type of a customer and the fields that come with it."""

    _inherit = "res.partner"

    channel_type_id = fields.Many2one(
        "crm.customer.type",
        string="Customer Type",
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
        help="How the customer buys. Contacts follow their company.",
    )
    channel_properties = fields.Properties(
        string="Fields of the Type",
        definition="channel_type_id.properties_definition",
        copy=True,
        groups="base.group_user",
    )
    channel_profile = fields.Properties(
        string="Industry Profile",
        definition="industry_id.channel_profile_definition",
        copy=True,
        groups="base.group_user",
    )

    def _auto_init(self):
        """Make the columns of own fields beforehand: no type or industry has any yet, nothing is worked out for each."""
        self._make_channel_columns({"channel_properties": "jsonb", "channel_profile": "jsonb"})
        return super()._auto_init()

    @api.model
    def _make_channel_columns(self, columns):
        """Add missing columns, empty, so that Odoo doesn't compute them for every customer there is.

        :param columns: {name: SQL type}
        """
        for name, kind in columns.items():
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, kind)

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), "channel_type_id"]
