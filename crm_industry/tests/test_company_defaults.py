from odoo.tests import TransactionCase, tagged

MODELS = {"crm.complaint.policy": 1, "crm.warranty.policy": 1, "crm.diversion.penalty.level": 3}


@tagged("post_install", "-at_install")
class TestCompanyDefaults(TransactionCase):
    """Companies begin with settings; those that they have changed or archived stay as they are."""

    def of_company(self, model, company):
        return self.env[model].with_context(active_test=False).search([("company_id", "=", company.id)])

    def test_roots_begin_with_some_once(self):
        root = self.env["res.company"].create({"name": "Root"})
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": root.id})
        for model, number in MODELS.items():
            with self.subTest(model=model):
                begun = self.of_company(model, root)
                self.assertEqual((len(begun), len(self.of_company(model, branch))), (number, 0))
                self.env[model]._create_missing(root | branch)
                self.env[model]._create_missing()
                self.assertEqual(self.of_company(model, root), begun)
                begun.unlink()
                self.env[model]._create_missing(branch)
                self.assertEqual((len(self.of_company(model, root)), len(self.of_company(model, branch))), (number, 0))

    def test_archived_ones_count(self):
        root = self.env["res.company"].create({"name": "Root"})
        warranty = self.of_company("crm.warranty.policy", root)
        warranty.active = False
        warranty._create_missing(root)
        self.assertEqual(self.of_company("crm.warranty.policy", root), warranty)
