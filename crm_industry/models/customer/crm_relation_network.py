from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.arguments import as_id, as_ids, as_number, as_options

MOST_EDGES = 500
FILTERS = ("type_ids", "roles", "least_strength", "past", "hierarchy")
STEPS = (1, 2)


class CrmRelation(models.Model):
    """The picture of whom a partner is related to, over one or two steps."""

    _inherit = "crm.relation"

    @api.readonly
    @api.model
    def network(self, partner_id, depth=2, filters=None):
        """Return the partners around one and the relations between them, for a picture.

        A step leads from a customer with all its contacts to those they are related to. Record rules decide which relations
        and partners are seen; at most 500 relations, the nearest and strongest first.

        :param int partner_id: in the middle of the picture
        :param int depth: steps, 1 or 2
        :param dict filters: ``type_ids`` and ``roles`` (lists, empty: all), ``least_strength`` (1 to 5), ``past`` (with what is
            over or still to come), ``hierarchy`` (with companies below companies and the companies of contacts)
        :return: {"centre": id, "nodes": [{"id", "name", "company": bool, "step", "parent": id of a node nearer to the centre}],
            "edges": [{"id", "from", "to", "label", "backwards", "type_id", "role", "strength", "current", "counts_group"}],
            "left_off": bool: there are more}; edges of the hierarchy have no id
        :rtype: dict
        :raise AccessError: the user may not read the partner, or no relations at all
        :raise UserError: the arguments make no sense
        """
        partner = self.env["res.partner"].browse(as_id(self.env, partner_id))
        self.check_access("read")
        partner.check_access("read")
        if int(as_number(self.env, depth)) not in STEPS:
            raise UserError(self.env._("Choose one step or two."))
        filters = as_options(self.env, filters, FILTERS)
        relations, left_off = self._network_relations(partner.commercial_partner_id, int(depth), self._network_domain(filters))
        edges = [relation._network_edge() for relation in relations]
        partners = (relations.partner_id | relations.other_id | partner)._filtered_access("read")
        if filters.get("hierarchy", True):
            above = self._network_hierarchy(partners)
            edges += above
            partners |= partners.browse({edge[side] for edge in above for side in ("from", "to")})
        seen = partners._filtered_access("read")
        edges = [edge for edge in edges if {edge["from"], edge["to"]} <= set(seen._ids)]
        return {
            "centre": partner.id,
            "nodes": self._network_nodes(partner, seen, edges),
            "edges": edges,
            "left_off": left_off,
        }

    @api.model
    def _network_domain(self, filters):
        domain = Domain.TRUE if filters.get("past") else self._current_domain()
        if type_ids := as_ids(self.env, filters.get("type_ids")):
            domain &= Domain("type_id", "in", type_ids)
        if roles := filters.get("roles"):
            known = dict(self._fields["decision_role"].selection)
            if not isinstance(roles, list) or not set(map(str, roles)) <= known.keys():
                raise UserError(self.env._("Choose roles from: %(roles)s.", roles=", ".join(known)))
            domain &= Domain("decision_role", "in", roles)
        if least := int(as_number(self.env, filters.get("least_strength") or 0)):
            domain &= Domain("strength", "in", [str(strength) for strength in range(least, 6)])
        return domain

    @api.model
    def _network_relations(self, customer, depth, domain):
        """The relations of so many steps, and whether there are more than fit."""
        found, front, met = self.browse(), customer, customer
        for _step in range(depth):
            touching = Domain("customer_id", "in", front.ids) | Domain("other_customer_id", "in", front.ids)
            fresh = domain & touching & Domain("id", "not in", found.ids)
            found |= self.search(fresh, limit=MOST_EDGES + 1 - len(found))
            if len(found) > MOST_EDGES:
                return found[:MOST_EDGES], True
            front = (found.customer_id | found.other_customer_id) - met
            met |= front
        return found, False

    def _network_edge(self):
        kind = self.type_id
        return {
            "id": self.id,
            "from": self.partner_id.id,
            "to": self.other_id.id,
            "label": kind.name,
            "backwards": kind._label(backwards=True),
            "type_id": kind.id,
            "role": dict(self._fields["decision_role"]._description_selection(self.env)).get(self.decision_role, ""),
            "strength": int(self.strength),
            "current": self.is_current,
            "counts_group": kind.counts_group,
        }

    @api.model
    def _network_hierarchy(self, partners):
        """Edges from contacts to their companies, and between companies and those below them."""
        below = self.env["res.partner"].search(
            [("parent_id", "in", partners.commercial_partner_id.ids), ("is_company", "=", True)], limit=MOST_EDGES
        )
        edges = []
        for child in partners.filtered("parent_id") | below:
            parent = child.parent_id if child.is_company else child.commercial_partner_id
            edges.append(
                {
                    "id": False,
                    "from": child.id,
                    "to": parent.id,
                    "label": self.env._("Stands below") if child.is_company else self.env._("Contact of"),
                    "backwards": self.env._("Stands above") if child.is_company else self.env._("Has as a contact"),
                    "type_id": False,
                    "role": "",
                    "strength": 3,
                    "current": True,
                    "counts_group": child.is_company,
                }
            )
        return edges

    @api.model
    def _network_nodes(self, centre, partners, edges):
        """Nodes by their distance from the centre; each knows one that is a step nearer. Those without a way to it come last."""
        beside = {}
        for edge in edges:
            beside.setdefault(edge["from"], []).append(edge["to"])
            beside.setdefault(edge["to"], []).append(edge["from"])
        place, queue = {centre.id: (0, False)}, [centre.id]
        for node in queue:
            for other in beside.get(node, ()):
                if other not in place:
                    place[other] = (place[node][0] + 1, node)
                    queue.append(other)
        last = max(step for step, _parent in place.values()) + 1
        ordered = partners.sorted(lambda node: (place.get(node.id, (last, False))[0], node.id))
        return [
            {
                "id": node.id,
                "name": node.name or node.display_name,
                "company": node.is_company,
                "step": place.get(node.id, (last, False))[0],
                "parent": place.get(node.id, (last, False))[1],
            }
            for node in ordered
        ]
