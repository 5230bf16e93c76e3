from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.import_columns import ImportColumn

from .crm_channel_report import MANAGER
from .crm_channel_report_line import FIGURES

SALES = "sales_team.group_sale_salesman"
TEMPLATE_BATCH = 2000


class CrmChannelImport(models.Model):
    """Channel reports from a file: one row a dealer, period and product, of any number of dealers.

    The rows become the lines of the dealers' reports, which are made where there are none, submitted and compared with our
    deliveries. A report that has been decided does not change: its rows are bad unless they say the same.
    """

    _name = "crm.channel.import"
    _inherit = ["crm.import.mixin"]
    _description = "Import of Channel Reports"

    _import_model = "crm.channel.report.line"

    def _import_check_rights(self):
        if not self.env.user.has_groups(f"{MANAGER},{SALES}"):
            raise AccessError(self.env._("Only salespeople and channel managers import channel reports."))

    # -- the file --------------------------------------------------------------------------------------------------

    def _import_columns(self):
        labels = self._figure_labels()
        helps = {
            "opening": self.env._("Empty: the closing stock of the report before."),
            "closing": self.env._("Empty: opening + sell-in − sell-through − returns + adjustment."),
        }
        return [
            *self._import_customer_columns(),
            ImportColumn(
                "date", self.env._("Date"), type="date", required=True, help=self.env._("Any day of the week or month.")
            ),
            ImportColumn(
                "product",
                self.env._("Product"),
                required=True,
                help=self.env._("Internal reference, barcode or exact name."),
            ),
            ImportColumn("unit", self.env._("Unit"), help=self.env._("Empty: the product's own.")),
            ImportColumn(
                "retailer",
                self.env._("Retailer"),
                help=self.env._("Reference or exact name of whom the dealer sold to; such a row has a sell-through only."),
            ),
            *(ImportColumn(name, labels[name], type="number", help=helps.get(name, "")) for name in FIGURES),
            ImportColumn(
                "external_id",
                self.env._("External ID"),
                help=self.env._("Empty: dealer, period, product and retailer make it up."),
            ),
        ]

    def _figure_labels(self):
        return {
            "opening": self.env._("Opening"),
            "sell_in": self.env._("Sell-In"),
            "sell_through": self.env._("Sell-Through"),
            "returned": self.env._("Returns"),
            "adjustment": self.env._("Adjustment"),
            "closing": self.env._("Closing"),
        }

    def _import_links(self):
        return {
            "partner_id": "integer",
            "product_id": "integer",
            "retailer_id": "integer",
            "unit_id": "integer",
            "factor": "numeric",
            "period": "text",
            "date_from": "date",
            "report_id": "integer",
        }

    def _import_template_rows(self):
        """Yield the dealers, for the period that is over."""
        company = self.company_id.root_id
        day = self.env["crm.channel.report"].with_company(company)._default_date_from()
        dealers, last = self.env["res.partner"], 0
        domain = Domain("channel_type_id.is_dealer", "=", True) & dealers._customer_domain()
        while found := dealers.search(domain & Domain("id", ">", last), order="id", limit=TEMPLATE_BATCH):
            for dealer in found:
                yield {"customer_id": dealer.id, "customer_ref": dealer.ref, "customer": dealer.name, "date": day.isoformat()}
            last = found[-1].id
            found.invalidate_recordset()
