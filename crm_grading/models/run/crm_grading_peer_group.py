from odoo import api, fields, models

from .crm_grading_run import ASSESSOR
from .peer_names import PeerNames

POLICIES = [
    ("split", "Ranked"),
    ("merged", "Merged"),
    ("bands", "Absolute Bands"),
    ("flag", "Ranked, Small"),
    ("middle", "Middle Grade"),
]


class CrmGradingPeerGroup(models.Model):
    """Customers that a run ranked among one another, with the figures that explain and repeat the cut.

    A group that was too small and was merged stays as a row with `parent_id`, so that it can be seen who was meant to be
    compared with whom. Written by runs only. Screens show `display_name`, in the language of the reader.
    """

    _name = "crm.grading.peer.group"
    _description = "Peer Group of a Grading Run"
    _log_access = False
    _order = "run_id desc, level desc, id"

    run_id = fields.Many2one("crm.grading.run", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="run_id.company_id")
    key = fields.Json(readonly=True, help="Values of the peer keys, as many as the level says.")
    name = fields.Char(
        required=True,
        readonly=True,
        help="As it was called when the run was computed, by whoever computed it; shown when what it is named after is gone.",
    )
    level = fields.Integer(readonly=True, help="Number of peer keys that make up the group; 0: all customers.")
    parent_id = fields.Many2one(
        "crm.grading.peer.group", string="Merged Into", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    merged = fields.Boolean(readonly=True, help="The group was too small and its customers are ranked with others.")
    population = fields.Integer(readonly=True, help="Customers that belong to the group, rated or not.")
    size = fields.Integer(string="Rated", readonly=True, help="Customers that were ranked, n of the split.")
    small = fields.Boolean(readonly=True, help="Fewer rated customers than the scheme asks for.")
    policy_applied = fields.Selection(POLICIES, string="Grades By", readonly=True)
    bounds = fields.Json(
        readonly=True, groups=ASSESSOR, help="Last position (twice the rank less one) of each grade, best first."
    )
    cuts = fields.Json(
        readonly=True, groups=ASSESSOR, help="The lowest total that got each grade, by code of the grade."
    )
    dimension_cuts = fields.Json(
        readonly=True,
        groups=ASSESSOR,
        help="The lowest dimension score that got each grade: {dimension code: {grade code: score}}.",
    )
    means = fields.Json(
        readonly=True,
        groups=ASSESSOR,
        help="Mean contribution of the rated customers, by code of the indicator, in points of the total.",
    )
    dimension_means = fields.Json(
        readonly=True, groups=ASSESSOR, help="Mean dimension score of the rated customers, by code of the dimension."
    )

    @api.depends("name", "key", "level", "run_id.config")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Name the groups after today's names of the values of their keys."""
        # sudo: the names of the peer keys out of the frozen configuration, and which groups took in others
        fields_of = {run: (run.config or {}).get("peer_keys", []) for run in self.sudo().run_id}
        pooled = self.sudo().search([("parent_id", "in", self.ids)]).parent_id
        keys = {group: (fields_of[group.run_id.sudo()], group.key or []) for group in self}
        names = PeerNames(self.env, keys.values())
        for group, (peer_keys, key) in keys.items():
            # Without its key a group keeps the name that it was given.
            known = len(key) == group.level
            group.display_name = known and names.name(peer_keys, key, group in pooled) or group.name
