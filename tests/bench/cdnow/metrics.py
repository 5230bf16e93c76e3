"""The sample's customers as the customer metrics should show them, worked out by pandas alone.

From the definitions of the figures, apart from crm_grading's own queries; keep it so. Money is in cents.
"""

from fractions import Fraction

import pandas

from .split import by_share, class_of

TODAY = pandas.Timestamp("1998-06-30")
YEAR = TODAY - pandas.DateOffset(months=12)
PRIOR = TODAY - pandas.DateOffset(months=24)
HALF_LIFE = 180  # days
NO_CYCLE = 90  # days
WON_BACK = 180  # days
TIERS = {"top": 5, "high": 15, "middle": 30, "low": 50}
FIFTHS = (1, 1, 1, 1, 1)


def metrics(plan):
    """:return: DataFrame by customer"""
    found = _orders(plan).join(_sales(plan), how="left").fillna({"net_sales": 0})
    money = ["net_sales", "net_sales_12m", "net_sales_prior", "margin", "margin_12m"]
    found[money] = found[money].fillna(0).astype(int)
    found = found.join(_categories(plan))
    _add_cycle(found, _gaps(plan))
    _add_scores(found)
    _add_spend(found)
    _add_stage(found, _gaps(plan))
    return found


def _orders(plan):
    grouped = plan.groupby("customer")
    found = pandas.DataFrame(
        {
            "orders": grouped.size(),
            "orders_12m": plan[plan["day"] > YEAR].groupby("customer").size(),
            "order_days": grouped["day"].nunique(),
            "first_order": grouped["day"].min(),
            "last_order": grouped["day"].max(),
            "ordered_amount": grouped["net"].sum(),
            "rfm_orders": plan[plan["day"] > YEAR].groupby("customer")["day"].nunique(),
        }
    )
    counts = ["orders_12m", "rfm_orders"]
    found[counts] = found[counts].fillna(0).astype(int)
    found["average_order"] = (2 * found["ordered_amount"] + found["orders"]) // (2 * found["orders"])
    found["repeat_customer"] = found["order_days"] >= 2
    return found


def _sales(plan):
    """Of what was invoiced, on the day of the order."""
    billed = plan[plan["invoiced"]]
    year = billed[billed["day"] > YEAR].groupby("customer")
    prior = billed[(billed["day"] > PRIOR) & (billed["day"] <= YEAR)].groupby("customer")
    return pandas.DataFrame(
        {
            "net_sales": billed.groupby("customer")["net"].sum(),
            "net_sales_12m": year["net"].sum(),
            "net_sales_prior": prior["net"].sum(),
            "margin": billed.groupby("customer")["margin"].sum(),
            "margin_12m": year["margin"].sum(),
        }
    )


def _categories(plan):
    """The preferred category, and whether one is new within the year."""
    bought = plan[plan["net"] > 0].copy()
    bought["weight"] = bought["net"] * 0.5 ** ((TODAY - bought["day"]).dt.days / HALF_LIFE)
    weights = bought.groupby(["customer", "category"])["weight"].sum().unstack()
    first = bought.groupby(["customer", "category"])["day"].min().reset_index()
    start = plan.groupby("customer")["day"].min()
    fresh = first[(first["day"] > YEAR) & (first["day"] > first["customer"].map(start))]
    found = pandas.DataFrame({"main_category": weights.idxmax(axis=1)})
    found["bought"] = bought.groupby("customer")["category"].agg(lambda values: frozenset(values))
    found["new_category"] = found.index.isin(fresh["customer"])
    return found


def _gaps(plan):
    """:return: DataFrame of order days but the first of each customer: customer, day, gap in days"""
    days = plan[["customer", "day"]].drop_duplicates().sort_values(["customer", "day"])
    days["gap"] = days.groupby("customer")["day"].diff().dt.days
    return days.dropna()


def _add_cycle(found, gaps):
    own = gaps.groupby("customer")["gap"].median()[found["order_days"] >= 3].reindex(found.index)
    typical = own.groupby(found["main_category"]).median().round(2)
    whole = round(own.median(), 2)
    found["cycle_days"] = own.fillna(found["main_category"].map(typical)).fillna(whole).fillna(NO_CYCLE)
    found["days_since_last"] = (TODAY - found["last_order"]).dt.days
    # A half is rounded up.
    found["next_order_date"] = found["last_order"] + pandas.to_timedelta((found["cycle_days"] + 0.5) // 1, unit="D")
    found["recency_ratio"] = found["days_since_last"] / found["cycle_days"]


def _add_scores(found):
    found["rfm_sales"] = found["net_sales_12m"]
    recency = 6 - class_of(-found["days_since_last"], FIFTHS)
    frequency = 6 - class_of(found["rfm_orders"], FIFTHS)
    monetary = 6 - class_of(found["rfm_sales"], FIFTHS)
    found["rfm"] = recency.astype(str) + frequency.astype(str) + monetary.astype(str)
    middle = (frequency + monetary + 1) // 2
    found["segment"] = [_segment(*pair) for pair in zip(recency, middle, strict=True)]


def _segment(recency, middle):
    if recency >= 4:
        return {5: "champions", 4: "champions", 3: "loyal", 2: "potential_loyalist", 1: "new"}[middle]
    if recency == 3:
        return {5: "loyal", 4: "loyal", 3: "need_attention", 2: "potential_loyalist", 1: "promising"}[middle]
    if recency == 2:
        return "at_risk" if middle >= 3 else "about_to_sleep"
    return {5: "cannot_lose", 4: "cannot_lose", 3: "at_risk", 2: "lost", 1: "lost"}[middle]


def _add_spend(found):
    sales = found["rfm_sales"]
    buying = sales[sales > 0]
    larger = by_share(buying)
    total = int(buying.sum())
    shares = {customer: Fraction(100 * int(before), total) for customer, before in larger.items()}
    found["abc"] = ["c" if customer not in shares else _abc(shares[customer]) for customer in found.index]
    found["abc_share"] = [round(float(shares[customer]), 4) if customer in shares else 0.0 for customer in found.index]
    tier = class_of(buying, tuple(TIERS.values())).map(dict(enumerate(TIERS, 1)))
    found["spend_tier"] = tier.reindex(found.index).fillna("none")


def _abc(share):
    return "a" if share < 80 else "b" if share < 95 else "c"


def _add_stage(found, gaps):
    """Checked in this order: lost, at risk, won back, new, develop, retain."""
    gaps = gaps.join(found["cycle_days"], on="customer")
    won = gaps[gaps["gap"] > 3 * gaps["cycle_days"]].groupby("customer")["day"].max().reindex(found.index)
    won_back = (TODAY - won).dt.days <= WON_BACK
    grown = (found["net_sales_prior"] > 0) & (5 * found["net_sales_12m"] >= 6 * found["net_sales_prior"])
    ratio = found["days_since_last"] / found["cycle_days"]
    fresh = (found["order_days"] <= 2) & ((TODAY - found["first_order"]).dt.days <= found["cycle_days"])
    develop = (ratio <= 1) & (grown | found["new_category"].fillna(False).astype(bool))
    found["stage"] = "retain"
    for stage, condition in (
        ("develop", develop),
        ("new", fresh),
        ("won_back", won_back),
        ("at_risk", ratio > 1.5),
        ("lost", ratio > 3),
    ):
        found.loc[condition, "stage"] = stage
