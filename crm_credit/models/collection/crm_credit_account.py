from odoo import api, fields, models
from odoo.tools import SQL


class CrmCreditAccount(models.Model):
    """The stop of supply that dunning makes: the account is on hold until nothing of the level is left."""

    _inherit = "crm.credit.account"

    dunning_level_id = fields.Many2one(
        "crm.credit.dunning.level",
        string="Supply Stopped by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The account is on hold because of this dunning level; the hold is lifted when nothing dunned at it is left.",
    )
    dunning_former_status = fields.Char(readonly=True, copy=False)

    def action_view_cases(self):
        """Collection cases of the customer, the open one if there is one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_credit.crm_credit_case_action")
        domain = [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)]
        case = self.env["crm.credit.case"].search([*domain, ("state", "=", "open")], limit=1)
        if case:
            return action | {"res_id": case.id, "views": [(False, "form")]}
        return action | {"domain": domain, "context": {}}

    @api.model_create_multi
    def create(self, vals_list):
        own = ("dunning_level_id", "dunning_former_status")
        return super().create([{name: value for name, value in vals.items() if name not in own} for vals in vals_list])

    def write(self, vals):
        """A status that is set by hand is nobody else's to lift."""
        vals = {name: value for name, value in vals.items() if not name.startswith("dunning_")}
        if "status" in vals and (stopped := self.filtered("dunning_level_id")):
            stopped._forget_stop()
        return super().write(vals)

    def _forget_stop(self):
        self._write_stop({"dunning_level_id": False, "dunning_former_status": False})

    def _write_stop(self, vals):
        """Write the fields of the stop, past our own `write`, which keeps clients from it."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    @api.model
    def _stop_supply_sql(self, company, levels):
        """CTE `account` (id, limit_reason) of a statement whose CTE `letter` (partner_id, level_id) has the letters that go out.

        It puts customers on hold whose level stops supply; who is on hold or blocked by hand stays so. The customers' locks
        have been taken; `_log_stops` writes the histories.

        :param levels: all dunning levels of the letters
        """
        stopping = levels.filtered("stop_supply")
        return SQL(
            """
            , account AS (
                INSERT INTO crm_credit_account AS old
                       (partner_id, company_id, limit_mode, limit_amount, status, limit_reason, dunning_level_id,
                        dunning_former_status, create_uid, write_uid, create_date, write_date)
                SELECT letter.partner_id, %(company)s, 'default', 0, 'hold', level.reason, level.id, 'normal',
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM letter
                  JOIN unnest(%(levels)s::int[], %(reasons)s::text[]) AS level (id, reason) ON level.id = letter.level_id
                 ORDER BY letter.partner_id
                    ON CONFLICT (partner_id, company_id)
                    DO UPDATE SET status = EXCLUDED.status, limit_reason = EXCLUDED.limit_reason,
                                  dunning_level_id = EXCLUDED.dunning_level_id, dunning_former_status = old.status,
                                  write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
                 WHERE old.status IN ('normal', 'watch')
                RETURNING id, limit_reason
            )
            """,
            company=company.root_id.id,
            uid=self.env.uid,
            now=self.env.cr.now(),
            levels=stopping.ids,
            reasons=[self.env._("Stop of supply: %(level)s", level=level.name) for level in stopping],
        )

    @api.model
    def _log_stops(self, reasons):
        """Note the stops of supply in the histories of the accounts.

        :param reasons: text by id of the account
        """
        self.invalidate_model(flush=False)
        self.browse(reasons)._message_log_batch(bodies=reasons)

    @api.model
    def _lift_stops(self, company, partners=None):
        """Lift the holds of dunning where nothing is left that was dunned at a level which stops supply.

        :param partners: commercial partners; None: all
        :return: the accounts lifted
        """
        self.env.flush_all()
        rows = self.env.execute_query(self._lifted_query(company, partners))
        accounts = self.browse([row[0] for row in rows])
        if accounts:
            accounts._lock_customers()
            accounts._resume_supply()
        return accounts

    def _resume_supply(self):
        """Give the accounts the status that they had before the stop, by one statement, and note it in their histories."""
        reason = self.env._("Supply resumed: nothing of the dunning level is left.")
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_credit_account
                   SET status = COALESCE(dunning_former_status, 'normal'), limit_reason = %(reason)s, dunning_level_id = NULL,
                       dunning_former_status = NULL, write_uid = %(uid)s, write_date = %(now)s
                 WHERE id = ANY(%(ids)s)
                """,
                reason=reason,
                uid=self.env.uid,
                now=self.env.cr.now(),
                ids=list(self.ids),
            )
        )
        self.invalidate_recordset(flush=False)
        self.modified(["status", "limit_reason", "dunning_level_id"])
        self._message_log_batch(bodies=dict.fromkeys(self.ids, reason))
        self._enqueue_recheck()

    @api.model
    def _lifted_query(self, company, partners):
        source = self.env["crm.credit.dunning.source"]
        ids = None if partners is None else source._ids_sql(partners.ids)
        return SQL(
            """
            SELECT account.id FROM crm_credit_account account
             WHERE account.company_id = %(company)s AND account.status = 'hold' AND account.dunning_level_id IS NOT NULL
               AND %(wanted)s
               AND account.partner_id NOT IN (
                SELECT item.partner_id FROM (%(items)s) item
                  JOIN crm_credit_dunning_level level ON level.id = item.memory_level_id AND level.stop_supply
                 WHERE item.disputed < item.residual
               )
            """,
            company=company.root_id.id,
            wanted=SQL("TRUE") if ids is None else SQL("account.partner_id = ANY(%s)", ids),
            items=source._overdue_query(company, company._business_today(), ids),
        )
