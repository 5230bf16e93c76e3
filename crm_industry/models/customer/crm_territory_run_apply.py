from odoo import models


class CrmTerritoryRun(models.Model):
    """Carrying a dry run out, and taking it back."""

    _inherit = "crm.territory.run"

    def _step_apply(self, cursor):
        lines = self._next_items("planned", cursor)
        for (user, team), group in lines.grouped(lambda line: (line.new_user_id, line.new_team_id)).items():
            self._apply_group(group, user, team)
        return self._piece_done(lines)

    def _step_reverse(self, cursor):
        lines = self._next_items("done", cursor)
        for (user, team), group in lines.grouped(lambda line: (line.old_user_id, line.old_team_id)).items():
            changed = group.filtered(lambda line: line._assignment() != (line.new_user_id, line.new_team_id))
            changed._note("kept", self.env._("Somebody has assigned the customer since."))
            self._write_customers(group - changed, user, team, "undone")
        return self._piece_done(lines)

    def _apply_group(self, lines, user, team):
        """Assign the customers of lines that agree in what they get."""
        fixed = lines.filtered("partner_id.channel_user_fixed")
        fixed._note("skipped", self.env._("The customer keeps its salesperson, by hand."))
        changed = (lines - fixed).filtered(lambda line: line._assignment() != (line.old_user_id, line.old_team_id))
        changed._note("skipped", self.env._("Somebody has assigned the customer since the dry run."))
        self._write_customers(lines - fixed - changed, user, team, "done")

    def _write_customers(self, lines, user, team, state):
        """Write customers; the state of their lines says what became of them, why not where something objects."""

        def write(group):
            group._assign(user, team, self.applied_by, undo=state == "undone")
            group._note(state)

        self._carry(lines, write, "failed" if state == "done" else "kept")

    def _tell_salespeople(self):
        """One message to each salesperson who got customers, instead of one for each customer."""
        rows = self.env["crm.territory.line"]._read_group(
            [("run_id", "=", self.id), ("state", "=", "done")], ["new_user_id"], ["__count"]
        )
        for user, count in rows:
            if user.active and user != self.applied_by:
                told = self.with_context(lang=user.lang)
                told.env["mail.thread"].message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=told.env._("%(count)s customers were assigned to you", count=count),
                    body=told.env._("%(count)s customers were assigned to you by the territory rules.", count=count),
                )
