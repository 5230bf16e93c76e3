from lxml import etree

from odoo import api, models
from odoo.tools.misc import file_open

from ...tools.china_cities import split_city
from ...tools.region_names import name_key, split_aliases

# Odoo's list of Chinese cities and counties; the addon has to be in the addons path, not installed.
CITY_FILES = {"CN": "l10n_cn_city/data/res_city_data.xml"}


class CrmRegion(models.Model):
    """Regions of a country from what Odoo knows of it."""

    _inherit = "crm.region"

    @api.model
    def _load_country(self, country):
        """Add the provinces and cities of a country that are not there yet; may be repeated at any time.

        Regions that were renamed, moved or archived stay as they are. Customers without a region set by hand follow.

        :param country: res.country
        :return: regions that were added
        """
        everything = self.with_context(active_test=False)
        known = everything.search([("country_id", "=", country.id), ("kind", "!=", "area")])
        added = self.browse()
        top = known.filtered(lambda region: region.kind == "country")[:1]
        if not top:
            top = added = self.create({"name": country.name, "code": country.code, "kind": "country", "country_id": country.id})
        states = self._load_states(country, top, known)
        added |= states
        added |= self._load_cities(country, known | states)
        return added

    @api.model
    def _load_states(self, country, top, known):
        there = known.filtered(lambda region: region.kind == "state").state_id
        return self.create(
            [
                {
                    "name": state.name,
                    "code": f"{country.code}-{state.code}",
                    "kind": "state",
                    "parent_id": top.id,
                    "country_id": country.id,
                    "state_id": state.id,
                }
                for state in country.state_ids - there
            ]
        )

    @api.model
    def _load_cities(self, country, known):
        parents = {region.state_id.id: region for region in known if region.kind == "state"}
        there = {
            (region.state_id.id, name_key(name))
            for region in known
            if region.kind == "city"
            for name in (region.name, *split_aliases(region.aliases))
        }
        return self.create(
            [
                {
                    "name": name,
                    "kind": "city",
                    "parent_id": parents[state_id].id,
                    "country_id": country.id,
                    "state_id": state_id,
                    "aliases": ", ".join(counties),
                }
                for (state_id, name), counties in self._cities(country).items()
                if state_id in parents and (state_id, name_key(name)) not in there
            ]
        )

    @api.model
    def _cities(self, country):
        """Return {(state id, city): its counties} of a country, empty where Odoo has no list."""
        cities = {}
        for state_id, name in self._city_names(country):
            city, county = split_city(name)
            if city:
                cities.setdefault((state_id, city), []).extend([county] if county else [])
        return cities

    @api.model
    def _city_names(self, country):
        """Yield (state id, name) of Odoo's list of the cities and counties of a country."""
        if country.code not in CITY_FILES:
            return
        try:
            with file_open(CITY_FILES[country.code], "rb") as file:
                tree = etree.parse(file)
        except FileNotFoundError:
            return
        for record in tree.iter("record"):
            values = {field.get("name"): field for field in record}
            state = self.env.ref(values["state_id"].get("ref"), raise_if_not_found=False)
            if state:
                yield state.id, values["name"].text
