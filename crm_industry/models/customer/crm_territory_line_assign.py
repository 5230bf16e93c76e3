from odoo import models


class CrmTerritoryLine(models.Model):
    """The customer of a line gets its salesperson and team."""

    _inherit = "crm.territory.line"

    def _assignment(self):
        """Return the present salesperson and team of the line's customer."""
        return self.partner_id.user_id, self.partner_id.channel_team_id

    def _assign(self, user, team, author, undo=False):
        """Write salesperson and team of the customers, and the salesperson of contacts that had their customer's.

        A note in the chatter of each customer, by `author`, says why. The salespeople get one message of the run, not one of
        each customer.
        """
        quiet = {"mail_auto_subscribe_no_notify": True, "mail_notrack": True}
        customers = self.partner_id.with_user(author or self.env.user).sudo().with_context(**quiet)
        contacts = self._contacts_to_go(customers, undo)
        customers.write({"user_id": user.id, "channel_team_id": team.id})
        contacts.write({"user_id": user.id})
        customers._message_log_batch({line.partner_id.id: line._assigned_text(undo) for line in self})

    def _assigned_text(self, undo):
        """Return the note in the chatter of the customer."""
        old, new = (" / ".join(filter(None, (user.name, team.name))) or "-" for user, team in (
            (self.old_user_id, self.old_team_id), (self.new_user_id, self.new_team_id)
        ))  # fmt: skip
        if undo:
            return self.env._("Assignment by territory undone: %(new)s → %(old)s.", old=old, new=new)
        return self.env._("By territory: %(old)s → %(new)s (%(why)s).", old=old, new=new, why=self.why or "-")

    def _contacts_to_go(self, customers, undo):
        """Return the contacts that have the salesperson of their customer, on undoing those that went with it before."""
        if undo:
            ids = [contact for line in self for contact in line.contact_ids or []]
            contacts = customers.browse(ids).exists()
            return contacts.filtered(lambda contact: contact.user_id == contact.commercial_partner_id.user_id)
        owners = {line.partner_id.id: line for line in self}
        domain = [("commercial_partner_id", "in", customers.ids), ("id", "not in", customers.ids), ("user_id", "!=", False)]
        contacts = customers.search(domain).filtered(lambda contact: contact.user_id == contact.commercial_partner_id.user_id)
        for customer, group in contacts.grouped("commercial_partner_id").items():
            owners[customer.id].contact_ids = group.ids
        return contacts
