from odoo.tests import new_test_user

from ..channel_common import ChannelCommon


class TargetCommon(ChannelCommon):
    """The market of `ChannelCommon` with products and documents, and a second manager, since nobody approves what is his own.

    Working days are calendar days unless a test says otherwise, and sales are those of posted invoices.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "sales_team.group_sale_salesman,crm_industry.group_channel_manager"
        cls.second_manager = new_test_user(cls.env, "second_channel_manager", groups, company_id=cls.company.id)
        (cls.channel_manager | cls.second_manager | cls.other_channel_manager | cls.salesperson).lang = "en_US"
        cls.company.write({"target_basis": "invoiced", "target_days": "calendar", "target_green": 100, "target_amber": 80})
        cls.env.user.group_ids |= cls.env.ref("crm_industry.group_channel_manager")
        cls.phone = cls.make_product("Phone", cls.smart_phones, cls.brand_a)
        cls.printer = cls.make_product("Printer", cls.printers, cls.brand_b)

    @classmethod
    def make_target(cls, amount, **values):
        defaults = {"name": "Sales", "amount": amount, "date_from": "2026-01-01", "company_id": cls.company.id}
        return cls.env["crm.target"].with_user(cls.channel_manager).create(defaults | values)

    @classmethod
    def split(cls, target, split_by, method="even", **values):
        """Split as the wizard does; return the parts."""
        wizards = cls.env["crm.target.split"].with_user(cls.channel_manager)
        wizard = wizards.create({"target_ids": target.ids, "split_by": split_by, "method": method} | values)
        wizard.action_preview()
        wizard.action_apply()
        return target.child_ids

    @classmethod
    def approve(cls, target):
        target.with_user(cls.channel_manager).action_submit()
        target.with_user(cls.second_manager).action_approve()
        return target

    @classmethod
    def invoice(cls, partner, day, price, product=None, quantity=1.0, kind="out_invoice", **values):
        """Post an invoice of one line without taxes."""
        line = {
            "product_id": (product or cls.phone).id, "quantity": quantity, "price_unit": price, "tax_ids": [(5,)],
        }  # fmt: skip
        move = cls.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": partner.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [(0, 0, line | values.pop("line", {}))],
            }
            | values
        )
        move.action_post()
        return move

    def assert_sums(self, root):
        """Each level makes up the one above, compared as texts with two decimals."""
        for node in self.env["crm.target"].search([("root_id", "=", root.id)]):
            if node.child_ids:
                cents = sum(round(part.amount * 100) for part in node.child_ids)
                self.assertEqual(cents, round(node.amount * 100), node.complete_name)
