from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.orm.models import NO_ACCESS

RATED = "crm.complaint"


class RatingRating(models.Model):
    """Ratings of complaints are the customers' words: the server writes them, the service reads them."""

    _inherit = "rating.rating"

    access_token = fields.Char(groups=NO_ACCESS)
    complaint_id = fields.Many2one(
        "crm.complaint", compute="_compute_complaint_id", store=True, compute_sudo=True, index="btree_not_null"
    )

    @api.depends("res_model", "res_id")
    def _compute_complaint_id(self):
        for rating in self:
            rating.complaint_id = rating.res_id if rating.res_model == RATED else False

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: a user rates a complaint instead of the customer"""
        ratings = super().create(vals_list)
        ratings._check_complaint_rating()
        return ratings

    def write(self, vals):
        """:raise AccessError: a user changes what a customer said of a complaint, or makes it that"""
        self._check_complaint_rating()
        result = super().write(vals)
        self._check_complaint_rating()
        return result

    def unlink(self):
        """:raise AccessError: a user deletes what a customer said of a complaint"""
        self._check_complaint_rating()
        return super().unlink()

    def _check_complaint_rating(self):
        if not self.env.su and RATED in self.sudo().mapped("res_model"):
            raise AccessError(self.env._("Complaints are rated by the customers alone."))
