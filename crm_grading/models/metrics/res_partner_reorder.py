from odoo import api, models


class ResPartner(models.Model):
    """Calls to customers who are past their purchase cycle."""

    _inherit = "res.partner"

    @api.model
    def _reorder_call_type(self):
        """The type of these activities; an open one of this type means that a call is planned."""
        # sudo: who may read activity types does not matter here
        return self.env.ref("crm_grading.mail_activity_reorder_call").sudo()

    @api.model
    def _plan_reorder_calls(self, reasons):
        """Plan a call for each customer, for its salesperson or else the user, unless one is open.

        Two users who press the button at once don't plan two: the customers are locked before it is looked.

        :param dict reasons: by customer a list of texts: what has not been ordered
        :raise AccessError: the user may not read one of the customers
        :return: notification with the number of calls
        """
        customers = self.browse(partner.id for partner in reasons)
        customers.check_access("read")
        self.env["crm.capacity.lock"].sudo()._lock_capacity(f"reorder:{customer.id}" for customer in customers)
        todo = customers - self._with_reorder_call(customers)
        today = self.env.company._business_today()
        for customer in todo:
            # sudo: salespeople may plan calls for customers that they may not change
            customer.sudo().activity_schedule(
                "crm_grading.mail_activity_reorder_call",
                date_deadline=today,
                user_id=(customer.sudo().user_id or self.env.user).id,
                note=self.env._("Past the cycle: %(what)s", what=", ".join(dict.fromkeys(reasons[customer]))),
            )
        return self._notify_reorder_calls(len(todo), len(customers) - len(todo))

    @api.model
    def _with_reorder_call(self, customers):
        # sudo: a call of somebody else counts, whoever may see it
        calls = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", customers.ids),
                    ("activity_type_id", "=", self._reorder_call_type().id),
                ]
            )
        )
        return customers.browse(calls.mapped("res_id"))

    @api.model
    def _notify_reorder_calls(self, planned, there):
        if planned == 1:
            sentences = [self.env._("One call planned.")]
        else:
            sentences = [self.env._("%(number)s calls planned.", number=planned) if planned else self.env._("No call planned.")]
        if there == 1:
            sentences.append(self.env._("One had been planned before."))
        elif there:
            sentences.append(self.env._("%(number)s had been planned before.", number=there))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": " ".join(sentences),
                "type": "success" if planned else "info",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
