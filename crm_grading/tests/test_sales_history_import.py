from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .import_common import ImportCase

HEADER = "External ID,Customer,Date,Net Sales"


@tagged("post_install", "-at_install")
class TestSalesHistoryImport(ImportCase):
    def sales(self, **domain):
        return self.env["crm.sales.history"].search([("partner_id", "=", self.customer.id)], order="external_id")

    def test_rows_become_labelled_sales_and_no_orders(self):
        orders = self.env["sale.order"].search_count([])
        batch = self.import_sales(
            "external_id,customer,date,order_ref,quantity,amount,margin",
            ["L1", "Harbour Trading", "2020-01-31", "SO-7", "3", "1,234.50", "200"],
            ["L2", "Harbour Trading", "2020/2/1", "SO-7", "-1", "-411.505", ""],
        )
        self.assertEqual(self.counts(batch), (2, 2, 0, 0, 0))
        self.assertEqual(batch.state, "done")
        first, second = self.sales()
        self.assertEqual((first.amount, first.quantity, first.margin, first.returned), (1234.5, 3.0, 200.0, False))
        self.assertEqual((second.amount, second.returned, str(second.date)), (-411.51, True, "2020-02-01"))
        self.assertEqual((first.source, first.external_id), ("old-system", "L1"))
        self.assertEqual(first.display_name, "SO-7 (imported)")
        self.assertEqual(first.create_uid, self.grading_manager)
        self.assertEqual(self.env["sale.order"].search_count([]), orders)

    def test_the_same_file_twice_changes_nothing_and_a_changed_row_changes_its_sale(self):
        rows = [HEADER, "L1,Harbour Trading,2020-01-31,100", "L2,Harbour Trading,2020-01-31,50"]
        self.import_sales(*rows)
        before = self.sales().read()
        self.assertEqual(self.counts(self.import_sales(*rows)), (2, 0, 0, 2, 0))
        self.assertEqual(self.sales().read(), before)
        rows[2] = "L2,Harbour Trading,2020-01-31,70.0"
        self.assertEqual(self.counts(self.import_sales(*rows)), (2, 0, 1, 1, 0))
        self.assertEqual(self.sales().mapped("amount"), [100.0, 70.0])
        self.assertEqual(self.sales().ids, [row["id"] for row in before])

    def test_order_of_columns_and_spelling_of_values_are_no_change(self):
        self.import_sales(HEADER, "L1,Harbour Trading,2020-01-31,100")
        batch = self.import_sales("Date,Net Sales,Customer,External ID,Colour", "2020/1/31,100.00,Harbour Trading ,L1,red")
        self.assertEqual(self.counts(batch), (1, 0, 0, 1, 0))
        self.assertEqual(batch.ignored_columns, "Colour")

    def test_another_source_or_company_is_another_sale(self):
        row = "L1,Harbour Trading,2020-01-31,100"
        self.import_sales(HEADER, row)
        self.assertEqual(self.counts(self.import_sales(HEADER, row, source="shop")), (1, 1, 0, 0, 0))
        self.grading_manager.company_ids |= self.other_company
        batch = self.import_sales(HEADER, row, company_id=self.other_company.id)
        self.assertEqual(self.counts(batch), (1, 1, 0, 0, 0))
        self.assertEqual(self.sales().mapped("source"), ["old-system", "shop", "old-system"])

    def test_bad_rows_are_told_by_number_and_reason_and_the_good_ones_go_in(self):
        self.make_customer("Twin")
        self.make_customer("Twin")
        batch = self.import_sales(
            HEADER,
            "L1,Harbour Trading,2020-01-31,100",
            "L2,Nobody Ltd,2020-01-31,100",
            "L3,Twin,2020-01-31,100",
            "L4,Harbour Trading,31.1.2020,ten",
            ",Harbour Trading,2020-01-31,100",
            "L1,Harbour Trading,2020-01-31,100",
            "L7,,2020-01-31,100",
            "L8,Harbour Trading,2024-06-16,100",
            "L9,Harbour Trading,2024-06-15,100",
        )
        self.assertEqual(self.counts(batch), (9, 2, 0, 0, 7))
        self.assertEqual(
            self.bad(batch),
            {
                3: "No customer is found for “Nobody Ltd”.",
                4: "Several customers are found for “Twin”: give the ID.",
                5: "Date: “31.1.2020” is not a date like 2024-01-31. Net Sales: “ten” is not a number.",
                6: "External ID is missing.",
                7: "Repeats the external ID of row 2.",
                8: "No customer is named: give its ID, reference, code or name.",
                9: "2024-06-16 lies in the future.",
            },
        )
        self.assertEqual(self.sales().mapped("external_id"), ["L1", "L9"])
        self.assertEqual(
            batch.error_ids[2].cells, {"external_id": "L4", "customer": "Harbour Trading", "date": "31.1.2020", "amount": "ten"}
        )
        self.assertEqual(batch.error_ids[0].cells["amount"], 100)

    def test_a_customer_is_found_by_id_reference_code_or_name(self):
        self.customer.write({"ref": "C-17", "vat": "91310000MA1FL5E88E"})
        self.contact.ref = "C-18"
        batch = self.import_sales(
            "external_id,customer_id,customer_ref,customer_code,customer,date,amount",
            f"L1,{self.customer.id},,,Harbour Trading,2020-01-01,1",
            "L2,,C-17,,,2020-01-01,1",
            "L3,,,cn 91310000ma1fl5e88e,,2020-01-01,1",
            "L4,,,,Harbour Trading,2020-01-01,1",
            "L5,,C-18,,,2020-01-01,1",
            f"L6,{self.contact.id},,,,2020-01-01,1",
            f"L7,{self.customer.id},,,Shifted Ltd,2020-01-01,1",
            "L8,,C-99,,Harbour Trading,2020-01-01,1",
            "L9,,,,Li Lei,2020-01-01,1",
        )
        self.assertEqual(
            self.bad(batch),
            {
                8: f"The customer {self.customer.id} is “Harbour Trading”, not “Shifted Ltd”: is the row shifted?",
                9: "No customer is found for “C-99”.",
                10: "No customer is found for “Li Lei”.",
            },
        )
        self.assertEqual(len(self.sales()), 6)

    def test_customers_of_other_companies_are_not_found(self):
        self.make_customer("Far Away", company_id=self.other_company.id)
        batch = self.import_sales(HEADER, "L1,Far Away,2020-01-01,1")
        self.assertEqual(self.bad(batch), {2: "No customer is found for “Far Away”."})

    def test_products_and_categories(self):
        paper, pens = self.env["product.category"].create([{"name": "Paper"}, {"name": "Pens"}])
        sheet, _ball, _ball2 = self.env["product.product"].create(
            [
                {"name": "Sheet", "default_code": "S1", "categ_id": paper.id},
                {"name": "Ball", "categ_id": pens.id},
                {"name": "Ball", "categ_id": pens.id},
            ]
        )
        rows = [
            "external_id,customer,date,amount,product,category",
            "L1,Harbour Trading,2020-01-01,1,S1,",
            "L2,Harbour Trading,2020-01-01,1,Sheet,Pens",
            "L3,Harbour Trading,2020-01-01,1,,Pens",
            "L4,Harbour Trading,2020-01-01,1,Ball,",
            "L5,Harbour Trading,2020-01-01,1,Quill,",
            "L6,Harbour Trading,2020-01-01,1,,Ink",
        ]
        batch = self.import_sales(*rows)
        self.assertEqual(
            self.bad(batch),
            {
                5: "Several products are called “Ball”.",
                6: "No product is found for “Quill”.",
                7: "No category is found for “Ink”.",
            },
        )
        found = [(sale.product_id, sale.category_id) for sale in self.sales()]
        self.assertEqual(found, [(sheet, paper), (sheet, paper), (self.env["product.product"], pens)])
        batch = self.import_sales(*rows, unknown_products=True)
        self.assertEqual(self.counts(batch), (6, 2, 0, 3, 1))

    def test_a_trial_counts_and_writes_nothing(self):
        rows = [HEADER, "L1,Harbour Trading,2020-01-31,100", "L2,Nobody,2020-01-31,50"]
        batch = self.import_sales(*rows, dry_run=True)
        self.assertEqual(self.counts(batch), (2, 1, 0, 0, 1))
        self.assertEqual((batch.state, batch.tried, len(self.sales())), ("draft", True, 0))
        batch.dry_run = False
        batch.action_import()
        self.assertEqual((batch.state, batch.tried, len(self.sales())), ("done", False, 1))
        self.assertEqual(len(batch.error_ids), 1)

    def test_an_import_is_done_once_and_keeps_its_file(self):
        batch = self.import_sales(HEADER, "L1,Harbour Trading,2020-01-31,100")
        with self.assertRaisesRegex(UserError, "has been imported"):
            batch.action_import()
        with self.assertRaisesRegex(UserError, "has been imported"):
            batch.file = self.file(HEADER)

    def test_files_that_cannot_be_imported_say_why(self):
        with self.assertRaisesRegex(UserError, "missing: External ID, Net Sales"):
            self.import_sales("Customer,Date", "Harbour Trading,2020-01-31")
        with self.assertRaisesRegex(UserError, "must name the columns"):
            self.import_sales("")
        with self.assertRaisesRegex(UserError, "has no file"):
            self.env["crm.sales.history.import"].create({}).action_import()
        with self.assertRaisesRegex(UserError, "cannot be read"):
            self.import_sales(HEADER, file=b"UEsDBGJyb2tlbg==")

    def test_only_managers_import_and_delete_and_nobody_edits(self):
        for user in (self.assessor, self.salesperson):
            with self.assertRaises(AccessError):
                self.import_sales(HEADER, "L1,Harbour Trading,2020-01-31,100", user=user)
        self.import_sales(HEADER, "L1,Harbour Trading,2020-01-31,100")
        with self.assertRaises(AccessError):
            self.sales().with_user(self.grading_manager).write({"amount": 5})
        self.sales().with_user(self.grading_manager).unlink()
        self.assertFalse(self.sales())

    def test_salespeople_see_the_sales_of_their_customers(self):
        mine, others = (
            self.make_customer("Mine", user_id=self.salesperson.id),
            self.make_customer("Others", user_id=self.assessor.id),
        )
        self.import_sales(HEADER, "L1,Mine,2020-01-31,100", "L2,Others,2020-01-31,100", "L3,Harbour Trading,2020-01-31,100")
        seen = self.env["crm.sales.history"].with_user(self.salesperson).search([]).partner_id
        self.assertEqual(seen & (mine | others | self.customer), mine | self.customer)

    def test_a_big_file_becomes_a_job(self):
        self.patch(self.registry["crm.sales.history.import"], "_import_now_bytes", 10)
        batch = self.import_sales(HEADER, "L1,Harbour Trading,2020-01-31,100")
        self.assertEqual((batch.job_state, len(self.sales())), ("queued", 0))
        with self.assertRaisesRegex(UserError, "being worked on"):
            batch.source = "other"
        with self.enter_registry_test_mode():
            self.env.ref("crm_grading.ir_cron_job_worker").method_direct_trigger()
        self.assertEqual((batch.job_state, batch.state, len(self.sales())), ("done", "done", 1))
        self.assertEqual(self.sales().create_uid, self.grading_manager)

    def test_the_unique_key_stands_in_the_database(self):
        self.env.cr.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'crm_sales_history_external_uniq'")
        self.assertIn("UNIQUE INDEX", self.env.cr.fetchone()[0])

    def test_sales_follow_the_customer_who_becomes_a_contact(self):
        self.import_sales(HEADER, "L1,Harbour Trading,2020-01-31,100")
        group = self.make_customer("Group")
        self.customer.write({"parent_id": group.id, "is_company": False})
        self.assertEqual(self.env["crm.sales.history"].search([("external_id", "=", "L1")]).partner_id, group)

    def test_another_file_of_a_stopped_import_begins_again(self):
        self.patch(self.registry["crm.sales.history.import"], "_import_now_bytes", 10)
        batch = self.import_sales("External ID,Customer ID,Date,Net Sales", f"1,{self.customer.id},2024-01-31,10")
        batch.action_job_stop()
        batch.file = self.file("External ID,Customer ID,Date,Net Sales", f"2,{self.customer.id},2024-01-31,20")
        self.assertEqual(batch.job_state, "idle")
        with self.assertRaisesRegex(UserError, "nothing to go on with"):
            batch.action_job_resume()
        batch.action_import()
        self.assertEqual(batch.job_state, "queued")
