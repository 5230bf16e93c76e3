import json
from collections import defaultdict

from odoo.tools import SQL

from ..peer_names import PeerNames
from .population import RANKED


def merge_small(sizes, minimum):
    """Pool groups that are too small: they give up their last key and join their siblings that are small as well.

    Level by level, until they are large enough or nothing is left to give up.

    :param sizes: {key (tuple of values): number of customers to rank}
    :return: {key: key of the group it is ranked in}, a prefix of it
    """
    groups = {key: [key] for key in sizes}
    for level in range(max(map(len, sizes), default=0), 0, -1):
        for key in [key for key in groups if len(key) == level]:
            if sum(sizes[leaf] for leaf in groups[key]) < minimum:
                groups.setdefault(key[:-1], []).extend(groups.pop(key))
    return {leaf: key for key, leaves in groups.items() for leaf in leaves}


def make_groups(run, frozen, tables):
    """Make the peer groups of the run and the work table `leaf`: leaf, leaf_id, group_id."""
    tables.cr.execute(
        SQL(
            "SELECT leaf, COUNT(*), COUNT(*) FILTER (WHERE status = %s) FROM %s GROUP BY leaf ORDER BY leaf",
            RANKED,
            tables.name("population"),
        )
    )
    rows = [(leaf, tuple(json.loads(leaf)), population, size) for leaf, population, size in tables.cr.fetchall()]
    sizes = {key: size for _leaf, key, _population, size in rows}
    merge = frozen["small_group"] == "merge" and not frozen.by_scores
    target = merge_small(sizes, frozen["min_group"]) if merge else {key: key for key in sizes}
    groups = _create_groups(run, frozen, rows, target)
    leaves = [(leaf, groups[key, False].id, groups[target[key], target[key] != key].id) for leaf, key, *_counts in rows]
    columns = {"leaf": SQL("text"), "leaf_id": SQL("int"), "group_id": SQL("int")}
    tables.make_rows("leaf", columns, leaves, "leaf")


def _create_groups(run, frozen, rows, target):
    """Create the groups; return them by (key, whether small ones were pooled in it)."""
    names = PeerNames(run.env, [(frozen["peer_keys"], key) for _leaf, key, _population, _size in rows])
    populations = defaultdict(int)
    for _leaf, key, population, _size in rows:
        if target[key] != key:
            populations[target[key]] += population
    model = run.env["crm.grading.peer.group"].sudo()
    groups = {}
    for key, population in sorted(populations.items(), key=lambda item: len(item[0])):
        name = names.name(frozen["peer_keys"], key, pooled=True)
        groups[key, True] = model.create(_prepare_group(run, key, name, population))
    for _leaf, key, population, _size in rows:
        name = names.name(frozen["peer_keys"], key, pooled=False)
        values = _prepare_group(run, key, name, population)
        if target[key] != key:
            values |= {"parent_id": groups[target[key], True].id, "merged": True, "policy_applied": "merged"}
        groups[key, False] = model.create(values)
    return groups


def _prepare_group(run, key, name, population):
    # Something without a name, of a group that is named after it: what is left is the key.
    name = name or " / ".join(map(str, key))
    return {"run_id": run.id, "key": list(key), "name": name, "level": len(key), "population": population}
