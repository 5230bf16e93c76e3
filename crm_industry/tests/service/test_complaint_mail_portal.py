import hashlib
import random

from odoo.tests import HttpCase, tagged

from odoo.addons.crm_grading.tests.portal_common import PortalPages

from .mail_common import MailCommon
from .test_complaint_mail import BAD, HOSTILE


@tagged("post_install", "-at_install")
class TestComplaintMailPortal(PortalPages, MailCommon, HttpCase):
    """What came by e-mail, as its customer reads it on the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls.portal_user("complaint_reader", cls.customer)

    def test_scripts_of_a_mail_are_not_on_the_page(self):
        complaint = self.receive(html=HOSTILE, Subject="<script>steal()</script>")
        page = self.page_of(self.reader, f"/my/complaints/{complaint.id}")
        words = page[page.index(complaint.name) :]
        self.assertIn("It leaks", words)
        self.assertIn("&lt;script&gt;steal()", page)
        self.assertNotIn("<script>steal", page)
        parts = page.split('name="complaint_message"')
        self.assertGreater(len(parts), 1, "the mail is shown")
        message = parts[1].split("<form")[0]
        self.assertIn("It leaks", message)
        for bad in BAD:
            self.assertNotIn(bad, message)

    def test_files_of_a_mail_are_whole_and_not_run(self):
        data = random.Random(8).randbytes(20 * 1024 * 1024)
        page = b"<html><script>steal()</script></html>"
        complaint = self.receive(files=[("leak.bin", data), ("page.html", page)])
        files = {file.name: file for file in self.words(complaint).attachment_ids}
        self.log_in(self.reader)
        for name, content in (("leak.bin", data), ("page.html", page)):
            answer = self.url_open(f"/my/complaints/{complaint.id}/file/{files[name].id}", timeout=60)
            self.assertEqual(hashlib.sha256(answer.content).digest(), hashlib.sha256(content).digest())
            self.assertIn("attachment", answer.headers["Content-Disposition"])
            self.assertNotIn("html", answer.headers["Content-Type"])
