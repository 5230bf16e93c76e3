from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .relation_common import RelationCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 04:00:00")
class TestRelationNetwork(RelationCommon):
    """What the picture of two steps shows, and whom it shows it to."""

    def network(self, partner, depth=2, user=None, **filters):
        self.env.flush_all()
        relations = self.env["crm.relation"].with_user(user or self.salesperson)
        return relations.network(partner.id, depth, filters)

    def edges(self, data):
        return {edge["id"] for edge in data["edges"]}

    def steps(self, data):
        return {node["id"]: node["step"] for node in data["nodes"]}

    def test_two_steps_and_a_cycle(self):
        first = self.relate(self.mother, self.daughter)
        second = self.relate(self.daughter, self.grandchild)
        third = self.relate(self.grandchild, self.mother, self.owner_type)
        fourth = self.relate(self.grandchild, self.stranger, self.alliance_type)
        far = self.make_customer("Far away")
        fifth = self.relate(self.stranger, far, self.alliance_type)
        data = self.network(self.mother)
        self.assertEqual(self.edges(data), set((first | second | third | fourth).ids))
        self.assertEqual(self.steps(data), {self.mother.id: 0, self.daughter.id: 1, self.grandchild.id: 1, self.stranger.id: 2})
        self.assertFalse(data["left_off"])
        self.assertEqual(self.edges(self.network(self.mother, 1)), set((first | third).ids))
        self.assertNotIn(fifth.id, self.edges(data))

    def test_contacts_hang_on_their_company(self):
        relation = self.relate(self.chief, self.stranger, self.decides_type, decision_role="influencer")
        data = self.network(self.mother)
        self.assertEqual(self.steps(data), {self.mother.id: 0, self.chief.id: 1, self.stranger.id: 2})
        self.assertEqual(self.edges(data), {relation.id, False})
        self.assertEqual([edge["role"] for edge in data["edges"] if edge["id"]], ["Influencer"])
        centre = self.network(self.chief)
        self.assertEqual(self.steps(centre)[self.chief.id], 0)
        self.assertEqual(self.edges(self.network(self.mother, hierarchy=False)), {relation.id})

    def test_filters(self):
        weak = self.relate(self.mother, self.daughter, strength="1")
        strong = self.relate(self.mother, self.grandchild, strength="5", decision_role=False)
        over = self.relate(self.mother, self.stranger, self.alliance_type, date_to="2026-01-31")
        self.assertEqual(self.edges(self.network(self.mother)), set((weak | strong).ids))
        self.assertEqual(self.edges(self.network(self.mother, past=True)), set((weak | strong | over).ids))
        self.assertEqual(self.edges(self.network(self.mother, least_strength=4)), {strong.id})
        found = self.network(self.mother, past=True, type_ids=self.alliance_type.ids)
        self.assertEqual(self.edges(found), {over.id})
        self.assertEqual(self.edges(self.network(self.mother, roles=["user"])), set())

    def test_five_hundred_relations_at_most_by_few_queries(self):
        names = [{"name": f"Partner {number}", "is_company": True} for number in range(520)]
        others = self.env["res.partner"].create(names)
        values = [
            {"partner_id": self.mother.id, "other_id": other.id, "type_id": self.alliance_type.id, "strength": "2"}
            for other in others
        ]
        self.env["crm.relation"].create(values)
        strong = self.relate(self.mother, self.daughter, strength="5")
        self.network(self.mother)
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            data = self.network(self.mother)
        self.assertEqual((len(data["edges"]), data["left_off"]), (500, True))
        self.assertIn(strong.id, self.edges(data))

    def test_what_others_own_stays_hidden(self):
        (self.mother | self.daughter | self.grandchild).user_id = self.other_salesperson
        self.relate(self.mother, self.daughter)
        second = self.relate(self.daughter, self.stranger, self.alliance_type)
        self.assertEqual(self.edges(self.network(self.stranger)), {second.id})
        elsewhere = self.relate(self.stranger, self.retailer, self.alliance_type, company_id=self.other_company.id)
        self.assertNotIn(elsewhere.id, self.edges(self.network(self.stranger)))

    def test_arguments_that_make_no_sense(self):
        mother = self.mother.id
        for arguments in ((mother, 3), (mother, 2, {"sql": "1"}), (mother, 2, {"roles": ["king"]}), ("x",)):
            with self.assertRaises(UserError):
                self.env["crm.relation"].with_user(self.salesperson).network(*arguments)
        self.mother.company_id = self.company
        with self.assertRaises(AccessError):
            self.network(self.mother, user=self.other_channel_manager)
