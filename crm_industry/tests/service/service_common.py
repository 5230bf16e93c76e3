from odoo.tests import new_test_user

from odoo.addons.crm_grading.tests.common import GradingCommon


class ServiceCommon(GradingCommon):
    """A customer with a contact, and the people of the service: ``agent``, ``colleague`` (another agent), ``service_manager``,
    ``other_agent`` of ``other_company``; ``salesperson`` comes from the common ground."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        agent = "crm_industry.group_service_agent"
        cls.agent = new_test_user(cls.env, "agent", agent, company_id=cls.company.id)
        cls.colleague = new_test_user(cls.env, "colleague", agent, company_id=cls.company.id)
        cls.service_manager = new_test_user(
            cls.env, "service_manager", "crm_industry.group_service_manager", company_id=cls.company.id
        )
        cls.other_agent = new_test_user(
            cls.env, "other_agent", agent, company_id=cls.other_company.id, company_ids=[(6, 0, cls.other_company.ids)]
        )
        cls.customer = cls.make_customer("Complaining Customer")
        cls.contact = cls.env["res.partner"].create({"name": "Caller", "parent_id": cls.customer.id})
        cls.leaking = cls.env.ref("crm_industry.complaint_category_damaged")

    @classmethod
    def complain(cls, user=None, **values):
        """Take a complaint of the customer down, by default as the agent."""
        defaults = {
            "subject": "Parcel leaked",
            "partner_id": cls.customer.id,
            "company_id": cls.company.id,
            "category_id": cls.leaking.id,
        }
        return cls.env["crm.complaint"].with_user(user or cls.agent).create(defaults | values)

    @classmethod
    def propose(cls, complaint, kind="apology", **values):
        """Propose a way to solve the complaint, as its agent."""
        way = cls.env.ref(f"crm_industry.complaint_resolution_{kind}")
        return complaint.env["crm.complaint.resolution"].create({"complaint_id": complaint.id, "type_id": way.id} | values)

    @classmethod
    def apologise(cls, complaint):
        """Reach the customer and say sorry, if such a call is owed."""
        waiting = complaint.callback_ids.filtered(lambda each: each.kind == "apology" and each.state == "planned")
        for callback in waiting:
            callback.action_log_call("reached")
