from odoo import api, models
from odoo.fields import Domain


class CrmVehiclePortal(models.AbstractModel):
    """Until when a vehicle is insured and inspected, for its owner. Insurances of former owners are not shown."""

    _inherit = "crm.vehicle.portal"

    @api.model
    def _vehicle_page(self, vehicle_id):
        """With policies: dicts of kind, number, valid_from, valid_to and status; the latest of each kind."""
        page = super()._vehicle_page(vehicle_id)
        return page | {"policies": self._policies(self._vehicle(vehicle_id))}

    @api.model
    def _policies(self, vehicle):
        """Return what the owner of a vehicle reads of its insurances, registration and inspection."""
        mine = Domain("partner_id.commercial_partner_id", "=", self._own_customer().id)
        shared = Domain("kind", "in", ("registration", "inspection"))
        # sudo: portal users have no right to policies in any other way; the vehicle is theirs
        policies = self.env["crm.vehicle.policy"].sudo()
        domain = Domain("vehicle_id", "=", vehicle.id) & Domain("state", "=", "issued") & (mine | shared)
        latest = {}
        for policy in policies.search(domain, order="valid_from desc, id desc"):
            if policy.kind not in latest or latest[policy.kind].status == "upcoming":
                latest[policy.kind] = policy
        labels, statuses = dict(policies._selection_kind()), dict(policies._selection_status())
        own = policies.browse().union(*latest.values()).filtered_domain(mine)
        return [
            {
                "kind": labels[kind],
                "number": latest[kind] in own and latest[kind].number,
                "valid_from": latest[kind].valid_from,
                "valid_to": latest[kind].valid_to,
                "status": latest[kind].status,
                "label": statuses[latest[kind].status],
            }
            for kind in labels
            if kind in latest
        ]
