from functools import partial

from odoo import api, models
from odoo.tools import SQL

# The amounts of a row, each the sum of a column of the same name over all buckets. What lowers the exposure is negative.
AMOUNTS = (
    "receivable",
    "overdue",
    "overdue_late",
    "current",
    "age_1_30",
    "age_31_60",
    "age_61_90",
    "age_91_180",
    "age_over_180",
    "unallocated",
    "draft_invoices",
    "open_orders",
    "delivered",
    "prepaid",
    "bills",
    "securities",
    "disputed",
    "temporary_limit",
)
# The amounts that make up the exposure; the others are parts of these or belong to the limit.
TOTAL = ("receivable", "draft_invoices", "open_orders", "prepaid", "bills", "securities")

# Up to this number of customers the query is too small for PostgreSQL to compile it.
FEW = 500
JIT_OFF = "crm_credit_jit_off"


class CrmCreditExposure(models.AbstractModel):
    """What customers owe or will owe: the only place where it is worked out.

    A row stands for one customer (commercial partner) and one company with all its branches, in the currency of that
    company. The figures are the sum of buckets, small queries of which each knows one kind of document; an addon that knows
    another kind extends `_buckets`. Nothing is stored, so nothing can be out of date.

    Columns of a row:

    - partner_id, company_id: the commercial partner and the company at the root of the branch tree
    - receivable: what is left to pay of posted items = current + age_1_30 … age_over_180 + unallocated
    - current, age_*: receivables by days after the due date; overdue: their sum without current; overdue_late: the
      part that is overdue for more days than the customer's policy, or else the company's setting, forgives; disputed: the
      part of overdue that the customer disputes
    - unallocated: credit notes and payments that are not matched with invoices (negative)
    - draft_invoices: draft customer invoices and credit notes, unless they invoice a confirmed order
    - open_orders: confirmed and not yet invoiced, taxes included, less down payments invoiced; delivered: the part of
      it that has been delivered
    - prepaid: online payments authorised or done that are not in the books yet (negative)
    - bills: acceptance bills not honoured yet whose payment is posted
    - securities: what is covered by accepted and valid securities (negative, even if that is more than is owed)
    - total: the sum of TOTAL
    - temporary_limit: sum of the temporary limits of today
    - limit_mode (unlimited, limited, prepay, or group: none but the group's) and limit_amount in force, temporary limits
      included, NULL when there is no limit of its own; temporary limits make "prepay" a limited credit of their sum
    - account_id, class_id, status: of the credit account, NULL and "normal" without one
    - group_account_id: account at the head of the group, for the head too, NULL without a group; group_total: total of the
      head and all members; group_limit_mode and group_limit_amount: those of the head; group_available: their difference;
      group_waiting: the part of group_total that is ordered and not delivered
    - group_status: the stricter one of the head's status and its own; equal to status without a group
    - available: the least of limit_amount - total and group_available, NULL when there is no limit at all
    - utilisation: the greater one of total in percent of limit_amount and group_total in percent of group_limit_amount,
      NULL when there is no limit or it is zero
    """

    _name = "crm.credit.exposure"
    _description = "Credit Exposure"

    @api.model
    def _exposure(self, partners, company=None, columns=None):
        """Figures of customers with one company, by one query.

        :param partners: commercial partners; each gets a row, with zeros when there is nothing
        :param company: any company of the branch tree, the current one by default
        :param columns: names of the figures needed, all by default
        :return: row of `_exposure_query` as a dict, by id of the partner; amounts are floats in company currency
        :rtype: dict[int, dict]
        """
        if not partners.ids:
            return {}
        self._flush_exposure()
        query = self._exposure_query(partners, company or self.env.company)
        if columns:
            wanted = SQL(", ").join(map(SQL.identifier, ("partner_id", *columns)))
            query = SQL("SELECT %s FROM (%s) exposure", wanted, query)
        if len(partners) > FEW:
            # As in `_switch_jit_off`, without another trip to the database.
            query = SQL("SET LOCAL jit = off; %s", query)
        rows = self.env.execute_query_dict(query)
        return {row["partner_id"]: row for row in rows}

    @api.model
    def _exposure_query(self, partners=None, companies=None):
        """SELECT of the figures of customers, one row for each customer and company.

        Call `_flush_exposure` before the query is run, and `_switch_jit_off` if it is for all customers.

        Buckets are summed as numerics and rounded to the company's currency at the end. Before that eight digits are kept:
        a quotient that is half a cent but for the last of its endless digits has to count as half a cent.

        :param partners: commercial partners, each of which gets a row; None: every customer with figures or an account
        :param companies: companies, replaced by the roots of their branch trees; None: all
        :rtype: SQL
        """
        return SQL(
            """
            WITH credit_company AS (%(companies)s),
                 credit_scope AS (%(scope)s),
                 credit_rule AS (%(rules)s),
                 figure AS (%(figures)s),
                 credit_group AS (%(groups)s)
            SELECT %(columns)s
              FROM figure
              LEFT JOIN credit_group head ON head.group_account_id = figure.group_account_id
             WHERE %(asked)s
            """,
            companies=self._companies_query(companies),
            scope=self._scope_query(partners),
            rules=self._rules_query(partners),
            figures=self._figures_query(partners),
            groups=self._groups_query(),
            columns=self._columns_sql(),
            asked=SQL("TRUE")
            if partners is None
            else SQL("figure.partner_id IN (SELECT unnest(%s))", self._ids_array(partners)),
        )

    @api.model
    def _columns_sql(self):
        """The columns of a row, from the customer's `figure` and the `head` of its group."""
        return SQL(
            """
            figure.partner_id, figure.company_id, %(rounded)s, figure.total,
            figure.limit_mode, figure.limit_amount,
            LEAST(figure.limit_amount - figure.total, head.limit_amount - head.total) AS available,
            ROUND(100 * GREATEST(figure.total / NULLIF(figure.limit_amount, 0),
                                 head.total / NULLIF(head.limit_amount, 0)), 2) AS utilisation,
            figure.account_id, figure.class_id, figure.status,
            figure.group_account_id, head.total AS group_total, head.limit_mode AS group_limit_mode,
            head.limit_amount AS group_limit_amount, head.limit_amount - head.total AS group_available,
            ROUND(ROUND(head.waiting, 8), figure.digits) AS group_waiting,
            %(stricter)s AS group_status
            """,
            rounded=SQL(", ").join(
                SQL("ROUND(ROUND(%s, 8), figure.digits) AS %s", SQL.identifier("figure", name), SQL.identifier(name))
                for name in AMOUNTS
            ),
            stricter=self._stricter_sql(SQL("figure.status"), SQL("COALESCE(head.status, 'normal')")),
        )

    @api.model
    def _switch_jit_off(self):
        """Until the end of the transaction: PostgreSQL takes much longer to compile a large query than to run it."""
        cursor = self.env.cr
        if JIT_OFF not in cursor.cache:
            cursor.execute(SQL("SET LOCAL jit = off"))
            cursor.cache[JIT_OFF] = True
            for ending in (cursor.postcommit, cursor.postrollback):
                ending.add(partial(cursor.cache.pop, JIT_OFF, None))

    @api.model
    def _companies_query(self, companies):
        """Rows company_id, root_id: each branch with what the figures need to know of the company at its root."""
        roots = self.env["res.company"].sudo().search([("parent_id", "=", False)]) if companies is None else companies.root_id
        return SQL(
            """
            SELECT branch.id AS company_id, root.id AS root_id, root.currency_id, currency.decimal_places AS digits,
                   day.today, COALESCE(root.credit_overdue_days, 0) AS overdue_days,
                   COALESCE(root.credit_skip_disputed, FALSE) AS skip_disputed,
                   CASE WHEN root.account_use_credit_limit THEN root.credit_default_mode ELSE 'unlimited' END AS default_mode,
                   COALESCE(root.credit_default_limit, 0) AS default_limit
              FROM unnest(%(roots)s, %(days)s::date[]) AS day (root_id, today)
              JOIN res_company root ON root.id = day.root_id
              JOIN res_currency currency ON currency.id = root.currency_id
              JOIN res_company branch ON split_part(branch.parent_path, '/', 1)::int = root.id
            """,
            roots=list(roots.ids),
            days=[root._business_today() for root in roots],
        )

    @api.model
    def _figures_query(self, partners):
        """Rows with the unrounded sums of the buckets, the rounded total and the limit in force."""
        return SQL(
            """
            SELECT bucket.*, company.digits, account.id AS account_id, account.class_id,
                   COALESCE(account.status, 'normal') AS status,
                   ROUND(ROUND(%(total)s, 8), company.digits) AS total,
                   CASE WHEN standing.mode = 'prepay' AND bucket.temporary_limit > 0 THEN 'limited'
                        ELSE standing.mode END AS limit_mode,
                   CASE standing.mode WHEN 'limited' THEN standing.amount + bucket.temporary_limit
                                      WHEN 'prepay' THEN bucket.temporary_limit END AS limit_amount,
                   CASE WHEN account.group_account_id IS NOT NULL THEN account.group_account_id
                        WHEN EXISTS (SELECT FROM crm_credit_account member WHERE member.group_account_id = account.id)
                        THEN account.id END AS group_account_id
              FROM (%(buckets)s) bucket
              JOIN credit_company company ON company.company_id = bucket.company_id
              LEFT JOIN crm_credit_account account
                     ON account.partner_id = bucket.partner_id AND account.company_id = bucket.company_id
              CROSS JOIN LATERAL (
                  SELECT CASE WHEN account.limit_mode <> 'default' THEN account.limit_mode
                              WHEN account.group_account_id IS NOT NULL THEN 'group'
                              ELSE company.default_mode END AS mode,
                         CASE WHEN account.limit_mode = 'limited' THEN COALESCE(account.limit_amount, 0)
                              ELSE company.default_limit END AS amount
              ) standing
            """,
            total=SQL(" + ").join(SQL.identifier("bucket", name) for name in TOTAL),
            buckets=self._union_query(partners),
        )

    @api.model
    def _union_query(self, partners):
        """Rows partner_id, company_id and all AMOUNTS, added up over the buckets."""
        selects = [
            SQL(
                "SELECT partner_id, company_id, %s FROM (%s) %s",
                SQL(", ").join(
                    SQL.identifier(amount) if amount in amounts else SQL("NULL::numeric AS %s", SQL.identifier(amount))
                    for amount in AMOUNTS
                ),
                query,
                SQL.identifier(name),
            )
            for name, (amounts, query) in self._buckets(partners).items()
        ]
        return SQL(
            "SELECT partner_id, company_id, %s FROM (%s) documents GROUP BY partner_id, company_id",
            SQL(", ").join(
                SQL("COALESCE(SUM(%s), 0) AS %s", SQL.identifier(amount), SQL.identifier(amount)) for amount in AMOUNTS
            ),
            SQL(" UNION ALL ").join(selects),
        )

    @api.model
    def _buckets(self, partners):
        """The kinds of documents that make up the figures; extend by super to add one.

        A bucket is a pair: the names out of AMOUNTS that it fills, and a SELECT of partner_id (commercial partner),
        company_id (root company) and these names, any number of rows for each customer. It joins `credit_company`, and the
        commercial partner is restricted by `_partner_condition` so that one customer costs only its own documents.

        :param partners: commercial partners or None for all
        :rtype: dict[str, tuple[tuple[str], SQL]]
        """
        return {"customers": ((), self._bucket_customers(partners))}

    @api.model
    def _partner_condition(self, partners):
        """Condition on the alias `partner` (res_partner of the document) for documents of the customers and their groups.

        Only for use within `_exposure_query`, or after a WITH `credit_scope` AS `_scope_query`.
        """
        if partners is None:
            return SQL("TRUE")
        if len(partners) > FEW:
            return SQL("partner.commercial_partner_id IN (SELECT partner_id FROM credit_scope)")
        # Looked up one by one, where PostgreSQL would read all documents for a join it takes for a large one.
        return SQL("partner.commercial_partner_id = ANY(ARRAY(SELECT partner_id FROM credit_scope))")

    @api.model
    def _ids_array(self, partners):
        return SQL("%s::int[]", f"{{{','.join(map(str, partners.ids))}}}")

    @api.model
    def _bucket_customers(self, partners):
        """Rows of zeros: for each customer asked for and of its group, or each account when all are."""
        if partners is None:
            return SQL(
                "SELECT account.partner_id, account.company_id FROM crm_credit_account account"
                " JOIN credit_company company ON company.company_id = account.company_id"
            )
        return SQL(
            "SELECT scope.partner_id, company.company_id FROM credit_scope scope"
            " CROSS JOIN credit_company company WHERE company.company_id = company.root_id"
        )

    @api.model
    def _exposure_reads(self):
        """The models and fields that the query reads, to be flushed before; extend by super with a bucket's own."""
        return {
            "crm.credit.account": [
                "class_id", "company_id", "group_account_id", "limit_amount", "limit_mode", "partner_id", "policy_id", "status",
            ],
            "crm.credit.class": ["policy_id"],
            "crm.credit.policy": ["overdue_days", "own_overdue", "skip_disputed"],
            "res.company": [
                "account_price_include", "account_use_credit_limit", "credit_default_limit", "credit_default_mode",
                "credit_overdue_days", "credit_skip_disputed", "currency_id", "parent_path",
            ],
            "res.currency": ["decimal_places"],
            "res.partner": ["commercial_partner_id"],
        }  # fmt: skip

    @api.model
    def _flush_exposure(self):
        """Write pending changes of everything that `_exposure_query` reads."""
        for model, names in self._exposure_reads().items():
            self.env[model].flush_model(names)
