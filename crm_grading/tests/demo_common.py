from odoo.tests import TransactionCase


class DemoCase(TransactionCase):
    """A small demo company, made by the same code as the large one.

    To make it takes a minute. So the class of each addon above inherits those of the addons beneath it, which are tagged
    "inherited": where all addons are installed the highest class tests all of it on one company.
    """

    customers = 40
    orders_planned = 80

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loader = cls.env["crm.demo.company"]
        if cls.env.ref("base.main_company")._existing_accounting():
            cls.skipTest(cls, "the main company has accounting entries already")
        cls.world = cls.loader._load(customers=cls.customers, orders=cls.orders_planned)
        cls.company = cls.world.company

    def _found(self, model, *domain):
        return self.env[model].search([("company_id", "=", self.company.id), *domain])
