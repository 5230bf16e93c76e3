"""Who the demo customers are: names, addresses, codes, habits. Pure Python, decided before a record is made."""

from collections import namedtuple

from stdnum.cn import uscc

from . import names
from .demo_world import DemoCustomer

Kind = namedtuple("Kind", "trade kind share size frequency terms suffixes")
# share: part of all customers; size: median order in CNY; frequency: orders relative to the others
KINDS = [
    Kind("telecom", "dealer", 14, 42000, 1.6, "30 30 60", ("通信器材有限公司", "通信设备有限公司", "数码科技有限公司")),
    Kind("telecom", "shop", 13, 7500, 1.0, "cash cash 15", ("手机专卖店", "通讯器材经营部", "手机卖场")),
    Kind("telecom", "operator", 3, 165000, 1.4, "60 90", ("通信运营有限公司", "电信工程有限公司")),
    Kind("tobacco", "shop", 27, 4200, 1.3, "cash cash 15", ("烟酒商行", "便利店", "副食店", "烟酒专卖店")),
    Kind("tobacco", "chain", 6, 26000, 1.8, "30 30", ("超市有限公司", "连锁便利店有限公司")),
    Kind("auto", "4s", 14, 31000, 1.3, "30 60", ("汽车销售服务有限公司", "汽车贸易有限公司")),
    Kind("auto", "parts", 11, 16000, 1.0, "30 15", ("汽车配件有限公司", "汽车用品有限公司")),
    Kind("auto", "repair", 6, 5200, 0.8, "cash 15", ("汽车维修中心", "汽车服务部")),
    Kind("office", "dealer", 4, 12000, 0.8, "30 30 15", ("办公设备有限公司", "商务服务有限公司")),
]
PAYERS = {"good": 28, "normal": 36, "late": 24, "poor": 12}
STEADY_NAME = "江阴宏达通信设备有限公司"
MARK_SHOPS = ("shop", "repair")


def plan_customers(world):
    """Return the list of DemoCustomer: the steady one first, then the trades, exports and the deliberate duplicates."""
    rng = world.random("customers")
    duplicates = max(3, world.customer_count // 20)
    exports = names.EXPORT_CUSTOMERS[: max(1, world.customer_count // 35)]
    customers = [_steady_customer(rng)]
    taken = {STEADY_NAME}
    while len(customers) < world.customer_count - duplicates - len(exports):
        kind = rng.choices(KINDS, [kind.share for kind in KINDS])[0]
        customer = _trade_customer(rng, kind)
        if customer.name not in taken:
            taken.add(customer.name)
            customers.append(customer)
    for customer in [customer for customer in customers[1:] if _may_stop(customer)][: 1 + world.customer_count // 50]:
        customer.payer, customer.last_day = "stopped", 175
    customers += [_export_customer(rng, *row) for row in exports]
    customers += [_duplicate(rng, number, customers[3 + 2 * number]) for number in range(duplicates)]
    return customers


def _may_stop(customer):
    """Whether this customer can be one of those that have stopped paying (and are no longer supplied)."""
    on_credit = customer.term != "cash" and customer.kind in ("dealer", "parts", "4s")
    return on_credit and customer.weight > 1 and not customer.last_day


def _steady_customer(rng):
    """Return the customer with five years of history."""
    kind = KINDS[0]
    customer = _trade_customer(rng, kind)
    city = ("江苏省", "江阴", "320281", "0510", "214400", "澄江街道")
    customer.name = STEADY_NAME
    customer.values = _company_values(rng, city, customer.name, kind)
    customer.contacts = _contacts(rng, kind, 2)
    customer.payer, customer.term, customer.order_size = "good", "30", 36000.0
    customer.first_day, customer.last_day = 1825, 20
    return customer


def _trade_customer(rng, kind):
    *city, districts = rng.choice(names.CITIES)
    city.append(rng.choice(districts))
    brand, suffix = rng.choice(names.BRANDS), rng.choice(kind.suffixes)
    if kind.kind in MARK_SHOPS:
        name = f"{city[1]}市{city[5]}{brand}{suffix}"
    else:
        name = f"{city[1]}{brand}{suffix}"
    term = rng.choice(kind.terms.split())
    payer = "cash" if term == "cash" else rng.choices(list(PAYERS), list(PAYERS.values()))[0]
    customer = DemoCustomer(name, kind.trade, kind.kind, _company_values(rng, city, name, kind), payer=payer, term=term)
    customer.contacts = _contacts(rng, kind, rng.choice((0, 1, 1, 2)))
    customer.order_size = kind.size * rng.lognormvariate(0, 0.55)
    customer.weight = kind.frequency * min(rng.paretovariate(1.6), 8)
    _set_lifetime(rng, customer)
    return customer


def _set_lifetime(rng, customer):
    """Most customers buy throughout; some came late, some went away, a few have never ordered."""
    draw = rng.random()
    if draw < 0.15:
        customer.first_day = rng.randint(60, 400)
        customer.weight *= customer.first_day / 730
    elif draw < 0.26:
        customer.last_day = rng.randint(150, 520)
        customer.weight *= (730 - customer.last_day) / 730
    elif draw < 0.30:
        customer.weight = 0


def _company_values(rng, city, name, kind):
    """Return the address and identity of a customer, ready for the partner except for its state."""
    state, town, code, area, post_code, district = city
    landline = f"+86 {area[1:]} {rng.randint(6000, 8999)} {rng.randint(1000, 9999)}"
    return {
        "name": name,
        "vat": social_credit_code(rng, "92" if kind.kind in MARK_SHOPS else "91", code),
        "state": state,
        "city": f"{town}市",
        "zip": post_code,
        "street": f"{district}{rng.choice(names.STREETS)}{rng.randint(1, 899)}号",
        "phone": _mobile(rng) if kind.kind in MARK_SHOPS else landline,
        "email": f"lianxi{rng.randint(10000, 99999)}@example.com",
        "country": "CN",
    }


def social_credit_code(rng, kind, region):
    """Return a unified social credit code with a valid check digit."""
    body = kind + region + "MA" + "".join(rng.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(7))
    return body + uscc.calc_check_digit(body)


def _mobile(rng):
    return f"+86 1{rng.choice((35, 37, 38, 39, 58, 86))} {rng.randint(1000, 9999)} {rng.randint(1000, 9999)}"


def person(rng):
    """Return a person's name."""
    return rng.choice(names.SURNAMES) + rng.choice(names.GIVEN_NAMES)


def _contacts(rng, kind, count):
    contacts = [
        {
            "name": person(rng),
            "type": "contact",
            "function": rng.choice(names.FUNCTIONS),
            "phone": _mobile(rng),
            "email": f"lianxi{rng.randint(10000, 99999)}@example.com",
        }
        for _ in range(count)
    ]
    if kind.kind in ("operator", "chain", "dealer") and rng.random() < 0.4:
        contacts.append({"name": "财务结算部", "type": "invoice", "email": f"caiwu{rng.randint(10000, 99999)}@example.com"})
    return contacts


def _export_customer(rng, name, city, country, phone):
    values = {
        "name": name,
        "city": city,
        "country": country,
        "phone": phone,
        "email": f"trade{rng.randint(100, 999)}@example.com",
    }
    trade = "auto" if "Auto" in name or "Repuestos" in name else "telecom"
    return DemoCustomer(
        name, trade, "export", values, weight=2.2, order_size=rng.uniform(60000, 140000), payer="normal", term="30"
    )


def _duplicate(rng, number, original):
    """Return the customer entered a second time: its code written differently, its phone, or a variant of its name."""
    values = dict(original.values, email=f"lianxi{rng.randint(10000, 99999)}@example.com")
    variant = number % 3
    if variant == 0:
        code = values["vat"]
        values["vat"] = f"{code[:8]} {code[8:13]}-{code[13:]}".lower()
        values["phone"] = _mobile(rng)
    elif variant == 1:
        values["vat"] = False
        values["phone"] = _domestic(values["phone"])
    else:
        values["vat"] = False
        values["phone"] = _mobile(rng)
    values["name"] = _other_name(original.name)
    copy = DemoCustomer(values["name"], original.trade, original.kind, values, payer="normal", term=original.term)
    copy.weight, copy.order_size = 0.5, original.order_size
    return copy


def _domestic(phone):
    """Return the number as dialled inside China."""
    number = phone.removeprefix("+86 ")
    return number.replace(" ", "") if number[0] == "1" else "0" + number.replace(" ", "-")


def _other_name(name):
    """Return the name as another clerk would write it: another legal form, or spaces between its parts."""
    if name.endswith("有限公司"):
        return name.removesuffix("有限公司") + "有限责任公司"
    return f"{name[:3]} {name[3:]}"
