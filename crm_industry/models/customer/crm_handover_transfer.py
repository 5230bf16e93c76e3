from odoo import models


class CrmHandover(models.Model):
    """Handing records over, and giving them back."""

    _inherit = "crm.handover"

    def _step_transfer(self, cursor):
        items = self._next_items("planned", cursor)
        for (model, user), group in items.grouped(lambda item: (item.res_model, item.new_user_id)).items():
            self._transfer(model, group, user)
        return self._piece_done(items)

    def _step_undo(self, cursor):
        items = self._next_items("done", cursor)
        for model, group in items.grouped("res_model").items():
            self._give_back(model, group)
        return self._piece_done(items)

    def _acting(self, model):
        """The model as the handover writes it: under the name of who started it, with a note instead of messages.

        sudo: records of the salesperson in every state, which the manager need not be able to write
        """
        quiet = {"mail_auto_subscribe_no_notify": True, "mail_activity_quick_update": True, "mail_notrack": True}
        return self.env[model].with_user(self.started_by or self.env.user).sudo().with_context(active_test=False, **quiet)

    def _log(self, records, text):
        """Note what was done in the chatter of records that have one, all at once."""
        if "message_ids" in records._fields:
            records._message_log_batch(dict.fromkeys(records.ids, text))

    # -- there -------------------------------------------------------------------------------------------------------

    def _transfer(self, model, items, user):
        """Give records of one model to one successor, except those that are gone or that others have reassigned."""
        spec = self._handover_models().get(model)
        if not spec or not user.active:
            items._note("failed", self.env._("The successor is archived, or nothing knows this kind of record any more."))
            return
        records = {record.id: record for record in self._acting(model).browse(items.mapped("res_id")).exists()}
        gone = items.filtered(lambda item: item.res_id not in records)
        gone._note("failed", self.env._("The record has been deleted."))
        left = items - gone
        along = left.filtered(lambda item: records[item.res_id][spec["user"]] == user)
        along.write({"before": {spec["user"]: self.user_id.id}, "after": {spec["user"]: user.id}})
        along._note("done", self.env._("Went along with another record."))
        moved = (left - along).filtered(lambda item: records[item.res_id][spec["user"]] != item.old_user_id)
        moved._note("failed", self.env._("Somebody has reassigned the record since it was listed."))
        self._carry(left - along - moved, lambda group: self._hand(group, spec, user), "failed")

    def _hand(self, items, spec, user):
        """Write the successor, and keep what was before and after."""
        names = [spec["user"], *spec.get("follows", ())]
        records = self._acting(items[0].res_model).browse(items.mapped("res_id"))
        before = [self._values_of(record, names) for record in records]
        records.write({spec["user"]: user.id})
        records.flush_recordset()
        for item, record, values in zip(items, records, before, strict=True):
            item.write({"before": values, "after": self._values_of(record, names)})
        items._note("done")
        self._log(records, self.env._("Handed over from %(old)s to %(new)s.", old=self.user_id.name, new=user.name))

    def _values_of(self, record, names):
        """Return {name: id or False} of many2one fields."""
        return {name: record[name].id for name in names}

    # -- and back ----------------------------------------------------------------------------------------------------

    def _give_back(self, model, items):
        """Write back what records had before, where nobody has changed it since."""
        if model not in self._handover_models():
            items._note("kept", self.env._("Nothing knows this kind of record any more."))
            return
        records = {record.id: record for record in self._acting(model).browse(items.mapped("res_id")).exists()}
        gone = items.filtered(lambda item: item.res_id not in records)
        gone._note("kept", self.env._("The record has been deleted."))
        present = {item: self._values_of(records[item.res_id], list(item.after)) for item in items - gone}
        back = (items - gone).filtered(lambda item: present[item] == item.before)
        back._note("undone", self.env._("Went along with another record."))
        changed = (items - gone - back).filtered(lambda item: present[item] != item.after)
        changed._note("kept", self.env._("Somebody has changed the record since."))
        for _before, group in (items - gone - back - changed).grouped(lambda item: tuple(sorted(item.before.items()))).items():
            self._carry(group, self._restore, "kept")

    def _restore(self, items):
        """Write what records that agree in it had before; calls that are still open go."""
        records = self._acting(items[0].res_model).browse(items.mapped("res_id"))
        records.write(items[0].before)
        records.flush_recordset()
        calls = items.filtered(lambda item: item.activity_id.active and item.activity_id.user_id == item.new_user_id).activity_id
        items._note("undone")
        calls.unlink()
        self._log(records, self.env._("The handover was undone: back to %(old)s.", old=self.user_id.name))

    def _tell_successors(self):
        """One message to each successor, instead of one for each record."""
        rows = self.env["crm.handover.item"]._read_group(
            [("handover_id", "=", self.id), ("state", "=", "done")],
            ["new_user_id"],
            ["__count", "partner_id:count_distinct"],
        )
        for user, count, customers in rows:
            if user.active and user != self.started_by:
                told = self.with_context(lang=user.lang)
                told.env["mail.thread"].message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=told.env._("You take over from %(user)s", user=self.user_id.name),
                    body=told.env._(
                        "%(count)s records of %(customers)s customers are yours now, formerly of %(user)s.",
                        count=count,
                        customers=customers,
                        user=self.user_id.name,
                    ),
                )
