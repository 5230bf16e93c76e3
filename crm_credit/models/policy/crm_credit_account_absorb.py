from odoo import models


class CrmCreditAccount(models.Model):
    """What belongs to an account goes with it when another one absorbs it."""

    _inherit = "crm.credit.account"

    def _absorb_grants(self, source):
        """Class, policy, group and review of the source, where this account has none."""
        vals = {name: source[name].id for name in ("class_id", "policy_id") if not self[name] and source[name]}
        head = source.group_account_id
        if head and head != self and not self.group_account_id and not (self.member_ids - source):
            vals["group_account_id"] = head.id
        if dates := [date for date in (self.review_date, source.review_date) if date]:
            vals["review_date"] = min(dates)
        return vals

    def _absorb_cover(self, source):
        """Take over temporary limits, securities, members and the log of the source."""
        source.temporary_limit_ids._write_past_guard({"account_id": self.id})
        source.security_ids._move_to(self)
        heir = self.group_account_id if self.group_account_id != source else self.browse()
        leaving = source.member_ids & (self | heir)
        leaving.write({"group_account_id": False})
        source.member_ids.write({"group_account_id": (heir or self).id})
        source.limit_change_ids._hand_over(self)

    def _move_to(self, partner):
        seen = self._figures_seen()
        before = self._limit_snapshots()
        moved = super()._move_to(partner)
        self._write_limit_log(before, seen)
        return moved
