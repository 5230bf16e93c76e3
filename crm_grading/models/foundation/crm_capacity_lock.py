from odoo import api, fields, models
from odoo.tools import SQL


class CrmCapacityLock(models.Model):
    """One row for each thing that can run out: a credit line, a quota, a number pool.

    Transactions are REPEATABLE READ: waiting for a row lock leaves the waiter with the figures
    it read before. *Updating* a common row makes the loser fail with a serialisation error
    instead, and Odoo's ``retrying()`` runs it again on fresh figures.
    """

    _name = "crm.capacity.lock"
    _description = "Capacity Lock"
    _log_access = False
    _rec_name = "key"

    key = fields.Char(required=True)
    seq = fields.Integer(string="Times Taken", default=0)

    _key_uniq = models.UniqueIndex("(key)", "A capacity has one lock only.")

    @api.model
    def _lock_capacity(self, keys):
        """Take the locks of ``keys`` until the end of the transaction.

        Call it *before the first read that decides*: a figure read earlier may be stale. Call
        it once for all that a decision touches; the keys are sorted, so that two transactions
        never wait for each other. Whatever lowers a capacity takes its lock, too.

        :param keys: iterable of texts, by convention ``"<subject>:<id>[:<id>]"``, for instance
            ``"credit:42:1"``; doubles are harmless, empty does nothing
        :raise psycopg2.errors.SerializationFailure: another transaction took a lock since this
            one began. Never catch it: the request is run again by Odoo
        """
        keys = sorted(set(keys))
        if not keys:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_capacity_lock (key, seq)
                SELECT key, 1 FROM unnest(%s) WITH ORDINALITY AS wanted (key, position)
                ORDER BY position
                ON CONFLICT (key) DO UPDATE SET seq = crm_capacity_lock.seq + 1
                """,
                keys,
            )
        )
