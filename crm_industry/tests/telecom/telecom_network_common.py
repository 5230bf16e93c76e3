from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import new_test_user

from .telecom_common import TelecomCommon


class TelecomNetworkCommon(TelecomCommon):
    """A company with a network system: the simulator, told by `work`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.network = cls.env["crm.telecom.network"].create(
            {"name": "Test Network", "company_id": cls.company.id, "kind": "simulator", "user_id": cls.telecom_manager.id}
        )
        cls.network_system = new_test_user(
            cls.env, "network_system", "base.group_user,crm_industry.group_telecom_network", company_id=cls.company.id
        )
        cls.network_system.lang = "en_US"
        cls.queue = cls.env["crm.telecom.provisioning"]

    @contextmanager
    def without_commits(self):
        with patch.object(self.registry["ir.cron"], "_commit_progress", lambda *args, **options: 60):
            yield

    def work(self):
        """Send what is due."""
        with self.without_commits():
            self.queue._cron_send()

    def messages(self, subscription):
        return self.queue.search([("subscription_id", "=", subscription.id)], order="id")

    def told(self, subscription):
        """Return [(command, state)] of the messages about a subscription."""
        return [(message.command, message.state) for message in self.messages(subscription)]

    def active(self, **values):
        """Return a subscription that the network has activated."""
        subscription = self.subscribe("pending_active", **values)
        self.work()
        self.assertEqual(subscription.state, "active")
        return subscription
