from odoo import models

from odoo.addons.crm_grading.tools.arguments import as_text, check_ids


class CrmStationStepMixin(models.AbstractModel):
    """Steps (``crm.transition.mixin``) of the records of a station, taken by its people alone."""

    _name = "crm.station.step.mixin"
    _description = "Steps Taken by the People of a Station"
    _inherit = ["crm.transition.mixin"]

    def _step_by_user(self, verb, reason=False):
        """Take a step for a user of the station.

        :raise AccessError: the user does not belong to the station
        :raise UserError: something stands against it
        """
        self._check_step_by_user(verb)
        # A client may name a record twice.
        return (self | self)._transition(verb, as_text(self.env, reason).strip())

    def _step_or_ask_by_user(self, verb, reason=False):
        """Take a step for a user of the station, or ask for its reason. See `_step_by_user`.

        :return: True, or the window that asks
        """
        self._check_step_by_user(verb)
        return (self | self)._transition_or_ask(verb, reason)

    def _check_step_by_user(self, verb):
        """Extend by super for steps that not everybody of the station takes.

        :raise AccessError: the user does not belong to the station
        """
        check_ids(self)
        self.check_access("write")
        self.station_id._check_own()
