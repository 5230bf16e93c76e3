import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.models import BaseModel
from odoo.orm.domains import OptimizationLevel
from odoo.tools import SQL, mute_logger

from .aggregate_scan import parse_domain


def may_read_all(model, field):
    """Return whether the user of ``model`` may read ``field``, and no code decides about each record by itself.

    Messages, attachments and activities are open to whoever may read the document they belong to: the right to their model
    alone says nothing, so only administrators may look at all of them.
    """
    single = type(model)._check_access is not BaseModel._check_access
    if single and not model.env.user.has_group("base.group_system"):
        return False
    return model.has_access("read") and model._has_field_access(field, "read")


def domain_fields(model, domain):
    """Yield (model name, field name, value of the condition) for all a domain looks at, through all its links.

    :param domain: optimised at the first level, so that paths are sub-domains
    """
    for leaf in domain.iter_conditions():
        name, _dot, part = leaf.field_expr.partition(".")
        yield model._name, name, None if part else leaf.value
        if isinstance(leaf.value, Domain):
            yield from domain_fields(model.env[model._fields[name].comodel_name], leaf.value)


def read_domain(model, text):
    """Return the domain written in ``text`` after a check of its fields, operators and values.

    :raise ValueError: saying what can't be used
    """
    try:
        domain = parse_domain(text)
        domain.validate(model)
        return domain._optimize(model, OptimizationLevel.BASIC)
    except (ValueError, TypeError, KeyError, AttributeError, SyntaxError, NotImplementedError, UserError) as error:
        raise ValueError(str(error)) from error


def check_customer_domain(record, text, model_name="res.partner"):
    """Refuse a customer domain of ``record`` that is wrong, or looks at fields its user may not read.

    The engine applies it with all rights, so what it finds must not tell more than its author could see.

    :param model_name: the model whose records it chooses: customers, or rows about them
    """
    rows = record.env[model_name].sudo()
    try:
        domain = read_domain(rows, text)
        _try_domain(rows, domain)
    except (ValueError, psycopg2.DataError, psycopg2.ProgrammingError) as error:
        raise ValidationError(
            record.env._(
                "The customers of “%(record)s” can't be found by %(domain)s: %(error)s",
                record=record.display_name,
                domain=text,
                error=str(error).partition("\n")[0],
            )
        ) from error
    for name, field_name, _value in domain_fields(rows, domain):
        # Constraints come with all rights.
        model = record.env[name].sudo(False)
        if not may_read_all(model, model._fields[field_name]):
            raise ValidationError(
                record.env._(
                    "“%(record)s” can't choose customers by “%(field)s” of %(model)s, which you may not read.",
                    record=record.display_name,
                    field=field_name,
                    model=record.env["ir.model"]._get(name).name,
                )
            )


def _try_domain(model, domain):
    """Let PostgreSQL plan the query: it refuses values of the wrong type."""
    query = model._search(domain)
    with model.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
        model.env.cr.execute(SQL("EXPLAIN %s", query.select()))
