from odoo import api, fields, models

SCHEME = "T4V"


class CrmTobaccoRetailer(models.Model):
    """What a compliance class does to the grade, at once: a veto on it, as grading managers lay them by hand.

    The veto holds in every run while the class does. When the class gets better the veto is lifted, and the customer has the
    grade again that its results say.
    """

    _inherit = "crm.tobacco.retailer"

    compliance_veto_id = fields.Many2one(
        "crm.grading.veto", readonly=True, copy=False, ondelete="restrict", groups="crm_grading.group_grading_manager"
    )

    @api.model
    def _is_derived(self, name):
        return name == "compliance_veto_id" or super()._is_derived(name)

    def _compliance_changed(self):
        result = super()._compliance_changed()
        # sudo: inspectors change a grade by what they confirm, not by hand
        retailers = self.sudo()
        for retailer in retailers.filtered(lambda each: each.compliance_veto_id or each.compliance_class_id.effect != "none"):
            retailer._downgrade()
        return result

    @api.model
    def _cron_compliance(self):
        result = super()._cron_compliance()
        for company in self.env["res.company"].sudo().search([("parent_id", "=", False)]):
            self.sudo()._lay_missing_vetoes(company)
        return result

    @api.model
    def _lay_missing_vetoes(self, company):
        """Lay the vetoes that the classes of a company's retailers ask for and nobody has laid, for want of the scheme."""
        missing = [
            ("company_id", "=", company.id),
            ("compliance_class_id.effect", "!=", "none"),
            ("compliance_veto_id", "=", False),
        ]
        for retailer in self.search(missing):
            retailer._downgrade()

    def _downgrade(self):
        """Lay the veto of the retailer's class, in place of another one; lift it where the class asks for none."""
        veto = self.compliance_veto_id.filtered(lambda veto: veto.state in ("planned", "active"))
        wanted = self._prepare_veto_values()
        if veto and wanted and (veto.effect, veto.grade_id.id) == (wanted["effect"], wanted["grade_id"]):
            return
        if veto:
            veto.action_lift(self.env._("Compliance class %(class)s now.", **{"class": self.compliance_class_id.code or "-"}))
        self.compliance_veto_id = self.env["crm.grading.veto"].create(wanted) if wanted else False

    def _prepare_veto_values(self):
        """Return the values of the veto that the retailer's class asks for; None for none, or without the scheme."""
        compliance = self.compliance_class_id
        scheme = self.env["crm.grading.scheme"].search([("company_id", "=", self.company_id.id), ("code", "=", SCHEME)], limit=1)
        grade = scheme.grade_ids.filtered(lambda grade: grade.code == compliance.grade_code)
        if compliance.effect in (False, "none") or not scheme or (compliance.effect == "at_most" and not grade):
            return None
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "scheme_id": scheme.id,
            "effect": compliance.effect,
            "grade_id": grade.id if compliance.effect == "at_most" else False,
            "reason": self.env._(
                "Compliance class %(class)s: %(points)s points, %(penalties)s penalties in twelve months.",
                **{
                    "class": compliance.code,
                    "points": self.compliance_score,
                    "penalties": self.compliance_penalties,
                },
            ),
            "date_from": self.company_id._business_today(),
        }
