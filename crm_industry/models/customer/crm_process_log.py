from odoo import api, fields, models


class CrmProcessLog(models.Model):
    """One time that a process rule started its plan for a customer. Written by rules alone."""

    _name = "crm.process.log"
    _description = "Started by a Process Rule"
    _log_access = False
    _order = "id desc"
    _rec_name = "partner_id"

    rule_id = fields.Many2one("crm.process.rule", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    event = fields.Selection(related="rule_id.event")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    occurrence = fields.Char(required=True, readonly=True, help="What tells one time from the next.")
    happened_on = fields.Date(readonly=True)
    date = fields.Date(string="Started on", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True, ondelete="set null")
    activities = fields.Integer(readonly=True, aggregator="sum")

    _occurrence_uniq = models.UniqueIndex(
        "(rule_id, partner_id, occurrence)", "A process rule starts its plan once for each occurrence."
    )
    _rule_date_idx = models.Index("(rule_id, date)")

    @api.depends("rule_id", "partner_id")
    def _compute_display_name(self):
        for log in self:
            log.display_name = f"{log.rule_id.name} · {log.partner_id.display_name}"

    def _start_plans(self):
        """Plan the activities of the rules' plans for the customers, all at once."""
        values = []
        for log in self:
            rule = log.rule_id
            user = (log.partner_id.user_id | rule.fallback_user_id).filtered("active")[:1]
            templates = rule.plan_id.template_ids
            values += [log._prepare_activity(template, user) for template in templates]
            log.write({"user_id": user.id, "activities": len(templates)})
        # The people see their activities; a rule that hits many must not send a mail for each.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(values)

    def _prepare_activity(self, template, user):
        responsible = template._determine_responsible(user, self.partner_id)["responsible"] or user
        kind = template.activity_type_id
        return {
            "activity_type_id": kind.id,
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.partner_id.id,
            "user_id": (responsible if responsible.active else user).id,
            "date_deadline": template._get_date_deadline(self.date),
            "summary": template.summary or kind.summary or self.rule_id.name,
            "note": template.note or kind.default_note,
            "automated": True,
        }
