from odoo import fields, models


class CrmTelecomBill(models.Model):
    """A bill on hold that has become an invoice is disputed there, too: dunning leaves it out until the bill is released."""

    _inherit = "crm.telecom.bill"

    dispute_id = fields.Many2one("crm.credit.dispute", readonly=True, copy=False, ondelete="set null", index="btree_not_null")

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        if verb == "hold":
            self._dispute_invoices()
        elif verb == "release":
            self._end_disputes()
        return result

    def _dispute_invoices(self):
        # sudo: agents of the operator need no rights in collection
        disputes = self.env["crm.credit.dispute"].sudo()
        for bill in self.sudo().filtered(lambda bill: bill.invoice_id.state == "posted" and bill.amount_open > 0):
            invoice = bill.invoice_id
            if disputes.search_count([("move_id", "=", invoice.id), ("state", "=", "open")], limit=1):
                continue
            values = {"move_id": invoice.id, "reason_id": self._dispute_reason().id}
            values["note"] = " ".join(filter(None, (bill.reason_id.name, bill.last_event_id.note)))
            # Customers dispute bills on the portal: nobody owns these yet.
            values["user_id"] = False if self.env.user.share else self.env.uid
            bill._guarded_write({"dispute_id": disputes.create(values).id})

    def _dispute_reason(self):
        """The reason of disputes about the invoice itself, or the first one where a company has deleted it."""
        # sudo: agents of the operator need no rights in collection
        reasons = self.env["crm.credit.dispute.reason"].sudo()
        return self.env.ref("crm_credit.dispute_reason_invoice", raise_if_not_found=False) or reasons.search(
            [("id", ">", 0)], limit=1
        )

    def _end_disputes(self):
        """The days overdue were counted all the time. Disputes that somebody has decided meanwhile stay decided."""
        for bill in self.sudo().filtered("dispute_id"):
            if bill.dispute_id.state == "open":
                bill.dispute_id.action_reject()
            bill._guarded_write({"dispute_id": False})
