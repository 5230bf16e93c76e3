from odoo import api, models

from .crm_handover import MANAGER


class CrmHandover(models.Model):
    """Handovers prepared at night for salespeople who are archived and still own customers."""

    _inherit = "crm.handover"

    @api.model
    def _open_of(self, user, company):
        """Return the handover of a salesperson in a company that has not been carried out or given up, if there is one."""
        states = ("draft", "ready", "running", "undoing")
        return self.search([("user_id", "=", user.id), ("company_id", "=", company.id), ("state", "in", states)], limit=1)

    @api.model
    def _cron_find_inactive(self):
        """Prepare a handover for each archived user who owns open records, and tell a manager; once, while it is open."""
        companies = self.env["res.company"].search([("parent_id", "=", False)])
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            self._prepare_for_inactive(company)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _prepare_for_inactive(self, company):
        """Prepare the handovers of a root company and return them.

        Records without a company count for the company of their salesperson.
        """
        branches = company._territory_branches()
        rows = self.env["crm.handover.orphan"]._read_group(
            [("company_id", "in", [False, *branches.ids])], ["user_id", "company_id"], ["__count", "partner_id:count_distinct"]
        )
        found = {}
        for user, owner, count, customers in rows:
            if owner or user.company_id in branches:
                records, known = found.get(user, (0, 0))
                found[user] = (records + count, max(known, customers))
        handovers = self.browse()
        for user, (count, customers) in found.items():
            if not self._open_of(user, company):
                handover = self._guarded_create([{"user_id": user.id, "company_id": company.id, "automatic": True}])
                handover._tell_manager(count, customers)
                handovers |= handover
        return handovers

    def _tell_manager(self, count, customers):
        """Plan an activity for the manager: the customers of this salesperson wait."""
        manager = self._find_manager()
        told = self.with_context(lang=manager.lang or self.env.lang)
        told.activity_schedule(
            "crm_industry.mail_activity_handover",
            user_id=manager.id,
            summary=told.env._(
                "%(user)s is archived and still owns %(count)s records of %(customers)s customers",
                user=self.user_id.name,
                count=count,
                customers=customers,
            ),
        )

    def _find_manager(self):
        """Return who is told: the setting, else the leader of the salesperson's team, else a sales manager of the company."""
        leader = self.user_id.with_context(active_test=False).crm_team_ids.user_id.filtered("active")[:1]
        if manager := self.company_id.handover_manager_id.filtered("active") or leader:
            return manager
        # The superuser belongs to all groups, but is archived and reads no activities.
        return self.company_id._channel_staff(self.env.ref(MANAGER).all_user_ids).sorted("id")[:1]
