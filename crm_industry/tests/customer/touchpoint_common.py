from datetime import datetime

from odoo.tests import new_test_user

from odoo.addons.crm_grading.tests.common import GradingCommon

NOON = "2026-03-10 04:00:00"


class TouchpointCommon(GradingCommon):
    """A customer with a contact, and who speaks with it: ``salesperson`` (whose customer it is), ``colleague`` (another one),
    ``agent`` of the service, ``sale_manager``, ``other_seller`` of ``other_company``. Heirs freeze the time at `NOON`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.business_tz = "Asia/Shanghai"
        seller = "sales_team.group_sale_salesman"
        cls.colleague = new_test_user(cls.env, "colleague", seller, company_id=cls.company.id)
        cls.agent = new_test_user(cls.env, "agent", "crm_industry.group_service_agent", company_id=cls.company.id)
        cls.sale_manager = new_test_user(cls.env, "sale_manager", "sales_team.group_sale_manager", company_id=cls.company.id)
        cls.other_seller = new_test_user(
            cls.env,
            "other_seller",
            "sales_team.group_sale_salesman_all_leads",
            company_id=cls.other_company.id,
            company_ids=[(6, 0, cls.other_company.ids)],
        )
        cls.customer.write({"user_id": cls.salesperson.id, "ref": "C-1", "email": "office@harbour.example"})
        cls.contact.email = "Li.Lei@harbour.example"

    @classmethod
    def touch(cls, subject="Asks for the price", user=None, **values):
        """Write a contact with the customer down, by default a call of its salesperson."""
        defaults = {"subject": subject, "partner_id": cls.customer.id, "time": datetime(2026, 3, 9, 2)}
        return cls.env["crm.touchpoint"].with_user(user or cls.salesperson).create(defaults | values)
