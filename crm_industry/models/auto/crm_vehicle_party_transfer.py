from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.crm_grading.tools.arguments import as_day, as_id, check_one

from .crm_vehicle import STATION_USER


class CrmVehicle(models.Model):
    """Handing a vehicle over to another owner."""

    _inherit = "crm.vehicle"

    def action_transfer(self, partner_id, date=False):
        """Make a partner the owner as of a day; the former owner was it until the day before. For station users.

        :param int partner_id: the new owner
        :param date: first day, by default today; never in the future
        :raise AccessError: the user is no station user
        :raise UserError: the partner owns it already, or the day is not after the first one of the present owner
        """
        check_one(self)
        if not self.env.user.has_group(STATION_USER):
            raise AccessError(self.env._("Only people of a station hand vehicles over."))
        self.check_access("write")
        partner = self.env["res.partner"].browse(as_id(self.env, partner_id)).exists()
        partner.check_access("read")
        self._transfer(partner, as_day(self.env, date))
        return True

    def _owner_locks(self):
        """Return the keys to lock before anything is decided about who owns these vehicles."""
        return {f"vehicle.owner:{vehicle_id}" for vehicle_id in self.ids}

    def _transfer(self, partner, day=None):
        """Make a partner the owner as of a day, from code that has made sure that the user may; return the new party.

        :param partner: res.partner
        :param date day: by default today
        :raise UserError: see `action_transfer`
        """
        self.ensure_one()
        today = self.env.company._business_today()
        day = day or today
        if not partner:
            raise UserError(self.env._("Name the new owner."))
        if day > today:
            raise UserError(self.env._("The day lies in the future: choose today."))
        self.env["crm.capacity.lock"]._lock_capacity(self._owner_locks())
        # sudo: owners are known to each station, whoever changes them
        parties = self.env["crm.vehicle.party"].sudo()
        last = parties.search([("vehicle_id", "=", self.id), ("role", "=", "owner")], order="date_from desc", limit=1)
        self._check_transfer(last, partner, day)
        if last and (not last.date_to or last.date_to >= day):
            last.date_to = day - timedelta(days=1)
            last.flush_recordset()
        party = parties.create({"vehicle_id": self.id, "partner_id": partner.id, "role": "owner", "date_from": day})
        return party.sudo(self.env.su)

    def _check_transfer(self, last, partner, day):
        open_until = last and (last.date_to or day) >= day
        if open_until and last.partner_id == partner:
            raise UserError(self.env._("%(owner)s owns the vehicle already.", owner=partner.display_name))
        if last and day <= last.date_from:
            raise UserError(
                self.env._(
                    "%(owner)s owns the vehicle as of %(day)s: choose a later day.",
                    owner=last.partner_id.display_name,
                    day=format_date(self.env, last.date_from),
                )
            )

    def _undo_transfer(self, partner, day):
        """Take back that a partner became the owner: who was it before is it again, or nobody is.

        :param partner: res.partner, the owner of today
        :param date day: since when it isn't any more
        :raise UserError: somebody else owns the vehicle by now
        """
        self.ensure_one()
        self.env["crm.capacity.lock"]._lock_capacity(self._owner_locks())
        # sudo: owners are known to each station, whoever changes them
        parties = self.env["crm.vehicle.party"].sudo()
        owners = parties.search([("vehicle_id", "=", self.id), ("role", "=", "owner")], order="date_from desc", limit=2)
        last, before = owners[:1], owners[1:]
        if last.partner_id != partner or last.date_to:
            owner = self.owner_id.display_name or self.env._("nobody")
            raise UserError(self.env._("%(vehicle)s belongs to %(owner)s by now.", vehicle=self.display_name, owner=owner))
        before = before.filtered(lambda party: party.date_to == last.date_from - timedelta(days=1))
        if last.date_from >= day:
            last.unlink()
            before.date_to = False
        else:
            last.date_to = day - timedelta(days=1)
            if before:
                parties.create({"vehicle_id": self.id, "partner_id": before.partner_id.id, "role": "owner", "date_from": day})
        self.sudo()._message_log(body=self.env._("Taken back from %(owner)s.", owner=partner.display_name))

    @api.model
    def _owner_log(self, old, new):
        return self.env._("Owner: %(old)s → %(new)s", old=old.display_name or "–", new=new.display_name)

    def _owner_changed(self, old, party):
        """Hook: the vehicle has another owner, by a transfer or by hand. Extend by super.

        :param old: res.partner
        :param party: crm.vehicle.party of the new owner
        """
        self.sudo()._message_log(body=self._owner_log(old, party.partner_id))
        return True
