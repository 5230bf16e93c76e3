from odoo import models
from odoo.exceptions import UserError


class CrmTelecomPort(models.Model):
    """What a completed porting does with the number and the subscription."""

    _inherit = "crm.telecom.port"

    def _transition_cascade(self, verb):
        result = super()._transition_cascade(verb)
        for port in self if verb == "complete" else ():
            if port.direction == "in":
                port._bring_number(port.state_since)
            else:
                port._let_number_go(port.state_since)
        return result

    def _bring_number(self, day):
        """Take the number into the pool, if it is not in it yet, and give it to the subscription."""
        # sudo: agents port numbers, managers keep the pool
        number = self._pool_number().sudo() or self._take_in()
        service = self.subscription_id._number_service()
        if number.state != "ported_out":
            raise UserError(self.env._("%(number)s is in the pool already.", number=self.e164))
        number._guarded_write({"port_id": self.id, "service_id": service.id})
        number._transition("port_in", date=max(filter(None, (day, number.state_since))), source="cascade")
        self._guarded_write({"number_id": number.id})

    def _take_in(self):
        """Return a number of another operator, new in the pool."""
        numbers = self.env["crm.telecom.number"].sudo()
        number = numbers._guarded_create(
            [
                {
                    "e164": self.e164,
                    "company_id": self.company_id.id,
                    "access_type": self.subscription_id.access_type,
                    "region_id": self.subscription_id.region_id.id,
                    "state": "ported_out",
                    "ported_in": True,
                    "operator": self.operator,
                }
            ]
        )
        return number

    def _let_number_go(self, day):
        """The number leaves, and the subscription that had it is given notice."""
        # sudo: agents port numbers, managers keep the pool
        number, subscription = self._pool_number().sudo(), self.subscription_id
        if number.subscription_id != subscription:
            raise UserError(
                self.env._("Subscription %(name)s does not have the number %(number)s.", name=subscription.name, number=self.e164)
            )
        number._guarded_write({"port_id": self.id})
        number._transition("port_out", date=max(filter(None, (day, number.state_since))), source="cascade")
        self._guarded_write({"number_id": number.id})
        if subscription.state in ("active", "suspended") and not subscription.number_id:
            reason = self.env.ref("crm_industry.telecom_reason_ported_out")
            subscription.sudo()._transition("give_notice", reason, max(day, subscription.state_since), source="cascade")
