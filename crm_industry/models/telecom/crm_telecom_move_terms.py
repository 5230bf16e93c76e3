from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ...tools.proration import cycle_of, price

OVER = ("terminated",)


class CrmTelecomMove(models.Model):
    """What a move makes of its subscription, and what it costs: the old fee is credited and the new one charged day by day,
    from the day of the move to the end of the bill cycle that it lies in."""

    _inherit = "crm.telecom.move"

    credit_amount = fields.Monetary(
        string="Fee Credited", compute="_compute_amounts", help="Of the old fee, for the rest of the bill cycle."
    )
    charge_amount = fields.Monetary(
        string="Fee Charged", compute="_compute_amounts", help="Of the new fee, for the rest of the bill cycle."
    )
    penalty_amount = fields.Monetary(
        string="Penalty", compute="_compute_amounts", help="For breaking the commitment; charged if the penalty is."
    )

    @api.depends("subscription_id", "kind", "date", "account_id", "offering_id", "commitment_choice", "state")
    def _compute_amounts(self):
        """Of moves that are done what was charged, of others what would be."""
        names = {"fee_credit": "credit_amount", "fee_charge": "charge_amount", "penalty": "penalty_amount"}
        for move in self:
            amounts = dict.fromkeys(names.values(), 0)
            if move.state == "done":
                # sudo: what it has cost, for whoever sees the move
                lines = [{"kind": charge.kind, "amount": charge.amount} for charge in move.sudo().charge_ids]
            else:
                lines = move._prorated_charges() if move.subscription_id and move.date else []
                amounts["penalty_amount"] = move._broken_penalty() if lines or move.kind == "ownership" else 0
            for line in lines:
                if line["kind"] in names:
                    amounts[names[line["kind"]]] += line["amount"]
            move.update(amounts)

    # -- new terms -----------------------------------------------------------------------------------------------------

    def _new_account(self):
        return self.account_id if self.kind in ("ownership", "account") else self.subscription_id.account_id

    def _new_fee(self):
        # sudo: the offering of a subscription is seen by whoever sees that
        return self.offering_id.sudo().monthly_fee if self.kind == "offering" else self.subscription_id.monthly_fee

    def _new_terms(self):
        """Return the values that the subscription gets. Extend by super."""
        self.ensure_one()
        subscription = self.subscription_id
        terms = {}
        if self.kind == "ownership":
            terms = {"partner_id": self.partner_id.id, "account_id": self.account_id.id, "user_partner_id": False}
            if subscription.bundle_id.partner_id not in self.partner_id | self.account_id.partner_id:
                terms["bundle_id"] = False
        elif self.kind == "account":
            terms = {"account_id": self.account_id.id}
        elif self.kind == "offering":
            terms = {"offering_id": self.offering_id.id, "monthly_fee": self._new_fee()}
        return terms | self._new_commitment()

    def _new_commitment(self):
        """Return the values of the commitment: a broken one ends, a new one does not end before one that still runs."""
        subscription = self.subscription_id
        broken = self.commitment_choice != "take_over" and self._broken_penalty() > 0
        values = {"commitment_from": False, "commitment_to": False} if broken else {}
        months = self._new_months()
        if not months:
            return values
        running = None if broken else subscription.commitment_to
        begin = self.date
        if self.kind == "renewal" and running and running >= self.date:
            begin = running + timedelta(days=1)
        end = begin + relativedelta(months=months, days=-1)
        return {"commitment_from": self.date, "commitment_to": max(end, running) if running else end}

    def _new_months(self):
        """Return for how many months the customer commits anew."""
        if self.kind == "renewal":
            return self.commitment_months or self.subscription_id.offering_id.sudo().commitment_months
        if self.kind == "offering":
            return self.commitment_months or self.offering_id.sudo().commitment_months
        return 0

    def _broken_penalty(self):
        """Return what it costs to break the running commitment; 0 where the move does not break it."""
        self.ensure_one()
        subscription = self.subscription_id
        breaks = self.kind == "ownership" or (self.kind == "offering" and self._new_fee() < subscription.monthly_fee)
        return subscription._penalty(self.date) if breaks else 0.0

    # -- what it costs -------------------------------------------------------------------------------------------------

    def _prorated_charges(self):
        """Return the values of the charges of a move, each rounded once by the currency of its account."""
        self.ensure_one()
        subscription, account = self.subscription_id, self._new_account()
        if self.kind == "renewal" or not account or (self.kind == "offering" and not self.offering_id):
            return []
        old = self._prorated_charge("fee_credit", subscription.account_id, subscription.monthly_fee, subscription.offering_id)
        new = self._prorated_charge("fee_charge", account, self._new_fee(), self.offering_id or subscription.offering_id)
        return [old | {"amount": -old["amount"]}, new]

    def _prorated_charge(self, kind, account, fee, offering):
        after = cycle_of(account.bill_day, self.date)[1]
        return {
            "account_id": account.id,
            "subscription_id": self.subscription_id.id,
            "date": self.date,
            "date_from": self.date,
            "date_to": after - timedelta(days=1),
            "kind": kind,
            "amount": account.currency_id.round(float(price(fee, account.bill_day, self.date, after))),
            "name": " · ".join(filter(None, (self.subscription_id.name, offering.sudo().name, self._charge_label(kind)))),
        }

    def _charge_label(self, kind):
        return dict(self.env["crm.telecom.charge"]._selection_kind())[kind]

    # -- what the services do ------------------------------------------------------------------------------------------

    def _move_services(self, old, new):
        """End the services that only the old offering brings, and begin those that only the new one does."""
        was, now = ([(line.kind, line.name or False) for line in each.sudo().service_ids] for each in (old, new))
        subscription = self.subscription_id
        services = subscription.service_ids.filtered(lambda service: service.state not in OVER)
        have = [(service.kind, service.name or False) for service in services]
        gone = services.filtered(lambda service: (service.kind, service.name or False) in set(was) - set(now))
        gone = gone.filtered(lambda service: service._ends_with_move())
        gone._step_with_subscription("terminate", ("feasibility_checked", "designed", "reserved", "inactive", "active"))
        lines = [key for key in now if key not in have]
        values = [{"subscription_id": subscription.id, "kind": kind, "name": name} for kind, name in lines]
        self.env["crm.telecom.service"].create(values)._begin_with_move()
