from odoo.tests import TransactionCase, new_test_user


class GradingCommon(TransactionCase):
    """A world of two companies and two users, to be used by the addons above as well; nobody is invited by mail.

    Attributes: ``company``, ``other_company``; ``salesperson`` (own documents only, the least
    that a user of these addons has), ``grading_manager``; ``customer`` (a Chinese company) and
    ``contact``, its contact.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env["base"].with_context(tracking_disable=True, no_reset_password=True).env
        cls.company = cls.env.company
        cls.other_company = cls.env["res.company"].create({"name": "Other company"})
        cls.salesperson = new_test_user(
            cls.env,
            "grading_salesperson",
            "sales_team.group_sale_salesman",
            company_id=cls.company.id,
        )
        cls.grading_manager = new_test_user(
            cls.env,
            "grading_manager",
            "sales_team.group_sale_salesman,crm_grading.group_grading_manager",
            company_id=cls.company.id,
        )
        cls.customer = cls.make_customer("Harbour Trading")
        cls.contact = cls.env["res.partner"].create(
            {"name": "Li Lei", "parent_id": cls.customer.id}
        )

    @classmethod
    def make_customer(cls, name, **values):
        """Create a Chinese company customer; ``values`` override the defaults."""
        defaults = {
            "name": name,
            "is_company": True,
            "country_id": cls.env.ref("base.cn").id,
        }
        return cls.env["res.partner"].create(defaults | values)
