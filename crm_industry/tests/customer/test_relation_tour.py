from odoo.tests import HttpCase, tagged

from .relation_common import RelationCommon


@tagged("post_install", "-at_install")
class TestRelationTour(HttpCase, RelationCommon):
    def test_the_picture_opens_from_the_customer(self):
        self.relate(self.mother, self.daughter, strength="2")
        self.relate(self.mother, self.grandchild, strength="5")
        self.start_tour(f"/odoo/contacts/{self.mother.id}", "relation_network", login="grading_salesperson")
