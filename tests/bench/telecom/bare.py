"""What an import has to cost at least: COPY of the file, a hash of each row, the look-up of its name, an upsert."""

from odoo.tools import SQL

from .rows import BILLS, USAGE

STAGES = {"usage": USAGE, "bill": BILLS}


def load(env, company, kind, source, stream):
    """Load a csv into the tables of the product, with a source of its own.

    :param stream: the file, binary
    """
    names = SQL(", ").join(SQL("%s text", SQL.identifier(name)) for name in STAGES[kind])
    env.cr.execute(SQL("DROP TABLE IF EXISTS bench_bare"))
    env.cr.execute(SQL("CREATE TEMPORARY TABLE bench_bare (%s)", names))
    env.cr.copy_expert("COPY bench_bare FROM STDIN (FORMAT csv, HEADER)", stream)
    env.cr.execute("ANALYZE bench_bare")
    for statement in (_usage if kind == "usage" else _bills)(company, source):
        env.cr.execute(statement)


def _usage(company, source):
    yield SQL(
        """
        INSERT INTO crm_telecom_usage (company_id, source, external_id, payload_hash, revision, subscription_id, number,
            start_time, hour, peak, kind, minutes, megabytes, quantity, amount, state, recorded_on)
        SELECT %(company)s, %(source)s, s.external_id, encode(sha256(convert_to(s::text, 'UTF8')), 'hex'), 1, k.id, s.number,
               s.start::timestamp, extract(hour FROM s.start::timestamp)::integer, FALSE, s.kind,
               coalesce(s.minutes::numeric, 0), coalesce(s.megabytes::numeric, 0), coalesce(s.quantity::integer, 0),
               s.amount::numeric, 'rated', now()
          FROM bench_bare s JOIN crm_telecom_subscription k ON k.name = s.number AND k.company_id = %(company)s
        ON CONFLICT (company_id, source, external_id) DO UPDATE
           SET payload_hash = excluded.payload_hash, minutes = excluded.minutes, amount = excluded.amount,
               revision = crm_telecom_usage.revision + 1
         WHERE crm_telecom_usage.payload_hash <> excluded.payload_hash
        """,
        company=company.id,
        source=source,
    )


def _bills(company, source):
    yield SQL(
        """
        INSERT INTO crm_telecom_bill (company_id, source, external_id, name, payload_hash, revision, account_id, partner_id,
            payer_id, currency_id, date, date_due, period_from, period_to, amount_untaxed, amount_tax, amount_total,
            amount_paid, paid_reported, paid_registered, amount_open, state, sent_on, state_since)
        SELECT %(company)s, %(source)s, s.external_id, s.external_id, encode(sha256(convert_to(s::text, 'UTF8')), 'hex'), 1,
               a.id, a.partner_id, a.payer_id, a.currency_id, s.date::date, s.date_due::date, s.period_from::date,
               s.period_to::date, s.amount::numeric, s.tax::numeric, s.amount::numeric + s.tax::numeric, 0, 0, 0,
               s.amount::numeric + s.tax::numeric, s.state, s.date::date, now()
          FROM bench_bare s JOIN crm_telecom_account a ON a.name = s.account AND a.company_id = %(company)s
        ON CONFLICT (company_id, source, external_id) DO UPDATE
           SET payload_hash = excluded.payload_hash, amount_total = excluded.amount_total,
               revision = crm_telecom_bill.revision + 1
         WHERE crm_telecom_bill.payload_hash <> excluded.payload_hash
        """,
        company=company.id,
        source=source,
    )
    yield SQL(
        """
        INSERT INTO crm_telecom_bill_line (bill_id, sequence, line, amount, tax, kind)
        SELECT b.id, 1, '1', s.amount::numeric, s.tax::numeric, s.kind
          FROM bench_bare s
          JOIN crm_telecom_bill b ON b.company_id = %s AND b.source = %s AND b.external_id = s.external_id
        """,
        company.id,
        source,
    )
