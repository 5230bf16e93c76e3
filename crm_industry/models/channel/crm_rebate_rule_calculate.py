from datetime import timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.crm_grading.tools import period as calendar
from odoo.addons.crm_grading.tools.arguments import check_ids

from ...tools.rebate_tiers import growth_tiers, rebate_lines


class CrmRebateRule(models.Model):
    """Accruals worked out: one query for all dealers of a period, then only what has changed is written."""

    _inherit = "crm.rebate.rule"

    def action_calculate(self):
        """Work the rebates out, of the running period and of those that may still change. Channel managers."""
        check_ids(self)
        self._check_manager()
        self.check_access("write")
        self._calculate()
        return True

    def action_view_accruals(self):
        """The rebates of these rules."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_rebate_accrual_action")
        return action | {"domain": [("rule_id", "in", self.ids)], "context": {}}

    @api.model
    def _cron_calculate(self):
        """Every night, rule by rule."""
        cron, rules = self.env["ir.cron"], self.search([("company_id.active", "=", True)])
        cron._commit_progress(remaining=len(rules))
        for rule in rules:
            rule._calculate()
            if not cron._commit_progress(1):
                break

    def _calculate(self):
        # sudo: accruals are written by code only
        for rule in self.sudo():
            rule = rule.with_context(lang=rule.company_id.partner_id.lang or self.env.lang)
            periods = rule._periods(rule.company_id._business_today())
            for first, last in periods:
                rule._calculate_period(first, last)
            rule._discard_stale(periods)
            rule.calculated_on = fields.Datetime.now()

    def _periods(self, today):
        """Return the periods that may still change: the running one and those of the months of the settings."""
        begin, end = self._first_and_last_day()
        day = max(begin, today - relativedelta(months=self.company_id.rebate_months))
        periods = []
        while day <= min(end or today, today):
            first, last = calendar.containing(day, self.period)
            periods.append((max(first, begin), min(last, end or last)))
            day = last + timedelta(days=1)
        return periods

    def _first_and_last_day(self):
        """Return the days from which and until which the rule counts; of an agreement, those of both. No end: False."""
        agreement = self.agreement_id if self.scope == "agreement" else self.agreement_id.browse()
        ends = [day for day in (self.date_to, agreement.last_day) if day]
        return max(filter(None, (self.date_from, agreement.date_from))), min(ends, default=False)

    def _discard_stale(self, periods):
        """Delete open accruals of periods that the rule does not have any more."""
        accruals = self.env["crm.rebate.accrual"].search([("rule_id", "=", self.id), ("state", "=", "accruing")])
        begin = periods[0][0] if periods else None
        stale = accruals.filtered(
            lambda accrual: (accrual.date_from, accrual.date_to) not in periods and (not begin or accrual.date_from >= begin)
        )
        stale._discard()

    def _calculate_period(self, first, last):
        """Work out the rebates of all dealers for one period."""
        measured = self._measure(first, last)
        accruals = self.env["crm.rebate.accrual"].search([("rule_id", "=", self.id), ("date_from", "=", first)])
        known = accruals.grouped(lambda accrual: accrual.partner_id.id)
        new = []
        for partner in self.env["res.partner"].browse(measured.keys() | known.keys()):
            value, before = measured.get(partner.id, (Decimal(0), Decimal(0)))
            mine = known.get(partner.id, accruals.browse())
            vals, lines = self._result(partner, value, before, first, last, mine.filtered("move_id"))
            open_ones = mine.filtered(lambda accrual: not accrual.move_id).sorted("kind", reverse=True)
            accrual = open_ones[:1]
            (open_ones - accrual)._discard()
            if not accrual._is_needed(vals, mine):
                accrual._discard()
            elif accrual:
                accrual._take_over(vals, lines)
            else:
                new.append(vals | {"line_ids": [Command.create(line) for line in lines]})
        if new:
            self.env["crm.rebate.accrual"]._guarded_create(new)

    def _result(self, partner, value, before, first, last, settled):
        """Return the values of the open accrual of a dealer and period, and those of its lines.

        :param settled: what has been settled of the same rebate
        """
        lines = self._tier_values(value, before)
        earned = sum(line["amount"] for line in lines)
        given = sum(settled.mapped("due_amount"))
        if settled:
            lines.append({"kind": "settled", "sequence": len(lines), "amount": -given})
        amount = self.company_id.currency_id.round(earned - given)
        regular = settled.filtered(lambda accrual: accrual.kind == "regular")
        reasons = self._gate_reasons(partner, first, last) if earned and not settled else []
        return {
            "rule_id": self.id,
            "partner_id": partner.id,
            "company_id": self.company_id.id,
            "kind": "correction" if regular else "regular",
            "date_from": first,
            "date_to": last,
            "value": float(value),
            "value_before": float(before),
            "amount": amount,
            "due_amount": 0.0 if reasons else amount,
            "reasons": "\n".join(reasons) or False,
        }, lines

    def _tier_values(self, value, before):
        """Return the values of the lines that explain what the tiers give."""
        tiers = [(Decimal(str(tier.threshold)), Decimal(str(tier.rate))) for tier in self.tier_ids]
        start = Decimal(0)
        if self.basis == "growth":
            if before <= 0:
                return []
            tiers = growth_tiers(before, tiers)
            start = before if self.growth_base == "increase" else start
        found = rebate_lines(
            value,
            tiers,
            self.method,
            start=start,
            per=Decimal(1 if self.is_quantity else 100),
            cent=Decimal(str(self.company_id.currency_id.rounding)),
        )
        return [
            {
                "kind": "tier",
                "sequence": number,
                "value_from": float(line.first),
                "value_to": float(line.last or 0),
                "base": float(line.base),
                "rate": float(line.rate),
                "amount": float(line.amount),
            }
            for number, line in enumerate(found)
        ]
