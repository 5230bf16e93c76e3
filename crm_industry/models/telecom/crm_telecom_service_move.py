from odoo import models


class CrmTelecomService(models.Model):
    """Services that a subscription in use gets by a change of its offering."""

    _inherit = "crm.telecom.service"

    def _ends_with_move(self):
        """Return whether a service ends that the new offering does not bring: not the one that has the telephone number.
        Extend by super."""
        self.ensure_one()
        return not self.number_id

    def _begin_with_move(self):
        """Switch new services on, or have the resumption do it where a suspension does not let them be on."""
        self._step_with_subscription("design", ("feasibility_checked",))
        self._step_with_subscription("reserve", ("designed",))
        allowed = self.filtered(lambda service: service._may_be_on())
        allowed._step_with_subscription("activate", ("reserved",))
        waiting = self - allowed
        waiting._step_with_subscription("install", ("reserved",))
        for service in waiting:
            service._guarded_write({"held": True})
