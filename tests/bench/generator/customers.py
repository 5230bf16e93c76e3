"""Customers and their invoice addresses as rows."""

from .copy_table import CopyTable, IdRange
from .story import Customer


def write_customers(env, rng, rows, count, limits):
    """Write ``count`` companies; every fifth has an invoice address of its own.

    :param limits: list of what core's credit limit column of each customer holds
    :return: list of Customer
    """
    ids = IdRange(env.cr, "res_partner")
    companies = CopyTable(env.cr, "res_partner", rows["customer"], ids)
    contacts = CopyTable(env.cr, "res_partner", rows["contact"], ids)
    customers = []
    for index in range(count):
        customers.append(_customer(companies, contacts, rng, index, limits[index]))
    companies.flush()
    contacts.flush()
    ids.close()
    return customers


def _customer(companies, contacts, rng, index, limit):
    name = f"Bench customer {index + 1:06d}"
    following = companies.ids.last + 1
    partner = companies.add(
        name=name,
        complete_name=name,
        commercial_company_name=name,
        commercial_partner_id=following,
        ref=f"B{index + 1:06d}",
        phone=f"+86 21 {index:08d}",
        city=rng.choice(("Beijing", "Shanghai", "Chengdu", "Wuhan")),
        credit_limit=limit,
    )
    contact = partner
    if index % 5 == 0:
        contact = contacts.add(
            name=f"Accounts {index + 1}",
            complete_name=f"{name}, Accounts {index + 1}",
            commercial_company_name=name,
            commercial_partner_id=partner,
            parent_id=partner,
            credit_limit=limit,
        )
    home = rng.choices((0, 1, 2), (70, 15, 15))[0]
    return Customer(partner, contact, home)
