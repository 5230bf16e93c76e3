from lxml import etree

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools.misc import file_open

from ...tools.china_cities import counties_by_city, provinces, split_city
from ...tools.region_names import name_key, name_keys, split_aliases

# Odoo's list of Chinese counties with their cities; the addon has to be in the addons path, not installed.
CHINESE_COUNTIES = "l10n_cn_city/data/res_city_data.xml"


class CrmRegion(models.Model):
    """Regions of a country from what Odoo knows of it."""

    _inherit = "crm.region"

    @api.model
    def _check_manager(self):
        if not self.env.su and not self.env.user.has_group("crm_industry.group_channel_manager"):
            raise AccessError(self.env._("Regions are kept by channel managers: ask one of them."))

    @api.model
    def _load_own_country(self):
        """Load China when this is a database of China; run once, at installation."""
        china = self.env.ref("base.cn")
        localised = self.env["ir.module.module"]._get("l10n_cn").state == "installed"
        if localised or self.env["res.company"].search_count([("country_id", "=", china.id)], limit=1):
            self._load_country(china)

    @api.model
    def _load_country(self, country):
        """Add the provinces and cities of a country that are not there yet; may be repeated at any time.

        Regions that were renamed, moved or archived stay as they are. Customers without a region set by hand follow.

        :param country: res.country
        :return: regions that were added
        """
        known = self.with_context(active_test=False).search([("country_id", "=", country.id), ("kind", "!=", "area")])
        added = self.browse()
        top = known.filtered(lambda region: region.kind == "country")[:1]
        if not top:
            top = added = self._create_top(country)
        provinces_known = known.filtered(lambda region: region.kind == "state")
        there = provinces_known.state_id
        states = [vals for vals in self._state_values(country) if vals["state_id"] not in there.ids]
        new_provinces = self.create([vals | {"parent_id": top.id, "kind": "state"} for vals in states])
        added |= new_provinces | self._load_cities(country, provinces_known | new_provinces, known)
        self.env["res.partner"]._place_by_address(country)
        return added

    @api.model
    def _create_top(self, country):
        """Create the region of a country with its name in all languages; parts have the names that Odoo has."""
        top = self.create({"name": country.name, "code": country.code, "kind": "country", "country_id": country.id})
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        top.update_field_translations("name", {code: country.with_context(lang=code).name for code in languages})
        return top

    @api.model
    def _load_cities(self, country, states, known):
        parents = {region.state_id.id: region for region in states}
        cities = known.filtered(lambda region: region.kind == "city")
        there = {
            (region.state_id.id, key)
            for region in cities
            for name in (region.name, *split_aliases(region.aliases))
            for key in name_keys(name)
        }
        codes = set(cities.mapped("code"))
        return self.create(
            [
                vals | {"parent_id": parents[vals["state_id"]].id, "kind": "city", "country_id": country.id}
                for vals in self._city_values(country)
                if vals["state_id"] in parents
                and vals.get("code") not in codes - {False}
                and (vals["state_id"], name_key(vals["name"])) not in there
            ]
        )

    @api.model
    def _state_values(self, country):
        """Return the values of the regions of a country's provinces, extend for a country that Odoo knows too little of."""
        listed = self._chinese_provinces() if country.code == "CN" else []
        chinese = {state: (code, names) for state, code, names, _cities in listed}
        values = []
        for state in country.state_ids:
            code, names = chinese.get(state.id, (f"{country.code}-{state.code}", []))
            values.append(
                {
                    "name": state.name,
                    "code": code,
                    "aliases": ", ".join(names),
                    "country_id": country.id,
                    "state_id": state.id,
                }
            )
        return values

    @api.model
    def _city_values(self, country):
        """Return the values of the regions of a country's cities: name, state_id, and code and aliases where known."""
        if country.code == "CN":
            return [
                {"name": name, "code": code, "state_id": state, "aliases": ", ".join(names)}
                for state, _code, _names, cities in self._chinese_provinces()
                for code, name, names in cities
            ]
        if "res.city" not in self.env:
            return []
        cities = self.env["res.city"].search([("country_id", "=", country.id), ("state_id", "!=", False)])
        return [{"name": city.name, "state_id": city.state_id.id} for city in cities]

    @api.model
    def _chinese_provinces(self):
        """Return (id of the state, code, other names, cities) of China; counties are other names of the city above them."""
        counties = self._chinese_counties()
        found = []
        for letters, code, names, cities in provinces():
            state = self.env.ref(f"base.state_cn_{letters}", raise_if_not_found=False)
            if state:
                listed = counties.get(letters, [])
                below = counties_by_city(listed)
                # Beijing has districts and no cities.
                own = [] if cities else [name for name in listed if not split_city(name)[0]]
                found.append((state.id, code, names + own, [_with_counties(city, below) for city in cities]))
        return found

    @api.model
    def _chinese_counties(self):
        """Return {letters of the province: names of Odoo's list}, empty when the list is not there."""
        try:
            with file_open(CHINESE_COUNTIES, "rb") as file:
                tree = etree.parse(file)
        except FileNotFoundError:
            return {}
        found = {}
        for record in tree.iter("record"):
            values = {field.get("name"): field for field in record}
            letters = values["state_id"].get("ref").rpartition("_")[2]
            found.setdefault(letters, []).append(values["name"].text)
        return found


def _with_counties(city, counties):
    """Return a city of the table with its counties among the other names."""
    code, name, names = city
    below = [county for alias in (name, *names) for county in counties.get(name_key(alias), [])]
    return code, name, names + below
