from odoo import models
from odoo.exceptions import UserError

# Records of a piece: under 30 seconds with a tracked change for each.
PIECE = 200


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

    def _next_items(self, state, cursor):
        items = self.env["crm.handover.item"]
        domain = [("handover_id", "=", self.id), ("state", "=", state), ("id", ">", cursor or 0)]
        if cursor is None:
            self._job_count(0, items.search_count(domain))
        return items.search(domain, order="id", limit=PIECE)

    def _piece_done(self, items):
        self.env.flush_all()
        self._job_count(self.job_done + len(items))
        return items[-1].id if len(items) == PIECE else None

    def _acting(self, model):
        """The model as the handover writes it: under the name of who started it, without a message for each record.

        sudo: records of the salesperson in every state, which the manager need not be able to write
        """
        quiet = {"mail_auto_subscribe_no_notify": True, "mail_activity_quick_update": True, "active_test": False}
        return self.env[model].with_user(self.started_by or self.env.user).sudo().with_context(**quiet)

    def _transfer(self, model, items, user):
        """Give records of one model to one successor, except those that are gone or that others have reassigned."""
        spec = self._handover_models().get(model)
        if not spec or not user.active:
            items._note("failed", self.env._("The successor is archived, or nothing knows this kind of record any more."))
            return
        records = {record.id: record for record in self._acting(model).browse(items.mapped("res_id")).exists()}
        gone = items.filtered(lambda item: item.res_id not in records)
        gone._note("failed", self.env._("The record has been deleted."))
        moved = (items - gone).filtered(lambda item: records[item.res_id][spec["user"]] != item.old_user_id)
        moved._note("failed", self.env._("Somebody has reassigned the record since it was listed."))
        self._write_items(items - gone - moved, records, spec, {spec["user"]: user.id})

    def _write_items(self, items, records, spec, values):
        """Write records together, or one by one where something objects, so that the others go on."""
        if not items:
            return
        names = [spec["user"], *spec.get("follows", ())]
        try:
            with self.env.cr.savepoint():
                targets = self.env[items[0].res_model].concat(*(records[item.res_id] for item in items))
                before = {record.id: self._values_of(record, names) for record in targets}
                targets.write(values)
                targets.flush_recordset()
                for item in items:
                    record = records[item.res_id]
                    item.write({"before": before[record.id], "after": self._values_of(record, names)})
                items._note("done")
        except UserError as error:
            if len(items) == 1:
                items._note("failed", str(error))
                return
            for item in items:
                self._write_items(item, records, spec, values)

    def _values_of(self, record, names):
        """Return {name: id or False} of many2one fields."""
        return {name: record[name].id for name in names}

    def _give_back(self, model, items):
        """Write back what records had before, one by one, where nobody has changed it since."""
        spec = self._handover_models().get(model)
        if not spec:
            items._note("kept", self.env._("Nothing knows this kind of record any more."))
            return
        records = {record.id: record for record in self._acting(model).browse(items.mapped("res_id")).exists()}
        for item in items:
            record = records.get(item.res_id)
            if record is None:
                item._note("kept", self.env._("The record has been deleted."))
            elif self._values_of(record, list(item.after)) != item.after:
                item._note("kept", self.env._("Somebody has changed the record since."))
            else:
                self._give_back_one(item, record)

    def _give_back_one(self, item, record):
        try:
            with self.env.cr.savepoint():
                record.write(item.before)
                record.flush_recordset()
                call = item.activity_id.filtered(lambda call: call.active and call.user_id == item.new_user_id)
                call.unlink()
                item._note("undone")
        except UserError as error:
            item._note("kept", str(error))

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
                self.env["mail.thread"].with_context(lang=user.lang).message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=told.env._("You take over from %(user)s", user=self.user_id.name),
                    body=told.env._(
                        "%(count)s records of %(customers)s customers are yours now, formerly of %(user)s.",
                        count=count,
                        customers=customers,
                        user=self.user_id.name,
                    ),
                )
