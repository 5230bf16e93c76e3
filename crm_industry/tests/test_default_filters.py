from lxml import etree

from odoo.tests import TransactionCase, tagged
from odoo.tools.safe_eval import safe_eval


@tagged("post_install", "-at_install")
class TestDefaultFilters(TransactionCase):
    """Filters that a screen begins with narrow it down one after the other.

    Those between the same separators are alternatives: the screen would show what fits any of them.
    """

    def test_default_filters_are_no_alternatives(self):
        self.env.ref("base.group_user").implied_ids += self.env.ref("crm_industry.group_trade_telecom")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", self.env.ref("crm_industry.menu_root").id)])
        actions = {menu.action for menu in menus if menu.action and menu.action._name == "ir.actions.act_window"}
        seen = 0
        for action in actions:
            context = safe_eval(action.context or "{}", {"uid": self.env.uid, "active_id": False})
            defaults = {key.removeprefix("search_default_") for key in context if key.startswith("search_default_")}
            view = self.env[action.res_model].get_view(action.search_view_id.id or None, "search")
            for group in self._alternatives(etree.fromstring(view["arch"])):
                seen += len(defaults & group)
                self.assertLessEqual(len(defaults & group), 1, f"{action.name}: {defaults & group}")
        self.assertGreater(seen, 5)

    def _alternatives(self, search):
        """Yield the names of the filters between two separators."""
        names = set()
        for node in search.iter("filter", "separator", "group"):
            if node.tag == "filter" and not node.get("date") and "group_by" not in node.get("context", ""):
                names.add(node.get("name"))
            elif names:
                yield names
                names = set()
        yield names
