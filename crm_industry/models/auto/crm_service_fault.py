from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection


class CrmServiceFault(models.Model):
    """A fault that vehicles may have, by code. What kind of fault it is decides what the law on repair, replacement and refund
    makes of it."""

    _name = "crm.service.fault"
    _description = "Fault"
    _order = "code, id"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    part_kind = CheckedSelection(
        "_selection_part_kind", string="Part", required=True, default="other", help="What is repaired or replaced."
    )
    safety = fields.Boolean(help="A serious fault of safety: life or property may be in danger.")
    early_case = CheckedSelection(
        "_selection_early_case", string="Early Failure", help="Failures for which the law has rules for new cars."
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "Another fault has this code.")

    def write(self, vals):
        """Change faults; what they are decides about cases, of past jobs as well."""
        result = super().write(vals)
        if {"part_kind", "safety", "early_case"} & vals.keys():
            # sudo: whoever may change faults
            self.env["crm.warranty.law"].sudo().search([("active", "=", True)])._recount()
        return result

    @api.model
    def _selection_part_kind(self):
        """The kinds of parts. Extend by super."""
        labels = {
            "assembly": self.env._("Engine, gearbox, traction battery or drive motor"),
            "main_part": self.env._("Main part"),
            "wear": self.env._("Wearing part"),
            "other": self.env._("Other"),
        }
        return list(labels.items())

    @api.model
    def _selection_early_case(self):
        """The failures of new cars. Extend by super."""
        labels = {
            "steering": self.env._("Steering failure"),
            "brake": self.env._("Brake failure"),
            "body_crack": self.env._("Crack of the body"),
            "fuel_leak": self.env._("Fuel leak"),
            "battery_fire": self.env._("Fire of the traction battery"),
        }
        return list(labels.items())

    @api.depends("code", "name")
    def _compute_display_name(self):
        for fault in self:
            fault.display_name = f"[{fault.code}] {fault.name}" if fault.code else fault.name
