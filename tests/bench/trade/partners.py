"""Customers as rows of res_partner, every tenth with a contact that also orders."""

from .bulk import insert

NO_KEYS = ("customer_key_code", "customer_key_phone", "customer_key_name")  # all customers would be duplicates
INDUSTRIES = 8


def write_partners(cr, prototypes, industries):
    """:param industries: ids of industries; customers are spread over them unevenly"""
    cr.execute("CREATE TEMP TABLE trade_industry AS SELECT * FROM unnest(%s) WITH ORDINALITY AS x (id, number)", [industries])
    insert(
        cr,
        "res_partner",
        _without_keys(prototypes["customer"]),
        {
            "id": "who.id",
            "name": "'Bench customer ' || lpad(who.number::text, 7, '0')",
            "complete_name": "'Bench customer ' || lpad(who.number::text, 7, '0')",
            "commercial_company_name": "'Bench customer ' || lpad(who.number::text, 7, '0')",
            "commercial_partner_id": "who.id",
            "ref": "'T' || who.number",
            "industry_id": "industry.id",
        },
        "trade_customer who JOIN trade_industry industry"
        " ON industry.number = 1 + floor(8 * pg_temp.chance(who.number, 2) ^ 2)::int",
    )
    insert(
        cr,
        "res_partner",
        _without_keys(prototypes["contact"]),
        {
            "id": "contact",
            "name": "'Buyer ' || number",
            "complete_name": "'Bench customer ' || lpad(number::text, 7, '0') || ', Buyer ' || number",
            "commercial_company_name": "'Bench customer ' || lpad(number::text, 7, '0')",
            "commercial_partner_id": "id",
            "parent_id": "id",
        },
        "trade_customer WHERE contact IS NOT NULL",
    )


def _without_keys(prototype):
    return {name: value for name, value in prototype.items() if name not in NO_KEYS}
