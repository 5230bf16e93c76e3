import random
from datetime import timedelta

from odoo.tests import tagged

from .exposure_common import ExposureCommon

CUSTOMERS = 9


@tagged("post_install", "-at_install")
class TestExposureIndependent(ExposureCommon):
    """A random world of groups, limits, securities, bills and documents, against a plain sum over the documents.

    The sums are made here from what was put in, without looking at what the addon or Odoo made of it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"credit_default_mode": "limited", "credit_default_limit": 120.5, "credit_overdue_days": 30})
        cls.strict = cls.env["crm.credit.policy"].create(
            {"name": "Strict", "company_id": cls.company.id, "own_overdue": True, "overdue_rule": True, "overdue_days": 3}
        )
        cls.cash_account = cls.env["account.account"].create(
            {"name": "Bills in hand", "code": "BILLSIND", "account_type": "asset_current", "reconcile": True}
        )
        cls.company_data["default_journal_bank"].inbound_payment_method_line_ids[:1].payment_account_id = cls.cash_account

    def _world(self, dice):
        """Customers with documents; returns for each what a clerk would write on a sheet of paper."""
        sheets = []
        for number in range(CUSTOMERS):
            partner = self._customer(f"Random {number}")
            sheet = {
                "partner": partner,
                "mode": dice.choice(("default", "limited", "limited", "prepay", "unlimited")),
                "amount": dice.randrange(0, 90000) / 100,
                "status": dice.choice(("normal", "normal", "watch", "hold", "blocked")),
                "strict": dice.random() < 0.4,
                "head": None,
                "owed": 0.0, "late": 0.0, "overdue": 0.0, "bills": 0.0, "covered": 0.0, "extra": 0.0,
            }  # fmt: skip
            if number % 3:
                sheet["head"] = sheets[number - number % 3]
            sheet["account"] = self._account(
                partner,
                mode=sheet["mode"],
                amount=sheet["amount"],
                status=sheet["status"],
                policy_id=sheet["strict"] and self.strict.id,
                group_account_id=sheet["head"] and sheet["head"]["account"].id,
            )
            sheets.append(sheet)
            self._documents(dice, sheet)
            self._cover(dice, sheet)
        return sheets

    def _documents(self, dice, sheet):
        price = dice.randrange(100, 9999) / 100
        self._order(self._line(2, price), partner=sheet["partner"])
        sheet["owed"] += round(2 * price, 2)
        days = dice.randrange(-50, 20)
        amount = dice.randrange(100, 9999) / 100
        self._invoice(amount, partner=sheet["partner"], due=days)
        sheet["owed"] += amount
        sheet["overdue"] += amount if days < 0 else 0.0
        sheet["late"] += amount if -days > (3 if sheet["strict"] else 30) else 0.0
        if dice.random() < 0.5:
            state, paid = dice.choice(("received", "discounted", "honoured", "dishonoured")), dice.randrange(100, 9999) / 100
            bill = self.env["crm.credit.bill"].create(
                {
                    "number": f"B{sheet['partner'].id}",
                    "acceptor": "Bank",
                    "partner_id": sheet["partner"].id,
                    "company_id": self.company.id,
                    "amount": paid,
                    "issue_date": self.today,
                    "due_date": self.today,
                    "payment_id": self._pay(self._invoice(paid, partner=sheet["partner"])).id,
                }
            )
            bill._guarded_write({"state": state})
            sheet["bills"] += paid if state != "honoured" else 0.0

    def _cover(self, dice, sheet):
        for _time in range(dice.randrange(3)):
            first, last = sorted((dice.randrange(-4, 4), dice.randrange(-4, 4)))
            worth, share = dice.randrange(100, 9999), dice.choice((30, 50, 100))
            security = self.env["crm.credit.security"].create(
                {
                    "account_id": sheet["account"].id,
                    "reference": "S",
                    "amount": worth,
                    "coverage": share,
                    "date_from": self.today + timedelta(days=first),
                    "date_to": self.today + timedelta(days=last),
                }
            )
            accepted = dice.random() < 0.7
            if accepted:
                security._guarded_write({"state": "accepted"})
            if sheet["mode"] != "default" or not sheet["head"]:
                self.env["crm.credit.temporary.limit"].create(
                    {
                        "account_id": sheet["account"].id,
                        "amount": worth,
                        "date_from": self.today + timedelta(days=first),
                        "date_to": self.today + timedelta(days=last),
                        "reason": "T",
                    }
                )
                sheet["extra"] += worth if first <= 0 <= last else 0.0
            sheet["covered"] += worth * share / 100 if accepted and first <= 0 <= last else 0.0

    def _limit(self, sheet):
        """Mode and amount in force, by the rules of the README."""
        mode, amount = sheet["mode"], sheet["amount"]
        if mode == "default":
            mode, amount = ("group", None) if sheet["head"] else ("limited", 120.5)
        if mode in ("unlimited", "group"):
            return mode, None
        standing = 0.0 if mode == "prepay" else amount
        return ("limited" if mode == "prepay" and sheet["extra"] else mode), round(standing + sheet["extra"], 2)

    def _total(self, sheet):
        return round(sheet["owed"] + sheet["bills"] - sheet["covered"], 2)

    def _expected(self, sheet, sheets):
        order = ("normal", "watch", "hold", "blocked")
        head = sheet["head"] or sheet
        family = [other for other in sheets if (other["head"] or other) is head]
        mode, limit = self._limit(sheet)
        _head_mode, group_limit = self._limit(head)
        group_total = round(sum(self._total(other) for other in family), 2)
        rooms = [
            allowed - used
            for allowed, used in ((limit, self._total(sheet)), (group_limit, group_total))
            if allowed is not None
        ]
        return {
            "total": self._total(sheet),
            "bills": round(sheet["bills"], 2),
            "securities": round(-sheet["covered"], 2) or 0.0,
            "overdue": round(sheet["overdue"], 2),
            "overdue_late": round(sheet["late"], 2),
            "temporary_limit": round(sheet["extra"], 2),
            "limit_mode": mode,
            "limit_amount": limit,
            "group_account_id": head["account"].id,
            "group_total": group_total,
            "group_limit_amount": group_limit,
            "available": round(min(rooms), 2) if rooms else None,
            "group_status": max(sheet["status"], head["status"], key=order.index),
        }

    def test_random_worlds(self):
        for seed in (1, 2, 3):
            sheets = self._world(random.Random(seed))
            partners = self.env["res.partner"].union(*(sheet["partner"] for sheet in sheets))
            rows = self.env["crm.credit.exposure"]._exposure(partners, self.company)
            for sheet in sheets:
                expected = self._expected(sheet, sheets)
                row = rows[sheet["partner"].id]
                self.assertEqual({name: row[name] for name in expected}, expected, f"seed {seed}, {sheet['partner'].name}")
                self.assertEqual(self._row(sheet["partner"]), row)
