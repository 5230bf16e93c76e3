from datetime import timedelta

from odoo.fields import Command

from .collection_common import CollectionCommon

BUCKETS = ("current", "age_1_30", "age_31_60", "age_61_90", "age_91_180", "age_over_180", "unallocated")


class StatementCommon(CollectionCommon):
    """A customer with documents of all kinds and ages, in two currencies and two branches."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env["crm.credit.statement.source"]
        cls.euro = cls.setup_other_currency("EUR", rates=[("2016-01-01", 3.0), ("2017-01-01", 2.0)])

    @classmethod
    def _world(cls):
        """Documents with the company's customer; the last one belongs to another customer."""
        cls.old = cls._invoice(1000.0, due=-200)
        cls.late = cls._invoice(300.0, due=-45, partner=cls.contact)
        cls.fresh = cls._invoice(500.0, due=20)
        cls.foreign = cls._invoice(80.0, due=-5, currency_id=cls.euro.id)
        cls._pay(cls.old, 400.0)
        cls._pay(cls.foreign, 30.0)
        cls._invoice(70.0, kind="out_refund", due=0)
        cls._payment(25.0)
        cls._invoice(9999.0, post=False)
        cls.strange = cls._invoice(777.0, partner=cls.other, due=-3)

    @classmethod
    def _branch(cls):
        branch = cls.env["res.company"].create({"name": "Branch of one", "parent_id": cls.company.id})
        cls.env.user.company_ids |= branch
        receivable = cls.company_data["default_account_receivable"]
        cls.customer.with_company(branch).property_account_receivable_id = receivable
        return branch

    @classmethod
    def _branch_invoice(cls, branch, amount, due):
        move = (
            cls.env["account.move"]
            .with_company(branch)
            .create(
                {
                    "move_type": "out_invoice",
                    "company_id": branch.id,
                    "partner_id": cls.customer.id,
                    "invoice_date": cls.today + timedelta(days=min(due, 0)),
                    "invoice_date_due": cls.today + timedelta(days=due),
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": cls.product.id,
                                "account_id": cls.company_data["default_account_revenue"].id,
                                "price_unit": amount,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
        )
        move.action_post()
        return move

    def _statement(self, partner=None, company=None, **values):
        return self.source._statements(partner or self.customer, company or self.company, **values)[0]

    def _oracle(self, partner=None, day=None):
        """Ageing by Python from the journal items that Odoo shows, without the statement's or the exposure's SQL."""
        day = day or self.today
        sums = dict.fromkeys(BUCKETS, 0.0)
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "child_of", (partner or self.customer).id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("company_id", "child_of", self.company.id),
            ]
        )
        for line in lines:
            amount, days = line.amount_residual, (day - line.date_maturity).days
            limits = ((0, "current"), (30, "age_1_30"), (60, "age_31_60"), (90, "age_61_90"), (180, "age_91_180"))
            name = next((name for most, name in limits if days <= most), "age_over_180")
            sums["unallocated" if amount < 0 else name] += amount
        return {name: self.company.currency_id.round(amount) for name, amount in sums.items()}

    def _wizard(self, user=None, partners=None, **values):
        return (
            self.env["crm.credit.statement.make"]
            .with_user(user or self.accountant)
            .create({"partner_ids": (partners or self.customer).ids, "company_id": self.company.id, **values})
        )
