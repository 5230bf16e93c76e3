"""In Odoo: the customer metrics of the sample's customers against the independent calculation."""

from datetime import date

from freezegun import freeze_time

from . import metrics

MONEY = (
    "ordered_amount",
    "average_order",
    "net_sales",
    "net_sales_12m",
    "net_sales_prior",
    "margin",
    "margin_12m",
    "rfm_sales",
)
PLAIN = ("orders", "orders_12m", "order_days", "rfm_orders", "repeat_customer", "days_since_last")
PLAIN += ("rfm", "abc", "spend_tier", "stage")
DATES = ("first_order", "last_order", "next_order_date")
DECIMALS = {"cycle_days": 0.005, "recency_ratio": 0.00006, "abc_share": 0.00006}


def differences(env, plan, company, ids):
    """Refresh the metrics as of the sample's end and compare every figure of every customer.

    :return: readable differences
    """
    with freeze_time(f"{metrics.TODAY:%Y-%m-%d} 12:00:00"):
        env["crm.customer.metrics"]._refresh(company=company)
    return list(_differences(env, company, ids, metrics.metrics(plan)))


def _differences(env, company, ids, wanted):
    rows = env["crm.customer.metrics"].search([("company_id", "=", company.id)])
    found = {row.partner_id.id: row for row in rows}
    if len(found) != len(wanted):
        yield f"{len(found)} rows for {len(wanted)} customers"
    for customer, want in wanted.iterrows():
        row = found.get(ids[customer])
        for name, ours, theirs in _pairs(row, want) if row else ():
            if ours != theirs:
                yield f"customer {customer}: {name} is {ours}, not {theirs}"


def _pairs(row, want):
    for name in MONEY:
        yield name, round(row[name] * 100), int(want[name])
    for name in PLAIN:
        yield name, row[name], want[name]
    for name in DATES:
        yield name, row[name], date.fromisoformat(f"{want[name]:%Y-%m-%d}")
    for name, tolerance in DECIMALS.items():
        close = abs(row[name] - want[name]) <= tolerance
        yield name, want[name] if close else row[name], want[name]
    yield "segment", row.segment_id.code, want["segment"]
    main = want["main_category"]
    yield "main category", row.main_category_id.name or None, f"Discs {main:.0f}" if main == main else None
