from odoo import fields, models
from odoo.orm.models import NO_ACCESS


class MailMessage(models.Model):
    _inherit = "mail.message"

    complaint_digest = fields.Char(
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        help="Of a mail about a complaint: tells it from others with the same Message-Id.",
    )
