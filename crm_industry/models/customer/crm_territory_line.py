from odoo import api, fields, models

VERDICTS = [
    ("change", "Changes"),
    ("same", "Stays"),
    ("fixed", "Kept by Hand"),
    ("foreign", "Of Another Company"),
    ("no_rule", "No Rule"),
]
STATES = [
    ("planned", "To Do"),
    ("done", "Changed"),
    ("skipped", "Changed by Others"),
    ("failed", "Failed"),
    ("undone", "Undone"),
    ("kept", "Not Undone"),
]


class CrmTerritoryLine(models.Model):
    """What a territory run found out about one customer, and what became of it. Written by the run alone."""

    _name = "crm.territory.line"
    _description = "Customer of a Territory Run"
    _log_access = False
    _order = "run_id desc, verdict, id"
    _rec_name = "partner_id"

    run_id = fields.Many2one("crm.territory.run", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    verdict = fields.Selection(VERDICTS, required=True, readonly=True)
    state = fields.Selection(STATES, readonly=True, help="Of changes: what became of them.")
    old_user_id = fields.Many2one("res.users", string="From", readonly=True, ondelete="set null")
    new_user_id = fields.Many2one("res.users", string="To", readonly=True, ondelete="set null")
    old_team_id = fields.Many2one("crm.team", string="From Team", readonly=True, ondelete="set null")
    new_team_id = fields.Many2one("crm.team", string="To Team", readonly=True, ondelete="set null")
    rule_id = fields.Many2one("crm.territory.rule", readonly=True, index="btree_not_null", ondelete="set null")
    why = fields.Char(readonly=True, help="The rule as it was at the time of the dry run.")
    contact_ids = fields.Json(readonly=True, prefetch=False, help="Contacts of the customer that went with it.")
    message = fields.Char(readonly=True, help="Why it was not changed, or not undone.")
    done_on = fields.Datetime(string="Changed on", readonly=True)

    _run_partner_uniq = models.UniqueIndex("(run_id, partner_id)", "A run has one line for each customer.")
    _run_state_idx = models.Index("(run_id, state, id)")

    @api.depends("partner_id", "new_user_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.partner_id.display_name} → {line.new_user_id.name or '-'}"

    def _note(self, state, message=False):
        """Write what became of lines."""
        self.write({"state": state, "message": message, "done_on": fields.Datetime.now()})
