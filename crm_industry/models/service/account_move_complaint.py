from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

CREDIT = "crm_industry.mail_activity_complaint_credit"


class AccountMove(models.Model):
    """Credit notes of complaints: posted, the customer has got what was promised."""

    _inherit = "account.move"

    complaint_resolution_id = fields.Many2one(
        "crm.complaint.resolution",
        string="Resolution of a Complaint",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._refuse_complaint_resolution(False)
        return moves

    def write(self, vals):
        if "complaint_resolution_id" in vals:
            self._refuse_complaint_resolution(vals["complaint_resolution_id"])
        return super().write(vals)

    def _refuse_complaint_resolution(self, resolution_id):
        """:raise AccessError: somebody says, or takes back, whose credit note it is"""
        # sudo: accountants need not handle complaints
        if not self.env.su and (resolution_id or self.sudo().complaint_resolution_id):
            raise AccessError(self.env._("Credit notes get their complaint when a resolution is carried out."))

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        # sudo: accountants need not handle complaints
        notes = posted.sudo().filtered("complaint_resolution_id")
        notes.activity_feedback([CREDIT])
        notes.complaint_resolution_id._credit_notes_posted()
        return posted

    def _tell_complaint_finance(self):
        """Tell finance that a customer waits for these credit notes; called in sudo."""
        for note in self:
            if user := note.company_id._complaint_user("finance"):
                note.with_context(lang=user.lang, mail_activity_quick_update=True).activity_schedule(
                    CREDIT, user_id=user.id, note=note.complaint_resolution_id.display_name
                )

    def _complaint_net(self, total):
        """Amounts of complaints are without tax: where the taxes are included in prices, raise the prices accordingly.

        :raise UserError: the document does not come to the total before tax
        """
        self.ensure_one()
        currency = self.currency_id
        for line in self.invoice_line_ids:
            net, included = line.price_unit, line.tax_ids.filtered("price_include")
            if included and currency.compare_amounts(line.price_subtotal, net):
                line.price_unit = included.compute_all(net, currency, handle_price_include=False)["total_included"]
        if currency.compare_amounts(self.amount_untaxed, total):
            raise UserError(
                self.env._(
                    "The credit note comes to %(found)s before tax instead of %(wanted)s: check the taxes of the invoice.",
                    found=currency.format(self.amount_untaxed),
                    wanted=currency.format(total),
                )
            )
