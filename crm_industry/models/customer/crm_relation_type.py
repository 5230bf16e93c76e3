from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_grading.tools.arguments import check_one

KINDS = [("any", "Company or Person"), ("company", "Company"), ("person", "Person")]


class CrmRelationType(models.Model):
    """How two partners may be related, and how that reads from either side. Shared by all companies on purpose."""

    _name = "crm.relation.type"
    _description = "Type of Relation"
    _order = "sequence, name, id"
    _rec_names_search = ["name", "inverse_name"]

    name = fields.Char(
        required=True,
        translate=True,
        help="Read from the first partner: the first “is parent company of” the second.",
    )
    inverse_name = fields.Char(
        string="Read Backwards",
        translate=True,
        help="Read from the second partner: the second “is subsidiary of” the first. Both ways alike: empty.",
    )
    symmetric = fields.Boolean(
        string="Both Ways Alike", help="The relation reads the same from both sides, like partners or relatives."
    )
    source_kind = fields.Selection(KINDS, string="First Partner", required=True, default="any")
    other_kind = fields.Selection(KINDS, string="Second Partner", required=True, default="any")
    counts_group = fields.Boolean(
        string="One Group", help="Both belong to one group: sales and credit exposure are also shown as a total of the group."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    relation_count = fields.Integer(compute="_compute_relation_count", groups="sales_team.group_sale_salesman")

    def _compute_relation_count(self):
        counts = dict(self.env["crm.relation"]._read_group([("type_id", "in", self.ids)], ["type_id"], ["__count"]))
        for kind in self:
            kind.relation_count = counts.get(kind._origin, 0)

    @api.constrains("symmetric", "inverse_name", "source_kind", "other_kind")
    def _check_both_ways(self):
        for kind in self:
            if not kind.symmetric and not kind.inverse_name:
                raise ValidationError(
                    self.env._("%(type)s: say how it reads backwards, or tick “Both Ways Alike”.", type=kind.name)
                )
            if kind.symmetric and kind.source_kind != kind.other_kind:
                raise ValidationError(
                    self.env._("%(type)s is alike both ways: both sides have to be of the same kind.", type=kind.name)
                )

    def _label(self, backwards=False):
        """How the relation reads, from its second partner when ``backwards``."""
        self.ensure_one()
        return self.inverse_name if backwards and not self.symmetric else self.name

    def action_relations(self):
        """Show the relations of this type (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_relation_action")
        return action | {"domain": [("type_id", "=", self.id)], "context": {"default_type_id": self.id}}
