from odoo import api, models
from odoo.tools import SQL

# Messages that people wrote to each other; what the system notes down is not one.
WRITTEN = ("email", "email_outgoing", "comment")


class CrmCustomerTimeline(models.AbstractModel):
    """Mails and done activities of a customer and of its documents."""

    _inherit = "crm.customer.timeline"

    @api.model
    def _timeline_sources(self, scope):
        return super()._timeline_sources(scope) | {
            "message": self._timeline_mails(scope),
            "done": self._timeline_activities(scope),
        }

    @api.model
    def _timeline_documents(self, scope):
        """Return {model: SELECT of id and name} of the documents whose messages belong to the timeline. Extend by super."""
        partners, moves = SQL("partner_id"), SQL("move_type IN ('out_invoice', 'out_refund', 'out_receipt')")
        here = scope.chosen(SQL("company_id"))
        return {
            "res.partner": SQL("SELECT id, name FROM res_partner WHERE id = ANY(%s)", list(scope.people)),
            "sale.order": SQL("SELECT id, name FROM sale_order WHERE %s AND %s", scope.theirs(partners), here),
            "account.move": SQL("SELECT id, name FROM account_move WHERE %s AND %s AND %s", scope.theirs(partners), moves, here),
            "crm.lead": SQL(
                "SELECT id, name FROM crm_lead WHERE %s AND (company_id IS NULL OR %s)", scope.theirs(partners), here
            ),
        }

    @api.model
    def _timeline_messages_of(self, scope):
        """FROM clause: the documents and their messages."""
        documents = SQL(" UNION ALL ").join(
            SQL("SELECT %s::text AS model, id, name FROM (%s) own", model, query)
            for model, query in self._timeline_documents(scope).items()
        )
        return SQL(
            "FROM (%s) document JOIN mail_message message ON message.model = document.model AND message.res_id = document.id",
            documents,
        )

    @api.model
    def _timeline_mails(self, scope):
        """Mails in both directions; internal notes and system messages are left out, and what a mail says."""
        theirs = SQL("(message.author_id IS NULL OR %s)", scope.theirs(SQL("message.author_id")))
        from_customer = SQL("(message.message_type = 'email' AND %s OR %s)", theirs, scope.theirs(SQL("message.author_id")))
        return self._timeline_select(
            {
                "time": SQL("message.date"),
                "key": SQL("message.id"),
                "kind": SQL("'mail'"),
                "model": SQL("message.model"),
                "res_id": SQL("message.res_id"),
                "title": SQL("coalesce(nullif(message.subject, ''), document.name)"),
                "user_id": self._timeline_author(),
                "contact_id": SQL("CASE WHEN %s THEN message.author_id END", scope.theirs(SQL("message.author_id"))),
                "direction": SQL("CASE WHEN %s THEN 'in' ELSE 'out' END", from_customer),
            },
            SQL(
                """
                %s WHERE message.message_type = ANY(%s) AND message.is_internal IS NOT TRUE
                   AND (message.message_type <> 'comment' OR message.subtype_id = %s)
                """,
                self._timeline_messages_of(scope),
                list(WRITTEN),
                self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment"),
            ),
        )

    @api.model
    def _timeline_activities(self, scope):
        """Activities done, with the name of their type."""
        types = self.env["mail.activity.type"].sudo()
        return self._timeline_select(
            {
                "time": SQL("message.date"),
                "key": SQL("message.id"),
                "kind": SQL(
                    "CASE type.category WHEN 'phonecall' THEN 'call' WHEN 'meeting' THEN 'meeting' ELSE 'activity' END"
                ),
                "model": SQL("message.model"),
                "res_id": SQL("message.res_id"),
                "title": SQL("concat_ws(' · ', %s, document.name)", types._field_to_sql("type", "name")),
                "user_id": self._timeline_author(),
                "direction": SQL("'out'"),
            },
            SQL(
                "%s JOIN mail_activity_type type ON type.id = message.mail_activity_type_id",
                self._timeline_messages_of(scope),
            ),
        )

    @api.model
    def _timeline_author(self):
        """SQL: the user who wrote a message."""
        return SQL(
            "(SELECT min(writer.id) FROM res_users writer WHERE writer.partner_id = message.author_id"
            " AND writer.share IS NOT TRUE)"
        )
