from odoo.tools import SQL


def typed_select(types, columns, tail):
    """Return a SELECT that goes into a UNION with others like it: the same columns with the same types in all of them.

    :param types: {column: SQL type}, in the order of the columns
    :param columns: {column: SQL expression}; those that are not given are NULL
    :param tail: SQL from FROM on
    """
    values = [
        SQL("(%s)::%s AS %s", columns.get(name, SQL("NULL")), SQL(sql_type), SQL.identifier(name))
        for name, sql_type in types.items()
    ]
    return SQL("SELECT %s %s", SQL(", ").join(values), tail)
