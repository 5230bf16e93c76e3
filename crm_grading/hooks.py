from odoo.tools import SQL, sql

from .models.metrics.metric_scope import PREFIX as METRICS
from .models.run.engine.work_tables import PREFIX as RUNS
from .tools import customer_key
from .tools.import_stage import PREFIX as IMPORTS

BATCH = 20000
KEY_COLUMNS = ("customer_key_code", "customer_key_phone", "customer_key_name")


def pre_init_hook(env):
    """Create new columns of large tables, and fill the customer keys by batches, before Odoo would do it one by one."""
    for column in KEY_COLUMNS:
        if not sql.column_exists(env.cr, "res_partner", column):
            sql.create_column(env.cr, "res_partner", column, "varchar")
    # Empty on the orders that exist: they are left as they are, and no time is spent on computing it.
    if not sql.column_exists(env.cr, "sale_order", "grading_priority"):
        sql.create_column(env.cr, "sale_order", "grading_priority", "varchar")
    if not sql.column_exists(env.cr, "sale_order", "order_source"):
        sql.create_column(env.cr, "sale_order", "order_source", "varchar")
        _fill_order_source(env)
    last_id = 0
    while rows := _read_customers(env, last_id):
        last_id = rows[-1][0]
        _write_keys(env, rows)


def _fill_order_source(env):
    """What is known of the orders that exist: those of a website; all others count as entered by salespeople."""
    on_website = SQL("website_id IS NOT NULL") if sql.column_exists(env.cr, "sale_order", "website_id") else SQL("FALSE")
    env.cr.execute(
        SQL("UPDATE sale_order SET order_source = CASE WHEN %s THEN 'website' ELSE 'salesperson' END", on_website)
    )


def _read_customers(env, last_id):
    return env.execute_query(
        SQL(
            """
            SELECT p.id, p.name, p.phone, p.vat, p.company_registry, c.phone_code
            FROM res_partner p LEFT JOIN res_country c ON c.id = p.country_id
            WHERE p.id > %s AND (p.is_company OR p.parent_id IS NULL)
            ORDER BY p.id LIMIT %s
            """,
            last_id,
            BATCH,
        )
    )


def _write_keys(env, rows):
    ids, codes, phones, names = [], [], [], []
    for partner_id, name, phone, vat, registry, phone_code in rows:
        ids.append(partner_id)
        codes.append(customer_key.code_key(vat, registry))
        phones.append(
            customer_key.phone_key(phone, str(phone_code or customer_key.HOME_PREFIX))
        )
        names.append(customer_key.name_key(name))
    env.cr.execute(
        SQL(
            """
            UPDATE res_partner SET
                customer_key_code = k.code,
                customer_key_phone = k.phone,
                customer_key_name = k.name
            FROM unnest(%s, %s::varchar[], %s::varchar[], %s::varchar[]) k (id, code, phone, name)
            WHERE res_partner.id = k.id AND coalesce(k.code, k.phone, k.name) IS NOT NULL
            """,
            ids,
            codes,
            phones,
            names,
        )
    )


def uninstall_hook(env):
    """Prepare what Odoo doesn't know or can't order: work tables, and foreign keys between tables that all go."""
    _drop_work_tables(env)
    _drop_restrictions(env)


def _drop_work_tables(env):
    """Drop the work tables of runs, refreshes and imports that were not finished."""
    found = SQL(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema::regnamespace AND relname ~ %s",
        f"^({RUNS}|{METRICS}|{IMPORTS}crm_.*_)[0-9]+",
    )
    for (name,) in env.execute_query(found):
        env.cr.execute(SQL("DROP TABLE %s", SQL.identifier(name)))


def _drop_restrictions(env):
    """Drop the foreign keys that keep records of this addon from being deleted.

    Odoo deletes the shipped records, such as measures, one by one before it drops any table. Records of users, such as the
    indicators of a scheme, still name them then.
    """
    tables = [model._table for model in env.registry.values() if model._original_module == "crm_grading" and model._auto]
    found = SQL(
        """
        SELECT holder.relname, key.conname
        FROM pg_constraint key
        JOIN pg_class holder ON holder.oid = key.conrelid
        JOIN pg_class target ON target.oid = key.confrelid
        WHERE key.contype = 'f' AND key.confdeltype IN ('a', 'r')
          AND target.relnamespace = current_schema::regnamespace AND target.relname = ANY(%s)
        """,
        tables,
    )
    for table, name in env.execute_query(found):
        env.cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(table), SQL.identifier(name)))
