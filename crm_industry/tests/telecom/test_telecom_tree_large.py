from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .telecom_common import NOON, TelecomCommon

SUBSCRIPTIONS, ACCOUNTS = 5000, 200
MOST_QUERIES = 15


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomTreeLarge(TelecomCommon):
    """A customer with 5,000 subscriptions in 200 accounts, most of them in one: the queries of its tree are pinned."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.subscribe("active")
        cls.make_bill(amount=70)
        accounts = cls.copy_rows(cls.account, {"name": "'COPY/' || n", "external_id": "NULL"}, ACCOUNTS - 1)
        cls.accounts = cls.account | accounts
        number = {"name": "'COPY/' || n", "external_id": "'copy-' || n"} | (
            {"number_id": "NULL"} if "number_id" in cls.first._fields else {}
        )
        cls.copies = cls.copy_rows(cls.first, number, SUBSCRIPTIONS - 1)
        cls.env.cr.execute(
            SQL(
                "UPDATE crm_telecom_subscription SET account_id = %s + id %% %s WHERE id = ANY(%s) AND id %% 3 = 0",
                accounts[0].id,
                ACCOUNTS - 1,
                cls.copies.ids,
            )
        )
        for service in cls.first.service_ids:
            cls.copy_services(service)
        cls.env.invalidate_all()
        cls.tree = cls.env["crm.telecom.tree"].with_user(cls.telecom_agent).with_context(lang="en_US")

    @classmethod
    def copy_rows(cls, record, changed, number):
        """Copy a row by SQL, with other values in some columns; return the copies."""
        ids = cls.insert(record, changed, SQL("generate_series(1, %s) n", number))
        return record.browse(ids)

    @classmethod
    def copy_services(cls, service):
        """Copy a service to all copies of its subscription."""
        changed = {"subscription_id": "copy.id"} | ({"number_id": "NULL"} if "number_id" in service._fields else {})
        cls.insert(service, changed, SQL("unnest(%s) AS copy (id)", cls.copies.ids))

    @classmethod
    def insert(cls, record, changed, source):
        cls.env.flush_all()
        columns = [name for name, field in record._fields.items() if field.store and field.column_type and name != "id"]
        values = [SQL(changed[name]) if name in changed else SQL.identifier("template", name) for name in columns]
        rows = cls.env.execute_query(
            SQL(
                "INSERT INTO %(table)s (%(columns)s) SELECT %(values)s FROM %(table)s template, %(source)s"
                " WHERE template.id = %(id)s RETURNING id",
                table=SQL.identifier(record._table),
                columns=SQL(", ").join(map(SQL.identifier, columns)),
                values=SQL(", ").join(values),
                source=source,
                id=record.id,
            )
        )
        cls.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(record._table)))
        return [row_id for (row_id,) in rows]

    def within(self, call):
        """Return what a call answers, pinned to the queries of a page."""
        call()
        self.env.invalidate_all()
        with self.assertQueryCount(MOST_QUERIES):
            return call()

    def test_first_page(self):
        data = self.within(lambda: self.tree.telecom_tree(self.subscriber.id))
        self.assertEqual(len(data["accounts"]["rows"]), 80)
        self.assertEqual(data["figures"]["subscriptions"], SUBSCRIPTIONS)
        self.assertEqual(data["figures"]["money"][0]["fee"], 100 * SUBSCRIPTIONS)

    def test_expansions(self):
        page = self.within(lambda: self.tree.tree_subscriptions(self.subscriber.id, self.account.id))
        self.assertEqual(len(page["rows"]), 80)
        self.assertEqual({row["children"] for row in page["rows"]}, {3})
        services = self.within(lambda: self.tree.tree_services(page["rows"][0]["id"]))
        self.assertEqual(len(services["rows"]), 3)

    def test_further_pages_and_filters(self):
        cursor = self.tree.telecom_tree(self.subscriber.id)["accounts"]["cursor"]
        self.within(lambda: self.tree.tree_accounts(self.subscriber.id, None, cursor))
        name = self.copies[1234].name
        found = self.within(lambda: self.tree.telecom_tree(self.subscriber.id, {"text": name, "state": "active"}))
        self.assertTrue(found["accounts"]["rows"])

    def test_all_pages_together_are_everything(self):
        met, cursor = [], False
        while cursor is not None:
            page = self.tree.tree_accounts(self.subscriber.id, None, cursor)
            met += page["rows"]
            cursor = page["cursor"] or None
        self.assertEqual([row["id"] for row in met], sorted(self.accounts.ids, reverse=True))
        self.assertEqual(sum(row["children"] for row in met), SUBSCRIPTIONS)
        ids, cursor = set(), False
        while cursor is not None:
            page = self.tree.tree_subscriptions(self.subscriber.id, self.account.id, None, cursor)
            ids.update(row["id"] for row in page["rows"])
            cursor = page["cursor"] or None
        mine = self.env["crm.telecom.subscription"].search([("account_id", "=", self.account.id)])
        self.assertEqual(ids, set(mine.ids))
