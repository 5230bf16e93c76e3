from odoo import models
from odoo.tools import SQL

# days ago of the runs that were sent
PAST_RUNS = (38, 24, 10)


class CrmDemoCompany(models.AbstractModel):
    """Dunning runs: three that were sent, one that waits to be looked at."""

    _inherit = "crm.demo.company"

    def _load_dunning(self, world):
        """Propose and send runs as on the days they would have been; today's is only proposed, after the promises."""
        levels = self.env["crm.credit.dunning.level"].search([("company_id", "=", world.company.id)])
        attached = levels.filtered("attach_letter")
        # a document for each letter takes time, and the letters of the past are only shown
        attached.attach_letter = False
        for ago in PAST_RUNS:
            run = self._propose_run(world, world.day(ago))
            run._job_write({"state": "sending"})
            run._job_run_now()
            self._date_run(run, ago)
        attached.attach_letter = True
        sent = self.env["crm.credit.dunning.letter"].search_count([("sent_date", "!=", False)])
        self._progress("%s dunning runs, %s letters and calls", len(PAST_RUNS), sent)

    def _propose_run(self, world, day):
        run = self.env["crm.credit.dunning.run"].with_user(world.users["creditofficer"]).create({"date": day})
        run._job_write({"state": "proposing"})
        run._job_run_now()
        return run

    def _date_run(self, run, ago):
        """Letters of a past run were sent on its day; their mails have gone, and none will leave a demonstration."""
        letters = run.sudo().letter_ids
        self._shift_back(run, ago, "job_started", "job_finished", "job_heartbeat")
        self._shift_back(letters, ago, "sent_date")
        self.env.cr.execute(
            SQL(
                """UPDATE mail_message message SET date = message.date - %(days)s * interval '1 day',
                          create_date = message.create_date - %(days)s * interval '1 day'
                     FROM mail_mail mail WHERE mail.mail_message_id = message.id AND mail.id = ANY(%(ids)s)""",
                days=ago,
                ids=list(letters.mail_id.ids),
            )
        )
        letters.mail_id.write({"state": "sent"})
        self.env.invalidate_all()
