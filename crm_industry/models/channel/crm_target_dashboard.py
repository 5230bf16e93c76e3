from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import as_id, as_options

from ...tools.target_pace import forecast, light
from .crm_target import DIMENSIONS

MOST_ROWS = 200


class CrmTarget(models.Model):
    """Targets in force for the dashboard, with the rights of the reader: who sees a part of a tree sees the sums of that part."""

    _inherit = "crm.target"

    @api.readonly
    @api.model
    def dashboard_data(self, filters=None):
        """Return how a tree of targets stands, by one of the things it is split by.

        :param dict filters: all optional: root_id (a tree, else the latest that runs), dimension (dealer, type, grade, person,
            region, category, brand; else the first that the tree has)
        :return: ::

            {"trees": [[id, name]], "root_id": int or False, "dimensions": [[key, label]], "dimension": str or False,
             "currency_id": int or False, "unit": str, "basis": str, "date_from": ISO, "date_to": ISO, "today": ISO,
             "total": {"target", "actual", "expected", "forecast", "attainment" or None, "pace" or None, "light"},
             "rows": [{"id", "name", "domain" (of its targets), ... as total}], "more": int (rows left out),
             "chart": see `chart_data`}

        Amounts are in the currency or the unit of the tree, percentages 0..100.

        :rtype: dict
        :raise AccessError: the user may not read targets
        :raise UserError: a filter makes no sense, or the tree is not there
        """
        self.check_access("read")
        filters = as_options(self.env, filters, ("root_id", "dimension"))
        trees = self._dashboard_trees()
        if filters.get("root_id"):
            root = trees & self.browse(as_id(self.env, filters["root_id"]))
            if not root:
                raise UserError(self.env._("This target is not in force, or not for you: choose another one."))
        else:
            root = self._dashboard_first(trees)
        # sudo: the names of trees of which the reader sees a part
        names = [[tree.id, tree.sudo().complete_name] for tree in trees]
        if not root:
            return {"trees": names, "root_id": False, "dimensions": [], "dimension": False, "rows": [], "more": 0}
        return {"trees": names, "root_id": root.id} | self._dashboard_tree(root, filters.get("dimension"))

    @api.model
    def _dashboard_trees(self):
        """Return the trees of which the reader sees a part, the latest first."""
        own = [("in_force", "=", True), ("company_id", "=", self.env.company.root_id.id)]
        ids = [tree.id for (tree,) in self._read_group(own, ["root_id"])]
        return self.browse(ids).sudo().sorted(lambda tree: (tree.date_from, tree.id), reverse=True).with_env(self.env)

    @api.model
    def _dashboard_first(self, trees):
        """Return the latest tree that runs, else the latest."""
        today = self.env.company.root_id._business_today()
        running = trees.sudo().filtered(lambda tree: tree.date_from <= today <= tree.date_to).with_env(self.env)
        return (running or trees)[:1]

    @api.model
    def _dashboard_tree(self, root, dimension):
        nodes = self.search([("root_id", "=", root.id), ("in_force", "=", True)])
        tops = nodes._highest()
        keys = [key for key, name in DIMENSIONS.items() if any(node[name] for node in nodes)]
        dimension = dimension if dimension in keys else next(iter(keys), False)
        labels = dict(self._selection_split_by())
        groups = self._dashboard_groups(nodes, DIMENSIONS[dimension]) if dimension else {}
        shown = tops.browse().union(tops, *groups.values())
        figures = shown._figures()
        rows = [
            {"id": value.id, "name": value.sudo().display_name, "domain": [["id", "in", targets.ids]]}
            | self._dashboard_sum(targets, figures)
            for value, targets in groups.items()
        ]
        rows.sort(key=lambda row: (-row["target"], row["name"] or ""))
        return {
            "dimensions": [[key, labels[key]] for key in keys],
            "dimension": dimension,
            "date_from": min(tops.mapped("date_from")).isoformat(),
            "date_to": max(tops.mapped("date_to")).isoformat(),
            "today": root.sudo().company_id._business_today().isoformat(),
            "total": self._dashboard_sum(tops, figures),
            "rows": rows[:MOST_ROWS],
            "more": max(len(rows) - MOST_ROWS, 0),
            "chart": (chart := tops._chart()),
            **{name: chart[name] for name in ("currency_id", "unit", "basis")},
        }

    @api.model
    def _dashboard_groups(self, nodes, name):
        """Return {dealer, person, …: its highest targets}."""
        return {value: targets._highest() for value, targets in nodes.filtered(name).grouped(name).items()}

    @api.model
    def _dashboard_sum(self, targets, figures):
        """Return the figures of targets that share no sales, together."""
        company = targets[:1].company_id.sudo()
        found = [figures[target.id] for target in targets]
        target, actual, expected = (
            sum(getattr(figure, name) for figure in found) for name in ("amount", "actual", "expected")
        )
        over = max(targets.mapped("date_to")) < company._business_today()
        return {
            "target": target,
            "actual": actual,
            "expected": expected,
            "forecast": forecast(target, expected, actual, over),
            "attainment": 100 * actual / target if target else None,
            "pace": 100 * actual / expected if expected else None,
            "light": light(actual, expected, company.target_green, company.target_amber),
        }
