from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.crm_grading.tests.common import GradingCommon

# A Wednesday, noon in Shanghai.
NOON = "2026-04-01 04:00:00"
PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class VisitCommon(GradingCommon):
    """A checklist in use, and people who visit and plan, on 2026-04-01 in Shanghai.

    ``checklist`` has ``item_sign`` (yes or no, weight 1, reported), ``item_shelf`` (0 to 20, weight 3, photo, at least 10) and
    ``item_remark`` (text, not required). ``colleague`` is another salesperson, ``planner`` a sales manager.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env["base"].with_context(lang="en_US").env
        cls.company.write({"business_tz": "Asia/Shanghai", "visit_position_required": False, "visit_missed_days": 3})
        cls.colleague = new_test_user(
            cls.env, "visit_colleague", "sales_team.group_sale_salesman", company_id=cls.company.id, lang="en_US"
        )
        cls.planner = new_test_user(
            cls.env, "visit_planner", "sales_team.group_sale_manager", company_id=cls.company.id, lang="en_US"
        )
        cls.salesperson.lang = "en_US"
        cls.env["crm.visit.checklist"].search([("state", "=", "active"), ("company_id", "=", False)]).sequence = 100
        items = [
            {"name": "Sign", "kind": "yes_no", "sequence": 1, "reported": True},
            {"name": "Shelf", "kind": "score", "sequence": 2, "weight": 3, "photo_needed": True, "least": 10},
            {"name": "Remark", "kind": "text", "sequence": 3, "required": False},
        ]
        cls.checklist = cls.env["crm.visit.checklist"].create(
            {
                "name": "Test list",
                "company_id": cls.company.id,
                "sequence": 1,
                "item_ids": [Command.create(item) for item in items],
            }
        )
        cls.checklist.action_use()
        cls.item_sign, cls.item_shelf, cls.item_remark = cls.checklist.item_ids

    @classmethod
    def make_visit(cls, user=None, partner=None, **values):
        """Make a visit of today, as the one who visits."""
        user = user or cls.salesperson
        defaults = {"partner_id": (partner or cls.customer).id, "user_id": user.id, "company_id": cls.company.id}
        return cls.env["crm.visit"].with_user(user).create(defaults | values)

    @classmethod
    def answer(cls, visit, sign="yes", shelf="20", photo=PIXEL):
        """Answer the checklist of a visit that is under way."""
        for answer in visit.answer_ids:
            if answer.item_id == cls.item_sign:
                answer.yes_no = sign
            elif answer.item_id == cls.item_shelf:
                answer.write({"points": shelf, "photo": photo})
        return visit
