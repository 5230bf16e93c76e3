from odoo.tests import new_test_user

from .check_common import CreditCheckCommon


class ApplicationCommon(CreditCheckCommon):
    """A customer of the seller with a limit of 1,000, two managers beside the officer, and short ways to applications."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.credit.approval.level"].search([]).unlink()
        cls.second = cls._user("credit_second_manager", "crm_credit.group_credit_manager")
        cls.third = cls._user("credit_third_manager", "crm_credit.group_credit_manager")
        cls.customer.user_id = cls.seller
        cls.account = cls.env["crm.credit.account"]._for_customers(cls.customer, cls.company)
        cls.applications = cls.env["crm.credit.application"]

    @classmethod
    def _apply(cls, amount=5000.0, user=None, submit=True, **values):
        kind = "increase" if values.get("partner_id", cls.customer.id) == cls.customer.id else "new"
        defaults = {"kind": kind, "partner_id": cls.customer.id, "requested_amount": amount, "reason": "New store"}
        application = cls.applications.with_user(user or cls.seller).create(defaults | values)
        if submit:
            application.action_submit()
        return application.with_user(cls.env.user)

    @classmethod
    def _assessed(cls, amount=5000.0, user=None, **values):
        """An application that the officer put up for approval as it was asked for."""
        application = cls._apply(amount, user, **values)
        proposal = {"decided_mode": application.requested_mode, "decided_amount": application.requested_amount}
        application.with_user(cls.officer).write(proposal)
        application.with_user(cls.officer).action_assess()
        return application

    @classmethod
    def _matrix(cls, *levels):
        """Levels of (up to or None, approvers, approvals)."""
        return cls.env["crm.credit.approval.level"].create(
            [
                {"up_to": amount or 0, "unlimited": amount is None, "user_ids": users.ids, "approvals": approvals}
                for amount, users, approvals in levels
            ]
        )

    @classmethod
    def _portal_user(cls, partner):
        contact = cls.env["res.partner"].create({"name": "Buyer", "parent_id": partner.id, "email": "buyer@example.com"})
        return new_test_user(cls.env, "credit_portal", "base.group_portal", partner_id=contact.id, lang="en_US")
