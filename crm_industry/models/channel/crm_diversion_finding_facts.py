from odoo import fields, models


class CrmDiversionFinding(models.Model):
    """A finding as plain facts: for evidence and for the dealer."""

    _inherit = "crm.diversion.finding"

    def _evidence_facts(self):
        """Return what is evidence of the finding, as names and plain values that later changes of records don't alter."""
        self.ensure_one()
        event, shipment = self.event_id, self.shipment_id
        return {
            "sign": self.kind,
            "reason": self.reason,
            "code": self.code,
            "units": self.units,
            "figures": self.figures or {},
            "suspect": [self.dealer_id.id, self.dealer_id.name],
            "victim": [self.victim_id.id, self.victim_id.name or ""],
            "agreement": self.agreement_id.name or "",
            "product": self.product_id.default_code or self.product_id.name or "",
            "event": {
                "id": event.id,
                "code": event.code or "",
                "kind": event.kind or "",
                "time": fields.Datetime.to_string(event.event_time) or "",
                "region": event.region_id.id,
                "dealer": event.dealer_id.id,
                "reporter": event.reporter_id.id,
                "source": event.source or "",
                "external_id": event.external_id or "",
                "payload_hash": event.payload_hash or "",
            },
            "shipment": {
                "delivery": shipment.picking_id.name or "",
                "day": fields.Date.to_string(shipment.ship_day) or "",
                "dealer": shipment.dealer_id.id,
            },
        }

    def _dealer_facts(self):
        """Return what the suspected dealer may read of a finding: neither who reported it nor whom it harms."""
        self.ensure_one()
        return {
            "code": self.code,
            "product": self.product_id.display_name or "",
            "delivery": self.picking_id.name or "",
            "shipped_on": self.ship_day,
            "seen_on": self._day(self.event_time),
            "region": self.region_id._short_name() or "",
            "reason": dict(self._fields["reason"]._description_selection(self.env))[self.reason],
        }
