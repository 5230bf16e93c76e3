from markupsafe import Markup

from odoo import api, models

from .crm_credit_account import LIMIT_FIELDS, STATUSES


class CrmCreditAccount(models.Model):
    """What becomes of the accounts of a customer that another one absorbs."""

    _inherit = "crm.credit.account"

    @api.model
    def _rekey(self, old, new):
        """Move the accounts of a customer to another, or join them with the accounts that one has already.

        :param old: former customer, superuser environment with archived records
        :param new: customer that takes over
        """
        sources = self.search([("partner_id", "=", old.id)])
        self.env["crm.capacity.lock"]._lock_capacity(
            key for source in sources for key in self._capacity_keys(old | new, source.company_id)
        )
        targets = self.search([("partner_id", "=", new.id)]).grouped("company_id")
        for source in sources:
            target = targets.get(source.company_id)
            with source._limit_origin("merge"):
                if target:
                    target._absorb(source)
                else:
                    source._move_to(new)

    def _absorb(self, source):
        """Join another account of the same company into this one and delete it; its history is kept here.

        The stricter status counts. The limit stays, unless this account only has the company's default; so do class, policy
        and group, unless it has none. Temporary limits, securities and members are added.
        """
        order = [status for status, _label in STATUSES]
        body = self._absorb_message(source)
        vals = {
            "status": max(self.status, source.status, key=order.index),
            "officer_id": (self.officer_id or source.officer_id).id,
            "limit_reason": self.limit_reason or source.limit_reason,
            "note": Markup("").join(note for note in (self.note, source.note) if note) or False,
        }
        if self.limit_mode == "default":
            vals.update({name: source[name] for name in LIMIT_FIELDS})
        vals.update(self._absorb_grants(source))
        with self._limit_log():
            self._absorb_cover(source)
            self.write(vals)
        self.message_post(body=body)
        source.activity_ids.write({"res_id": self.id})
        source.message_change_thread(self)
        source.unlink()

    def _absorb_message(self, source):
        return self.env._(
            "Joined with the credit account of %(old)s (%(old_credit)s, status %(old_status)s);"
            " this one had %(own_credit)s, status %(own_status)s.",
            old=source.partner_id.display_name,
            old_credit=source._credit_text(),
            old_status=source._status_text(),
            own_credit=self._credit_text(),
            own_status=self._status_text(),
        )
