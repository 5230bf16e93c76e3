from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import SQL, plaintext2html

from odoo.addons.crm_grading.tools.import_cells import to_choice
from odoo.addons.crm_grading.tools.import_columns import ImportColumn

from .crm_touchpoint import CORRECTORS, LONGEST, MANUAL
from .crm_touchpoint_record import MOST_MINUTES
from .import_moment import find_moments, moment_text

CHOICES = ("channel", "direction", "result")


class CrmTouchpointImport(models.Model):
    """Contacts with customers from a file. An entry on record stays: a row that would change one is bad."""

    _name = "crm.touchpoint.import"
    _inherit = ["crm.import.mixin"]
    _description = "Import of Touchpoints"

    _import_model = "crm.touchpoint"

    def _import_check_rights(self):
        if not self.env.user.has_groups(CORRECTORS):
            raise AccessError(self.env._("Only sales and service managers import touchpoints."))

    def _import_columns(self):
        return [
            ImportColumn("external_id", self.env._("External ID"), required=True),
            *self._import_customer_columns(),
            ImportColumn("contact", self.env._("Contact"), help=self.env._("Exact name of the customer's contact, or nothing.")),
            ImportColumn(
                "moment",
                self.env._("Time"),
                required=True,
                convert=moment_text,
                help=self.env._("Like 2026-03-31 14:05, in the time zone of the company unless a distance from UTC follows."),
            ),
            self._import_choice("channel", self.env._("Channel"), required=True),
            self._import_choice("direction", self.env._("Direction"), required=True),
            ImportColumn("subject", self.env._("Subject"), required=True),
            ImportColumn("body", self.env._("What Was Said"), convert=lambda text: str(plaintext2html(text))),
            ImportColumn("minutes", self.env._("Duration (Minutes)"), type="number"),
            self._import_choice("result", self.env._("Result")),
            ImportColumn("login", self.env._("Employee"), help=self.env._("Login of the user who had the contact.")),
        ]

    def _import_choice(self, name, label, **options):
        """The column of a selection, given by its keys or labels."""
        choices = self._import_choices(name)
        titles = ", ".join(title for _key, title in choices)
        return ImportColumn(name, label, convert=to_choice(choices), help=titles, **options)

    def _import_choices(self, name):
        return self.env["crm.touchpoint"]._fields[name].get_description(self.env, ["selection"])["selection"]

    def _import_cell_error(self, column, cell):
        if column.name in CHOICES:
            known = ", ".join(title for _key, title in self._import_choices(column.name))
            return self.env._(
                "%(column)s: “%(value)s” is not known; there are: %(known)s.", column=column.label, value=cell, known=known
            )
        if column.name == "moment":
            return self.env._("“%(value)s” is no time like 2026-03-31 14:05.", value=cell)
        return super()._import_cell_error(column, cell)

    def _import_links(self):
        return {
            "partner_id": "integer",
            "contact_id": "integer",
            "user_id": "integer",
            "time": "timestamp",
            "duration": "numeric",
        }

    def _import_values(self):
        return {name: SQL.identifier("s", name) for name in self.env["crm.touchpoint"]._recorded_content}

    def _import_payload(self):
        return self.env["crm.touchpoint"]._recorded_payload()

    # -- checks --------------------------------------------------------------------------------------------------------

    def _import_check(self, stage):
        long = SQL("length(s.subject) > %(most)s OR length(s.external_id) > %(most)s", most=LONGEST)
        stage.fail(long, self.env._("Subjects and external IDs have %(count)s letters at most.", count=LONGEST))
        if self.source == MANUAL:
            stage.fail(SQL("TRUE"), self.env._("Name another source: this one is for what users write down."))
        minutes = SQL("s.minutes < 0 OR s.minutes > %s", MOST_MINUTES)
        stage.fail(minutes, self.env._("%(minutes)s is no duration: give up to 1,440 minutes.", minutes="{m}"), m="minutes")
        stage.set("duration", SQL("round(coalesce(s.minutes, 0)::numeric, 1)"), SQL("(SELECT 1) one"), SQL("TRUE"))
        find_moments(self, stage, "moment", "time")
        self._import_find_customer(stage)
        self._import_find_contact(stage)
        self._import_find_user(stage)

    def _import_find_contact(self, stage):
        """By name among the contacts of the row's customer."""
        self.env["res.partner"].flush_model(["name", "commercial_partner_id"])
        found = SQL(
            """
            (SELECT g.row_number, CASE WHEN count(*) = 1 THEN min(p.id) ELSE 0 END AS id
               FROM %s g JOIN res_partner p ON p.commercial_partner_id = g.partner_id AND btrim(p.name) = g.contact
                    AND p.id <> g.partner_id
              WHERE g.error IS NULL GROUP BY 1) f
            """,
            stage.table,
        )
        stage.set("contact_id", SQL("f.id"), found, SQL("f.row_number = s.row_number"))
        text = self.env._("The customer has no contact “%(name)s”, or several.", name="{name}")
        stage.fail(SQL("s.contact IS NOT NULL AND coalesce(s.contact_id, 0) = 0"), text, name="contact")

    def _import_find_user(self, stage):
        self.env["res.users"].flush_model(["login", "share"])
        stage.set("user_id", SQL("u.id"), SQL("res_users u"), SQL("u.login = s.login AND u.share IS NOT TRUE"))
        text = self.env._("Nobody works here with the login “%(login)s”.", login="{login}")
        stage.fail(SQL("s.login IS NOT NULL AND s.user_id IS NULL"), text, login="login")

    # -- entries stay as they are --------------------------------------------------------------------------------------

    def _import_match(self, stage, piece):
        result = super()._import_match(stage, piece)
        text = self.env._("The touchpoint %(id)s is on record with other content, which stays.", id="{id}")
        stage.fail(SQL("s.status = 'changed' AND %s", piece), text, id="external_id")
        return result
