from odoo.tests import new_test_user

from ..channel_common import ChannelCommon


class RelationCommon(ChannelCommon):
    """Companies ``mother``, ``daughter``, ``grandchild`` and ``stranger``, the person ``chief`` (contact of ``mother``); users
    ``sales_manager`` and ``other_salesperson``, who has customers of its own; ``relate`` makes relations."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales_manager = new_test_user(cls.env, "relation_manager", "sales_team.group_sale_manager", company_id=cls.company.id)
        cls.other_salesperson = new_test_user(
            cls.env, "relation_salesperson", "sales_team.group_sale_salesman", company_id=cls.company.id
        )
        users = cls.sales_manager | cls.other_salesperson | cls.salesperson | cls.channel_manager | cls.other_channel_manager
        users.lang = "en_US"
        cls.mother = cls.make_customer("Mother")
        cls.daughter = cls.make_customer("Daughter")
        cls.grandchild = cls.make_customer("Grandchild")
        cls.stranger = cls.make_customer("Stranger")
        cls.chief = cls.env["res.partner"].create({"name": "Chief", "parent_id": cls.mother.id})
        cls.parent_type = cls.env.ref("crm_industry.relation_type_parent_company")
        cls.owner_type = cls.env.ref("crm_industry.relation_type_same_owner")
        cls.alliance_type = cls.env.ref("crm_industry.relation_type_alliance")
        cls.decides_type = cls.env.ref("crm_industry.relation_type_decides")

    @classmethod
    def relate(cls, partner, other, kind=None, user=None, **values):
        """Record a relation, by default that of a parent company."""
        relations = cls.env["crm.relation"].with_user(user) if user else cls.env["crm.relation"]
        defaults = {"partner_id": partner.id, "other_id": other.id, "type_id": (kind or cls.parent_type).id}
        return relations.create(defaults | values)
