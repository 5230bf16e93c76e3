from odoo.fields import Domain
from odoo.tools import SQL

from ...scheme.aggregate_scan import parse_domain

# Who is ranked; the others get a result that says why not.
RANKED, NO_DATA, NEW = 0, 1, 2


def customers_query(run, domain_text):
    """Query of the customers of the run's company that a domain of the configuration describes."""
    partners = run.env["res.partner"].sudo().with_context(active_test=True)
    branches = company_ids(run)
    domain = parse_domain(domain_text) & Domain("company_id", "in", [False, *branches])
    query = partners._search(domain & Domain("active", "=", True))
    query.add_where(SQL("%s = %s", SQL.identifier(query.table, "commercial_partner_id"), SQL.identifier(query.table, "id")))
    if run.on_demand:
        query.add_where(SQL("%s = ANY(%s)", SQL.identifier(query.table, "id"), run.sudo().customer_ids.ids))
    return query


def company_ids(run):
    """Ids of the run's company and its branches."""
    return run.env["res.company"].sudo().with_context(active_test=False).search([("id", "child_of", run.company_id.id)]).ids


def population_query(run, frozen):
    """Rows partner_id, leaf (its peer keys as JSON text), status, ordered by customer."""
    query = customers_query(run, frozen["domain"])
    query.add_join(
        "LEFT JOIN",
        "business",
        business_query(run),
        SQL("business.partner_id = %s", SQL.identifier(query.table, "id")),
    )
    query.order = SQL.identifier(query.table, "id")
    return query.select(
        SQL("%s AS partner_id", SQL.identifier(query.table, "id")),
        SQL("%s AS leaf", _leaf(query, run.env["res.partner"].sudo(), frozen["peer_keys"])),
        SQL(
            """
            CASE WHEN business.first_day IS NULL THEN %s
                 WHEN business.first_day >= %s THEN %s
                 ELSE %s END AS status
            """,
            NO_DATA if frozen["require_business"] else RANKED,
            run.date_from,
            NEW if frozen["initial_grade_id"] else RANKED,
            RANKED,
        ),
    )


def frozen_population_query(run, frozen):
    """The same from the results of the run whose inputs are used again; the ORM keeps the key without values as NULL."""
    same_keys = frozen["peer_keys"] == run.source_run_id.config["peer_keys"]
    partners = run.env["res.partner"].sudo().with_context(active_test=False)
    query = partners._search(Domain.TRUE)
    query.add_join(
        "JOIN",
        "frozen",
        SQL(
            """
            (SELECT result.partner_id, COALESCE(leaf.key, '[]')::text AS leaf, result.detail IS NOT NULL AS ranked,
                    COALESCE(result.ruled ->> 'reason', result.reason) = 'no_data' AS no_data
               FROM crm_grading_result result
               LEFT JOIN crm_grading_peer_group leaf ON leaf.id = result.peer_leaf_id
              WHERE result.run_id = %s)
            """,
            run.source_run_id.id,
        ),
        SQL("frozen.partner_id = %s", SQL.identifier(query.table, "id")),
    )
    query.order = SQL.identifier(query.table, "id")
    return query.select(
        SQL("frozen.partner_id"),
        SQL("%s AS leaf", SQL("frozen.leaf") if same_keys else _leaf(query, partners, frozen["peer_keys"])),
        SQL(
            "CASE WHEN frozen.ranked THEN %s WHEN frozen.no_data THEN %s ELSE %s END AS status",
            RANKED,
            NO_DATA,
            NEW,
        ),
    )


def _leaf(query, partners, names):
    """JSON text of the values of the peer keys."""
    values = []
    for name in names:
        value = partners._field_to_sql(query.table, name, query)
        values.append(SQL("COALESCE(%s, false)", value) if partners._fields[name].type == "boolean" else value)
    return SQL("jsonb_build_array(%s)::text", SQL(", ").join(values))


def business_query(run):
    """Rows partner_id, first_day: a customer's first posted invoice, confirmed order or imported sale until the end."""
    zone = run.company_id.business_tz or "UTC"
    return SQL(
        """
        (SELECT partner_id, MIN(first_day) AS first_day FROM (
            SELECT move.commercial_partner_id AS partner_id, MIN(COALESCE(move.invoice_date, move.date)) AS first_day
              FROM account_move move
             WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND move.company_id = ANY(%(companies)s) AND COALESCE(move.invoice_date, move.date) <= %(last)s
             GROUP BY move.commercial_partner_id
             UNION ALL
            SELECT partner.commercial_partner_id, MIN(timezone(%(zone)s, timezone('UTC', sale.date_order))::date)
              FROM sale_order sale JOIN res_partner partner ON partner.id = sale.partner_id
             WHERE sale.state = 'sale' AND sale.company_id = ANY(%(companies)s)
               AND timezone(%(zone)s, timezone('UTC', sale.date_order))::date <= %(last)s
             GROUP BY partner.commercial_partner_id
             UNION ALL
            SELECT history.partner_id, MIN(history.date)
              FROM crm_sales_history history
             WHERE history.company_id = ANY(%(companies)s) AND history.date <= %(last)s
             GROUP BY history.partner_id
        ) document GROUP BY partner_id)
        """,
        companies=company_ids(run),
        zone=zone,
        last=run.date_to,
    )
