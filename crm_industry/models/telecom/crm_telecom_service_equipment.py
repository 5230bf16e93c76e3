from odoo import api, models
from odoo.exceptions import ValidationError

from ...tools.sim_equipment import EQUIPMENT, equipment_number


class CrmTelecomService(models.Model):
    """SIM card, subscriber number and device of a service: checked, and in one live service at a time."""

    _inherit = "crm.telecom.service"

    _iccid_uniq = models.UniqueIndex(
        "(company_id, iccid) WHERE state <> 'terminated' AND iccid <> ''", "Another service has this SIM card."
    )
    _imsi_uniq = models.UniqueIndex(
        "(company_id, imsi) WHERE state <> 'terminated' AND imsi <> ''", "Another service has this IMSI."
    )
    _imei_uniq = models.UniqueIndex(
        "(company_id, imei) WHERE state <> 'terminated' AND imei <> ''", "Another service has this device."
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._clean_equipment(vals)
        return super().create(vals_list)

    def write(self, vals):
        return super().write(self._clean_equipment(dict(vals)))

    @api.model
    def _clean_equipment(self, vals):
        """Write the numbers of the equipment without spaces and hyphens.

        :raise ValidationError: there is no such number
        """
        for kind in EQUIPMENT:
            if vals.get(kind):
                try:
                    vals[kind] = equipment_number(kind, str(vals[kind]))
                except ValueError:
                    raise ValidationError(self._no_such_equipment(kind, str(vals[kind])[:40])) from None
        return vals

    @api.model
    def _no_such_equipment(self, kind, number):
        texts = {
            "iccid": self.env._(
                "%(number)s is no ICCID: 19 or 20 digits that begin with 89, the last of which fits the others.", number=number
            ),
            "imsi": self.env._("%(number)s is no IMSI: 14 or 15 digits that begin with the code of a country.", number=number),
            "imei": self.env._("%(number)s is no IMEI: 15 digits, the last of which fits the others.", number=number),
        }
        return texts[kind]
