import base64

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .tobacco_common import NOON, TobaccoCommon

EVENT = "crm.tobacco.compliance.event"
PICTURE = b"\x89PNG no prices"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTobaccoEvidence(TobaccoCommon):
    """Files of a compliance event stay as they were when it was confirmed, through any door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        values = {
            "retailer_id": cls.retailer.id,
            "description": "No prices",
            "deduction_id": cls.env.ref("crm_industry.tobacco_deduction_08").id,
            "evidence": "Picture",
        }
        cls.event, cls.other = (cls.env[EVENT].with_user(cls.inspector).create(values) for _number in range(2))
        cls.file = cls.attach(cls.event, cls.inspector)
        cls.message = cls.event.message_post(message_type="comment", attachments=[("seen.png", PICTURE)])
        cls.posted = cls.message.attachment_ids

    @classmethod
    def attach(cls, event, user, **values):
        defaults = {"name": "shop.png", "raw": PICTURE, "res_model": event._name, "res_id": event.id}
        return cls.env["ir.attachment"].with_user(user).create(defaults | values)

    def assertKept(self, attempt):
        with self.assertRaisesRegex(UserError, "stays as it is"), self.cr.savepoint():
            attempt()
            self.env.flush_all()
        self.env.invalidate_all()
        for file in (self.file | self.posted).sudo():
            self.assertEqual((file.raw, file.res_model, file.res_id), (PICTURE, EVENT, self.event.id))

    def users(self):
        """The inspector, the administrator, and full rights."""
        return (self.inspector, self.env.ref("base.user_admin"), self.env.ref("base.user_root"))

    def test_until_the_confirmation_files_are_replaced(self):
        self.file.write({"raw": b"sharper", "name": "sharper.png"})
        self.posted.with_user(self.inspector).unlink()
        self.file.unlink()
        self.assertFalse((self.file | self.posted).exists())

    def test_not_deleted(self):
        self.event.action_confirm()
        for user in self.users():
            for file in (self.file, self.posted):
                self.assertKept(lambda file=file, user=user: file.with_user(user).unlink())
                self.assertKept(lambda file=file, user=user: file.with_user(user)._delete_and_notify())
        self.assertKept(lambda: self.file.with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink())
        self.assertKept(lambda: (self.file | self.attach(self.other, self.inspector)).unlink())

    def test_not_replaced(self):
        self.event.action_confirm()
        for user in self.users():
            for values in (
                {"raw": b"other"},
                {"raw": False},
                {"datas": base64.b64encode(b"other")},
                {"db_datas": b"other"},
                {"name": "harmless.png"},
                {"mimetype": "text/plain"},
                {"type": "url", "url": "https://example.com/x"},
                {"res_id": self.other.id},
                {"res_id": False},
                {"res_model": "res.partner", "res_id": self.retailer.partner_id.id},
            ):
                self.assertKept(lambda values=values, user=user: self.file.with_user(user).write(values))

    def test_not_with_its_message(self):
        self.event.action_confirm()
        message, event = self.message.sudo(), self.event.sudo()
        self.assertKept(lambda: message.write({"attachment_ids": [Command.delete(self.posted.id)]}))
        self.assertKept(lambda: message.write({"attachment_ids": [Command.update(self.posted.id, {"raw": b"x"})]}))
        self.assertKept(lambda: event._message_update_content(message, body="", attachment_ids=[]))
        # Taken from its message, or without it, the file is still the event's.
        for attempt in (
            lambda: message.write({"attachment_ids": [Command.clear()]}),
            lambda: message.write({"attachment_ids": [Command.unlink(self.posted.id)]}),
            message.unlink,
            lambda: event.write({"message_ids": [Command.delete(message.id)]}),
            event.message_ids.unlink,
        ):
            with self.cr.savepoint() as savepoint:
                attempt()
                self.assertEqual((self.posted.sudo().raw, self.posted.sudo().res_id), (PICTURE, self.event.id))
                savepoint.rollback()
            self.env.invalidate_all()

    def test_not_with_its_event(self):
        self.event.action_confirm()
        with self.assertRaises(UserError), self.cr.savepoint():
            self.event.sudo().unlink()
        for user in self.users()[:2]:
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.event.with_user(user).with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()

    def test_whatever_becomes_of_it(self):
        self.event.action_confirm()
        self.event.with_user(self.salesperson).action_appeal("The prices were there")
        self.assertKept(self.file.unlink)
        self.event.with_user(self.second_inspector).action_revoke("They were")
        self.assertKept(self.file.unlink)

    def test_files_are_added_and_stay(self):
        self.event.action_confirm()
        self.attach(self.event, self.inspector, name="second.png")
        pending = self.env["ir.attachment"].with_user(self.inspector).create(
            {"name": "third.png", "raw": PICTURE, "res_model": "mail.compose.message", "res_id": 0}
        )  # fmt: skip
        self.event.message_post(attachment_ids=pending.ids)
        self.assertEqual((pending.res_model, pending.res_id), (EVENT, self.event.id))
        self.assertKept(pending.unlink)

    def test_what_is_no_change(self):
        """The same content in another store, and the key by which somebody reads a file."""
        self.event.action_confirm()
        self.file.write({"raw": PICTURE, "datas": base64.b64encode(PICTURE)})
        self.assertTrue(self.file.generate_access_token())
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        self.env["ir.attachment"].browse(self.file.id)._migrate()
        self.assertEqual(self.file.raw, PICTURE)

    def test_nothing_else_is_kept(self):
        self.event.action_confirm()
        for record, user in ((self.other, self.inspector), (self.retailer, self.tobacco_manager)):
            file = self.attach(record, user)
            file.write({"raw": b"other"})
            file.unlink()
        dismissed = self.attach(self.other, self.inspector)
        self.other.action_dismiss("Nothing in it")
        dismissed.unlink()
        self.assertFalse(dismissed.exists())

    def test_strangers_are_told_nothing(self):
        self.event.action_confirm()
        stranger = self.make_user("stranger", "sales_team.group_sale_salesman")
        file = self.file.with_user(stranger)
        for attempt in (file.unlink, lambda: file.write({"name": "x"})):
            with self.assertRaises(AccessError), self.cr.savepoint():
                attempt()

    def test_other_files_cost_no_query_more(self):
        """The rule looks at what Odoo has read of a file already."""
        file = self.attach(self.retailer.partner_id, self.env.user)
        self.env.flush_all()
        self.assertEqual(file.sudo().res_model, "res.partner")
        with self.assertQueryCount(0):
            self.assertFalse(file._kept_evidence())
