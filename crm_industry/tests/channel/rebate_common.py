from odoo.fields import Command
from odoo.tests import new_test_user

from .report_common import ReportCommon


class RebateCommon(ReportCommon):
    """Invoices of dealers, a quarterly rule with two tiers, an accountant and a second manager. Frozen at 2024-07-10."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.company.partner_id.lang = "en_US"  # what stands in the way of a rebate is told in it
        groups = "sales_team.group_sale_salesman,crm_industry.group_channel_manager"
        cls.second_manager = new_test_user(cls.env, "channel_manager_2", groups, company_id=cls.company.id, lang="en_US")
        cls.accountant = new_test_user(
            cls.env, "rebate_accountant", "account.group_account_invoice", company_id=cls.company.id, lang="en_US"
        )
        cls.income = cls.env["account.account"].search(
            [("account_type", "=", "income"), ("company_ids", "in", cls.company.ids)], limit=1
        )
        cls.rebate_product = cls.env["product.product"].create(
            {"name": "Rebate", "type": "service", "taxes_id": False, "property_account_income_id": cls.income.id}
        )
        cls.company.write({"rebate_product_id": cls.rebate_product.id, "rebate_account_id": False, "rebate_months": 15})
        cls.rule = cls.make_rule({100: 1, 1000: 2})

    @classmethod
    def make_rule(cls, tiers, **values):
        defaults = {
            "name": "Quarterly",
            "company_id": cls.company.id,
            "scope": "partner",
            "partner_ids": [Command.set((cls.dealer_a | cls.dealer_b).ids)],
            "date_from": "2024-01-01",
            "period": "quarter",
            "tier_ids": [Command.create({"threshold": threshold, "rate": rate}) for threshold, rate in tiers.items()],
        }
        return cls.env["crm.rebate.rule"].create(defaults | values)

    @classmethod
    def invoice(cls, dealer, amount, day, product=None, quantity=1, move_type="out_invoice", uom=None, **values):
        """Post an invoice of an amount net of tax."""
        line = {
            "product_id": (product or cls.phone).id,
            "quantity": quantity,
            "price_unit": amount / quantity,
            "tax_ids": [Command.clear()],
            "account_id": cls.income.id,
        }
        if uom:
            line["product_uom_id"] = uom.id
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "company_id": cls.company.id,
                "partner_id": dealer.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [Command.create(line)],
            }
            | values
        )
        move.action_post()
        return move

    @classmethod
    def refund(cls, invoice, amount, day):
        """Post a credit note that reverses a part of an invoice."""
        return cls.invoice(
            invoice.partner_id,
            amount,
            day,
            product=invoice.invoice_line_ids.product_id,
            move_type="out_refund",
            reversed_entry_id=invoice.id,
        )

    def accrual(self, dealer=None, first="2024-04-01", rule=None, kind="regular"):
        return self.env["crm.rebate.accrual"].search(
            [
                ("rule_id", "=", (rule or self.rule).id),
                ("partner_id", "=", (dealer or self.dealer_a).id),
                ("date_from", "=", first),
                ("kind", "=", kind),
            ]
        )

    def approve(self, accruals):
        accruals.with_user(self.channel_manager).action_submit()
        accruals.with_user(self.second_manager).action_approve()
        return accruals

    def settle(self, accruals):
        action = accruals.with_user(self.accountant).action_settle()
        return self.env["account.move"].search(action["domain"])
