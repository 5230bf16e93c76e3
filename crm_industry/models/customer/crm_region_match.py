from odoo import api, models, tools
from odoo.tools import SQL

from ...tools.region_names import find_region, name_keys, split_aliases

# Regions are found by these kinds, the larger ones first: a name that both have means the larger one.
KINDS = ("state", "city", "district")
MATCHED_FIELDS = frozenset(("name", "aliases", "kind", "country_id", "state_id", "parent_id", "active"))


class CrmRegion(models.Model):
    """The region of an address."""

    _name = "crm.region"
    _inherit = ["crm.region", "crm.cached.mixin"]
    _cached_fields = MATCHED_FIELDS

    @api.model
    def _of_address(self, country, state, city):
        """Return the smallest region that an address is in, empty if none is known.

        :param country: res.country, may be empty when the state is given
        :param state: res.country.state
        :param city: text as people write it: with or without 市, with the county behind it, in English
        """
        address = (country.id or state.country_id.id, state.id, city or "")
        return self.browse(self._of_addresses([address])[address])

    @api.model
    def _of_addresses(self, addresses):
        """Return {(country id, state id, city): id of the region or None} for many addresses, read once by country."""
        return {address: self._region_of(*address) for address in set(addresses)}

    @api.model
    def _region_of(self, country_id, state_id, city):
        if not country_id:
            return None
        known = self._address_regions(country_id)
        # A state without a region of its own has no cities either; no other state's city may be meant.
        found = find_region(known["names"].get(state_id or 0, {}), known["parents"], city) if city else None
        return found or known["states"].get(state_id) or known["country"]

    @api.model
    @tools.ormcache("country_id")
    def _address_regions(self, country_id):
        """Return what finds the regions of a country, plain values only.

        :return: {"country": id, "states": {state id: id}, "parents": {id: id},
            "names": {state id or 0 for all: {key of a name: id, None when several have it}}}
        """
        known = {"country": None, "states": {}, "parents": {}, "names": {0: {}}}
        rows = self._address_region_rows(country_id)
        for row in rows:
            known["parents"][row["id"]] = row["parent_id"]
            if row["kind"] == "country":
                known["country"] = row["id"]
            elif row["kind"] == "state":
                known["states"][row["state_id"]] = row["id"]
        for kind in KINDS:
            of_kind = [row for row in rows if row["kind"] == kind]
            self._add_names(known["names"], of_kind, lambda row: row["name"].values())
            self._add_names(known["names"], of_kind, lambda row: split_aliases(row["aliases"]))
        return known

    @api.model
    def _address_region_rows(self, country_id):
        """Return the regions of a country that addresses may be in, with their names in all languages."""
        self.flush_model([*MATCHED_FIELDS])
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT id, kind, state_id, parent_id, name, aliases FROM crm_region
                 WHERE country_id = %s AND active AND kind != 'area' ORDER BY id
                """,
                country_id,
            )
        )

    @api.model
    def _add_names(self, names, rows, names_of):
        """Add names of regions of one kind to those of their state and of the country; what is taken already stays."""
        found = {}
        for row in rows:
            for scope in {row["state_id"] or 0, 0}:
                for key in (key for text in names_of(row) for key in name_keys(text)):
                    found.setdefault((scope, key), set()).add(row["id"])
        for (scope, key), ids in found.items():
            names.setdefault(scope, {}).setdefault(key, ids.pop() if len(ids) == 1 else None)
