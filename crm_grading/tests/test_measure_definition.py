from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .grading_measure_common import MeasureCommon


@tagged("post_install", "-at_install")
class TestMeasureDefinition(MeasureCommon):
    """What is wrong with a definition is refused when it is saved, in a sentence that names the measure and the fault."""

    def assertRefused(self, text, model="sale.order", **values):
        defaults = {"partner_path": "partner_id", "aggregate": "count", "date_path": "date_order", "domain": "[]"}
        with self.assertRaisesRegex(ValidationError, text) as error, self.cr.savepoint():
            self.make_measure(model, **(defaults | values))
        self.assertIn("Measure “Measure", str(error.exception))

    def test_way_to_the_customer(self):
        self.assertRefused("has no field “partner”", partner_path="partner")
        self.assertRefused("does not lead to a contact", partner_path="company_id")
        self.assertRefused("leads to several records", partner_path="order_line.order_partner_id")
        self.assertRefused("is no link to one record", partner_path="name.partner_id")
        self.assertRefused("name the field that leads", partner_path=False)

    def test_field(self):
        amount = {"aggregate": "sum"}
        self.assertRefused("name the field that is added up", **amount)
        self.assertRefused("has no field “nothing”", field_path="nothing", **amount)
        self.assertRefused("is no number", field_path="name", **amount)
        self.assertRefused("is not stored", field_path="amount_to_invoice", **amount)
        self.assertRefused("can't be told apart", field_path="note", aggregate="count_distinct")

    def test_amounts_of_several_currencies(self):
        self.assertRefused("may be in any currency", field_path="amount_untaxed", aggregate="sum")
        self.assertRefused("is no number", field_path="amount_untaxed", aggregate="sum", rate_path="name")
        self.assertRefused(
            "needs no rate",
            "account.move",
            field_path="amount_untaxed_signed",
            aggregate="sum",
            date_path="date",
            rate_path="invoice_currency_rate",
        )
        self.make_measure(
            "account.move", partner_path="partner_id", field_path="amount_untaxed_signed", date_path="date", domain="[]"
        )

    def test_date(self):
        self.assertRefused("is no date", date_path="name")
        self.assertRefused("name the field with the date", date_path=False, aggregate="weeks")

    def test_domain(self):
        self.assertRefused("can't be used", domain="[('nothing', '=', 1)]")
        self.assertRefused("can't be used", domain="[('user_id', '=', uid)]")
        self.assertRefused("can't be used", domain="[('state', '=', ")
        self.assertRefused("can't be used", domain="[('state', 'is', 'sale')]")
        self.assertRefused("database can't work it out", domain="[('amount_untaxed', '>', 'much')]")

    def test_dates_relative_to_today_are_refused(self):
        self.assertRefused("relative to today", domain="[('date_order', '>', '-30d')]")
        self.assertRefused("relative to today", domain="[('partner_id.create_date', '>=', 'today -1m')]")
        self.order_measure(aggregate="count", domain="[('date_order', '>', '2020-01-01')]")

    def test_models_without_table(self):
        self.assertRefused("not kept in the database", "mail.thread")
        self.assertRefused("choose the records", None)

    def test_made_of_others(self):
        ratio = self.make_measure(kind="ratio", numerator_id=self.order_measure(aggregate="count").id, denominator_constant=13)
        for values, text in (
            ({"kind": "ratio"}, "choose the numerator"),
            ({"kind": "ratio", "numerator_id": ratio.numerator_id.id}, "choose a denominator"),
            ({"kind": "growth"}, "choose the measure whose growth"),
            ({"kind": "growth", "base_id": ratio.id}, "is made of others itself"),
            ({"kind": "code"}, "choose one of the ready-made"),
        ):
            with self.assertRaisesRegex(ValidationError, text), self.cr.savepoint():
                self.make_measure(**values)
        with self.assertRaisesRegex(ValidationError, "stay a figure of its own"), self.cr.savepoint():
            ratio.numerator_id.kind = "manual"

    def test_part_of_another_measure_is_not_deleted(self):
        part = self.order_measure(aggregate="count")
        self.make_measure(kind="ratio", numerator_id=part.id, denominator_constant=13)
        with self.assertRaisesRegex(UserError, "is made of it"):
            part.unlink()


@tagged("post_install", "-at_install")
class TestMeasureAuthor(MeasureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env, "grading_accountant", "crm_grading.group_grading_manager,account.group_account_manager"
        )
        cls.only_manager = new_test_user(cls.env, "grading_only", "crm_grading.group_grading_manager")
        cls.entries = {
            "name": "Entries",
            "code": "entries",
            "model_id": cls.env["ir.model"]._get("account.move.line").id,
            "partner_path": "partner_id",
            "field_path": "balance",
            "domain": "[]",
            "date_path": "date",
        }

    def config(self, measure):
        return {"dimensions": [{"indicators": [{"code": "x", "window": "period", "measure": measure._frozen_config()}]}]}

    def test_author_without_rights_is_refused_at_saving(self):
        measures = self.env["crm.grading.measure"].with_user(self.only_manager)
        with self.assertRaisesRegex(ValidationError, "“Entries”.*may not read"), self.cr.savepoint():
            measures.create(self.entries)
        measure = self.env["crm.grading.measure"].with_user(self.accountant).create(self.entries)
        self.assertEqual(measure.author_id, self.accountant)
        with self.assertRaisesRegex(ValidationError, "may not read"), self.cr.savepoint():
            measure.with_user(self.only_manager).factor = -1
        measure.with_user(self.only_manager).name = "Journal items"
        self.assertEqual(measure.author_id, self.accountant)

    def test_rights_are_asked_for_along_paths_and_in_domains(self):
        measures = self.env["crm.grading.measure"].with_user(self.only_manager)
        partners = self.entries | {
            "model_id": self.env["ir.model"]._get("res.partner").id,
            "partner_path": False,
            "field_path": False,
            "aggregate": "count",
            "date_path": False,
        }
        with self.assertRaisesRegex(ValidationError, "may not read"), self.cr.savepoint():
            measures.create(partners | {"domain": "[('invoice_ids.amount_total', '>', 100)]"})
        measures.create(partners | {"domain": "[('name', 'ilike', 'Trading')]"})

    def test_author_who_lost_the_rights_is_refused_before_a_run(self):
        measure = self.env["crm.grading.measure"].with_user(self.accountant).create(self.entries)
        config = self.config(measure)
        self.env["crm.grading.measure"]._check_author(config)
        self.accountant.group_ids = self.only_manager.group_ids
        with self.assertRaisesRegex(ValidationError, "“Entries”.*grading_accountant.*may not read"):
            self.env["crm.grading.measure"]._check_author(config)

    def test_who_brings_another_definition_answers_for_it(self):
        measure = self.env["crm.grading.measure"].with_user(self.accountant).create(self.entries)
        config = self.config(measure)
        measure.name = "Renamed"
        self.env["crm.grading.measure"].with_user(self.only_manager)._check_author(config)
        for change in ({"factor": 2.0}, {"author_id": None}, {"id": 0}):
            changed = self.config(measure)
            changed["dimensions"][0]["indicators"][0]["measure"].update(change)
            with self.assertRaisesRegex(ValidationError, "may not read"):
                self.env["crm.grading.measure"].with_user(self.only_manager)._check_author(changed)
            self.env["crm.grading.measure"].with_user(self.accountant)._check_author(changed)

    def test_author_can_not_be_claimed(self):
        measure = self.env["crm.grading.measure"].with_user(self.accountant).create(self.entries | {"author_id": False})
        self.assertEqual(measure.author_id, self.accountant)
        measure.with_user(self.accountant).write({"author_id": False})
        self.assertEqual(measure.author_id, self.accountant)

    def test_who_reads_does_not_change_the_figures(self):
        """A salesperson sees own orders only, a run counts all of them."""
        measure = self.order_measure(aggregate="count")
        self.make_order(self.customer, "2026-01-05 04:00:00", user_id=self.grading_manager.id)
        plan = self.env["crm.grading.measure"].with_user(self.salesperson)
        self.env.flush_all()
        config = self.config(measure)
        plan = plan._raw_plan(config, self.company, *self.dates)
        self.assertEqual(self._execute(plan.sources, plan.values["x"])[self.customer], 1)

    def test_salespeople_read_measures_and_change_none(self):
        measure = self.order_measure(aggregate="count")
        self.assertEqual(measure.with_user(self.salesperson).aggregate, "count")
        with self.assertRaises(AccessError):
            measure.with_user(self.salesperson).factor = 2
