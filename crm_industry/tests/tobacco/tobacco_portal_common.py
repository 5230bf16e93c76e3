from odoo.tests import new_test_user

from .tobacco_grade_common import TobaccoGradeCommon


class TobaccoPortalCommon(TobaccoGradeCommon):
    """Two retailers with a portal user each, graded by both schemes: ``mine`` and a ``colleague`` of ``retailer``, ``theirs``.

    All five shops are equal: grade C, band 16.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_trade_tobacco": True}).execute()
        (cls.scheme | cls.bands).write({"shown_to_customer": True})
        cls.other = cls.others[0]
        cls.mine, cls.colleague = (cls.make_portal_user(cls.retailer.partner_id, number) for number in (1, 2))
        cls.theirs = cls.make_portal_user(cls.other.partner_id, 1)

    @classmethod
    def make_portal_user(cls, partner, number):
        """Make a contact of a customer who logs in on the portal."""
        user = new_test_user(cls.env, f"retail_{partner.id}_{number}", "base.group_portal", company_id=cls.company.id)
        user.partner_id.write({"parent_id": partner.id, "name": f"Keeper {number} of {partner.name}"})
        user.lang = "en_US"
        return user

    @classmethod
    def portal(cls, user=None):
        return cls.env["crm.tobacco.portal"].with_user(user or cls.mine)
