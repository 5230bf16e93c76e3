from odoo import models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class CrmVehicleModel(models.Model):
    """What the maker promises beyond the law, and how often vehicles of a model are serviced."""

    _inherit = "crm.vehicle.model"

    repair_months = CheckedInteger(string="Repair Warranty (Months)", aggregator=None, help="Where it is more than the law's.")
    repair_km = CheckedInteger(string="Repair Warranty (km)", aggregator=None)
    validity_months = CheckedInteger(string="Replacement and Refund (Months)", aggregator=None)
    validity_km = CheckedInteger(string="Replacement and Refund (km)", aggregator=None)
    first_service_months = CheckedInteger(aggregator=None, help="0: as the later ones.")
    first_service_km = CheckedInteger(string="First Service km", aggregator=None, help="0: as the later ones.")
    service_months = CheckedInteger(string="Service every Months", default=12, aggregator=None, help="0: by kilometres alone.")
    service_km = CheckedInteger(string="Service every km", default=10000, aggregator=None, help="0: by time alone.")

    _service_sensible = models.Constraint(
        "CHECK (coalesce(repair_months, 0) BETWEEN 0 AND 600 AND coalesce(validity_months, 0) BETWEEN 0 AND 600"
        " AND coalesce(service_months, 0) BETWEEN 0 AND 600 AND coalesce(first_service_months, 0) BETWEEN 0 AND 600"
        " AND coalesce(repair_km, 0) >= 0 AND coalesce(validity_km, 0) >= 0"
        " AND coalesce(service_km, 0) >= 0 AND coalesce(first_service_km, 0) >= 0)",
        "Months and kilometres are not negative, and there are 600 months at most.",
    )
