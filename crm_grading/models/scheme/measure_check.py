from collections.abc import Collection

from odoo.exceptions import ValidationError

from .aggregate_scan import OF_THE_DAY
from .customer_domain import domain_fields, may_read_all, read_domain

NUMBERS = ("integer", "float", "monetary")
NO_VALUES = ("binary", "json", "properties", "properties_definition", "one2many", "many2many", "html", "text", "reference")
OF_A_VALUE = ("sum", "avg", "min", "max", "count_distinct")
# Computed by Odoo without saying where from.
COMPANY_CURRENCY = ("company_currency", "company_currency_id")


class MeasureCheck:
    """Looks at the frozen definition of an aggregate: does everything exist, fit together, and may its author read it.

    Each problem is a ValidationError that names the measure and what is wrong.
    """

    def __init__(self, env, config):
        self.env = env(su=True, context=dict(env.context, active_test=True))
        self.config = config
        self.used = set()  # pairs of model and field name

    def check(self):
        """Check the definition; return the pairs of model and field that it reads, as a set."""
        self.model = self._model(self.config["model"])
        self._check_customer()
        self._check_value()
        self._check_date()
        self._check_domain()
        return self.used

    def check_rights(self, author):
        """Refuse what ``author`` may not read: models and fields along all paths and in the domain."""
        for model_name, field_name in sorted(self.check()):
            model = self.env[model_name].with_user(author)
            if not may_read_all(model, model._fields[field_name]):
                self._refuse(
                    self.env._(
                        "%(user)s, who defined it, may not read “%(field)s” of %(model)s. Let somebody who may save it again.",
                        user=author.name,
                        field=field_name,
                        model=self._model_label(model),
                    )
                )

    def _refuse(self, problem):
        raise ValidationError(self.env._("Measure “%(name)s”: %(problem)s", name=self.config["name"], problem=problem))

    def _model_label(self, model):
        return self.env["ir.model"]._get(model._name).name

    def _model(self, name):
        model = self.env.get(name) if name else None
        if model is None:
            self._refuse(self.env._("choose the records that are counted."))
        if model._abstract or model._transient:
            self._refuse(self.env._("%(model)s is not kept in the database.", model=self._model_label(model)))
        self.used.add((name, "id"))
        return model

    def _field(self, path, what):
        """Return the model and the field at the end of ``path``, which leads over links that are stored."""
        model = self.model
        *steps, last = path.split(".")
        for step in steps:
            field = self._stored_field(model, step, path, what)
            if field.type != "many2one":
                self._refuse(
                    self.env._("%(what)s: “%(step)s” in “%(path)s” is no link to one record.", what=what, step=step, path=path)
                )
            model = self.env[field.comodel_name]
        return model, self._stored_field(model, last, path, what)

    def _stored_field(self, model, name, path, what):
        field = model._fields.get(name)
        values = {"what": what, "field": name, "path": path, "model": self._model_label(model)}
        if field is None:
            self._refuse(self.env._("%(what)s: %(model)s has no field “%(field)s” (“%(path)s”).", **values))
        if field.type in ("one2many", "many2many"):
            self._refuse(self.env._("%(what)s: “%(field)s” in “%(path)s” leads to several records.", **values))
        if not (field.store or field.inherited) or not field.column_type:
            self._refuse(self.env._("%(what)s: “%(field)s” of %(model)s is not stored in the database (“%(path)s”).", **values))
        self.used.add((model._name, name))
        return field

    def _check_customer(self):
        path, what = self.config["partner_path"], self.env._("Customer")
        if not path:
            if self.model._name != "res.partner":
                self._refuse(self.env._("%(what)s: name the field that leads to the customer.", what=what))
            return
        _model, field = self._field(path, what)
        if field.type != "many2one" or field.comodel_name != "res.partner":
            self._refuse(self.env._("%(what)s: “%(path)s” does not lead to a contact.", what=what, path=path))

    def _check_value(self):
        path, rate = self.config["field_path"], self.config["rate_path"]
        if self.config["aggregate"] not in OF_A_VALUE:
            return
        what = self.env._("Field")
        if not path:
            self._refuse(self.env._("%(what)s: name the field that is added up.", what=what))
        model, field = self._field(path, what)
        if self.config["aggregate"] == "count_distinct":
            if field.type in NO_VALUES:
                self._refuse(self.env._("%(what)s: values of “%(path)s” can't be told apart.", what=what, path=path))
            return
        if field.type not in NUMBERS:
            self._refuse(self.env._("%(what)s: “%(path)s” is no number.", what=what, path=path))
        self._check_currency(model, field, path)
        if rate and self._field(rate, self.env._("Rate"))[1].type not in NUMBERS:
            self._refuse(self.env._("%(what)s: “%(path)s” is no number.", what=self.env._("Rate"), path=rate))

    def _check_currency(self, model, field, path):
        """Amounts of several currencies can't be added up; those in company currency must not be converted again."""
        if field.type != "monetary":
            return
        converted = self._is_company_currency(model, field.get_currency_field(model))
        if converted and self.config["rate_path"]:
            self._refuse(self.env._("Rate: “%(path)s” is in company currency, it needs no rate.", path=path))
        if not converted and not self.config["rate_path"]:
            self._refuse(
                self.env._(
                    "Field: “%(path)s” may be in any currency; take an amount in company currency or name the rate.",
                    path=path,
                )
            )

    def _is_company_currency(self, model, currency_field):
        """Tell whether a currency is that of the company; reports convert what they show, that is their convention."""
        if not model._auto or currency_field in COMPANY_CURRENCY:
            return True
        field = model._fields.get(currency_field)
        if field is None or not field.related:
            return False
        *steps, last = field.related.split(".")
        for step in steps:
            model = self.env[model._fields[step].comodel_name]
        return (model._name, last) == ("res.company", "currency_id") or self._is_company_currency(model, last)

    def _check_date(self):
        path, what = self.config["date_path"], self.env._("Date")
        if not path:
            if self.config["aggregate"] in OF_THE_DAY:
                self._refuse(self.env._("%(what)s: name the field with the date.", what=what))
            return
        if self._field(path, what)[1].type not in ("date", "datetime"):
            self._refuse(self.env._("%(what)s: “%(path)s” is no date.", what=what, path=path))

    def _check_domain(self):
        """Check the filter; dates relative to today have no place in it: a run is for its period, whenever it runs."""
        text = self.config["domain"]
        try:
            domain = read_domain(self.model, text)
        except ValueError as error:
            self._refuse(self.env._("the filter %(domain)s can't be used: %(error)s", domain=text, error=error))
        for model_name, field_name, value in domain_fields(self.model, domain):
            self.used.add((model_name, field_name))
            if self.env[model_name]._fields[field_name].type in ("date", "datetime") and _has_text(value):
                self._refuse(
                    self.env._(
                        "the filter on “%(field)s” is relative to today. Set the field as the date instead: the period decides.",
                        field=field_name,
                    )
                )


def _has_text(value):
    return isinstance(value, str) or (isinstance(value, Collection) and any(isinstance(item, str) for item in value))
