from datetime import datetime, time, timedelta

from odoo import models

WEEKS = 8
SOURCE = "经销商 ERP"
# the third dealer has not reported for two weeks
MISSING = {2: 2}
SHARE = (0.22, 0.3, 0.18, 0.26, 0.34, 0.2, 0.28, 0.24)


class CrmDemoCompany(models.AbstractModel):
    """Channel reports of the last eight weeks of the distributors whose agreement asks for them."""

    _inherit = "crm.demo.company"

    def _load_channel_reports(self, world):
        """The dealers' systems send the reports; one has a variance, two are owed."""
        monday = world.today - timedelta(days=world.today.weekday())
        world.company.channel_report_start = monday - timedelta(weeks=WEEKS)
        for number, dealer in enumerate(world.notes["mains"][:3]):
            stock = {}
            for ago in range(WEEKS, MISSING.get(number, 0), -1):
                first = monday - timedelta(weeks=ago)
                lines = self._report_lines(world, dealer, first, stock, SHARE[(ago + 3 * number) % len(SHARE)])
                if lines:
                    self._report_week(world, dealer, first, lines, waits=ago == 1 and number == 1)
        self.env["crm.channel.due"]._refresh(world.company)
        self._date_dues(world)
        self._progress("%s channel reports", self.env["crm.channel.report"].search_count([]))

    def _report_lines(self, world, dealer, first, stock, share):
        """Return what the dealer reports of a week; the stock of the first one is a part of what it got before."""
        reports, company = self.env["crm.channel.report"], world.company
        if not stock:
            before = reports._moved(company, dealer.record, first - timedelta(days=75), first - timedelta(days=1))
            stock.update({product: got // 2 for product, (got, _back) in before.items()})
        moved = reports._moved(company, dealer.record, first, first + timedelta(days=6))
        lines = []
        for product in sorted(stock.keys() | moved.keys()):
            opening, (got, back) = stock.get(product, 0), moved.get(product, (0, 0))
            sold = int((opening + got) * share)
            stock[product] = max(opening + got - sold - back, 0)
            line = {"product": self.env["product.product"].browse(product).default_code, "opening": opening, "sell_in": got}
            lines.append(line | {"sell_through": sold, "returned": back, "closing": stock[product]})
        return lines

    def _report_week(self, world, dealer, first, lines, waits):
        """Send a report; the channel manager accepts it, unless the dealer lost count."""
        if waits:
            lines = [line | {"closing": line["closing"] + 3, "sell_in": line["sell_in"] + 5} for line in lines[:1]] + lines[1:]
        reports = self.env["crm.channel.report"].with_user(dealer.record.user_id).with_context(lang="zh_CN")
        number = f"{dealer.record.ref}-{first:%Y%m%d}"
        answer = reports.push_report(number, str(first), lines, dealer=dealer.record.id, source=SOURCE)
        report = self._as(world, "channel", "crm.channel.report").browse(answer["id"])
        sent = datetime.combine(first + timedelta(days=8), time(1, 30))
        if not waits:
            report.action_accept()
            report.sudo()._guarded_write({"decided_on": sent + timedelta(hours=6)})
        report.sudo()._guarded_write({"submitted_on": sent})

    def _date_dues(self, world):
        """The reports came in two days after their week."""
        for due in self.env["crm.channel.due"].search([("company_id", "=", world.company.id), ("state", "=", "delivered")]):
            due._guarded_write({"delivered_on": due.date_to + timedelta(days=2), "on_time": True})
