from odoo import models
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, tagged

ADDONS = frozenset(("crm_grading", "crm_credit", "crm_industry"))
NOTHING_OFFERED = "nonsense"
# Two records: their model is named in the error, where a single one that isn't there has no name.
ABSENT = (2**31 - 2, 2**31 - 1)


@tagged("post_install", "-at_install")
class TestSelectionValues(TransactionCase):
    """Odoo takes any text for a selection whose options come from a method: each of ours refuses what is not offered."""

    def test_what_is_not_offered_is_refused(self):
        found = self._selections()
        # Some of each addon and kind, so that the loop is known to see them.
        self.assertLessEqual(
            {
                ("crm.grading.measure", "provider"),
                ("crm.credit.kpi.reference", "ratio"),
                ("crm.grading.what.if", "split"),
                ("crm.vehicle", "condition"),
                ("crm.telecom.event", "verb"),
                ("res.company", "business_tz"),
                ("sale.order.line", "telecom_action"),
            },
            {(model._name, name) for model, name in found},
        )
        for model, name in found:
            with self.subTest(model=model._name, field=name):
                if not self._is_closed(model, {name: NOTHING_OFFERED}):
                    self._assert_refused(model, {name: NOTHING_OFFERED})

    def test_what_is_offered_is_taken(self):
        for value in ("0", "6", False):
            route = self.env["crm.tobacco.route"].create({"name": "Route", "order_weekday": value})
            self.assertEqual(route.order_weekday, value)
            route.write({"order_weekday": "3"})
            self.assertEqual(route.order_weekday, "3")

    def _selections(self):
        """The stored selections of the three addons whose options come from a method, as (model, name of the field). Not
        those that follow from other fields: nobody gives them a value (see `TestDerivedFields`)."""
        tables = [model for model in map(self.env.get, sorted(self.env.registry)) if model._auto and not model._abstract]
        return [
            (model, field.name)
            for model in tables
            for field in model._fields.values()
            if field.type == "selection" and field.store and not field.related and not isinstance(field.selection, list)
            if field._module in ADDONS and not (hasattr(model, "_is_derived") and model._is_derived(field.name))
        ]

    def _is_closed(self, model, values):
        """Return whether the field is written by code only: whoever gives it a value is refused, an administrator too."""
        for door in (lambda: model.create(values), lambda: model.write(values)):
            try:
                with self.cr.savepoint():
                    door()
            except AccessError:
                continue
            except Exception:  # pylint: disable=broad-except
                return False
            return False
        return True

    def _assert_refused(self, model, values):
        """Odoo's own methods: what the heirs do before may refuse for other reasons."""
        for door in (
            lambda: models.BaseModel.create(model, [values]),
            lambda: models.BaseModel.write(model.browse(ABSENT), values),
        ):
            with self.assertRaisesRegex(ValidationError, f"there is no choice “{NOTHING_OFFERED}”"), self.cr.savepoint():
                door()
