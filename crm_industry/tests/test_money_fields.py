import math

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

ADDONS = {"crm_grading", "crm_credit", "crm_industry"}
# Refused by the model, in the words of credit limits.
OWN_WORDS = {"crm.credit.account.limit_amount"}


@tagged("post_install", "-at_install")
class TestMoneyFields(TransactionCase):
    """Amounts that nothing can be worked out with are refused wherever somebody may write one."""

    def written_amounts(self):
        """The stored amounts of the three addons that somebody other than the server writes."""
        rights = self.env["ir.model.access"].search(["|", ("perm_write", "=", True), ("perm_create", "=", True)])
        for model in rights.model_id.mapped("model"):
            records = self.env[model]
            guarded = records._guarded_fields() if hasattr(records, "_guarded_fields") else {}
            for name, field in records._fields.items():
                ours = ADDONS.issuperset(field._modules) and field.type == "monetary" and field.store
                if ours and name not in guarded and not (field.compute and field.readonly):
                    yield field

    def test_every_amount_that_somebody_writes_is_checked(self):
        fields = list(self.written_amounts())
        self.assertGreater(len(fields), 30)
        self.assertEqual({str(field) for field in fields if not isinstance(field, CheckedMonetary)}, OWN_WORDS)

    def test_absurd_amounts_are_refused_and_others_kept(self):
        campaign = self.env["utm.campaign"].create({"title": "Spring", "company_id": self.env.company.id})
        for value in (math.nan, math.inf, -math.inf, 1e300, "nan", "many", 10**13):
            with self.subTest(value=value):
                with self.assertRaisesRegex(ValidationError, "Spring"):
                    campaign.market_budget = value
                with self.assertRaises(ValidationError):
                    self.env["utm.campaign"].create(
                        {"title": "Summer", "company_id": self.env.company.id, "market_budget": value}
                    )
        for value in (0, 1234.56, 10**13 - 1):
            campaign.market_budget = value
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertAlmostEqual(campaign.market_budget, value, delta=0.001 if value < 10**12 else 0.05)
        self.assertIn(campaign, campaign.search([("market_budget", ">", 10**12)]))
