from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Regions of all customers at once, after regions were added or changed."""

    _inherit = "res.partner"

    @api.model
    def _place_by_address(self, country=None):
        """Give all customers and addresses whose region is not set by hand the region that their address is in now.

        A statement reads the different addresses, another one writes: rows whose region stays are not touched.

        :param country: res.country, by default all
        :return: number of partners that have another region now
        """
        self.flush_model(["country_id", "state_id", "city", "channel_region_manual", "channel_region_id"])
        addresses = self.env.execute_query(
            SQL("SELECT country_id, state_id, city FROM (%s) AS address GROUP BY 1, 2, 3", self._addresses_query(country))
        )
        regions = self.env["crm.region"]._of_addresses(addresses)
        if not regions:
            return 0
        countries, states, cities = zip(*regions, strict=True)
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner partner SET channel_region_id = found.region_id
                  FROM (%(addresses)s) AS address
                  JOIN unnest(%(countries)s::int[], %(states)s::int[], %(cities)s::text[], %(regions)s::int[])
                       AS found (country_id, state_id, city, region_id)
                    ON coalesce(found.country_id, 0) = coalesce(address.country_id, 0)
                   AND coalesce(found.state_id, 0) = coalesce(address.state_id, 0)
                   AND found.city = address.city
                 WHERE partner.id = address.id AND partner.channel_region_id IS DISTINCT FROM found.region_id
                """,
                addresses=self._addresses_query(country),
                countries=list(countries),
                states=list(states),
                cities=list(cities),
                regions=list(regions.values()),
            )
        )
        moved = self.env.cr.rowcount
        self.invalidate_model(["channel_region_id"], flush=False)
        return moved

    @api.model
    def _addresses_query(self, country):
        """Return the query of (id, country_id, state_id, city) as `_region_address` gives them, regions by hand left out."""
        return SQL(
            """
            SELECT address.id, coalesce(address.country_id, state.country_id) AS country_id, address.state_id,
                   coalesce(address.city, '') AS city
              FROM res_partner address LEFT JOIN res_country_state state ON state.id = address.state_id
             WHERE address.channel_region_manual IS NOT TRUE AND %s
            """,
            SQL("coalesce(address.country_id, state.country_id) = %s", country.id) if country else SQL("TRUE"),
        )
