from datetime import timedelta

from odoo import api, models
from odoo.tools import format_amount, format_date, formatLang

from .crm_tobacco_licence import HOLDING

# What a retailer reads of its file, by the groups of information; grade and compliance have pages of their own.
BASIC = ("code", "market", "store_format_id", "scale", "region_id", "opened_on")
PERSONAL = ("operator_name", "operator_gender", "operator_birthday", "operator_education", "operator_since")
MANAGEMENT = ("user_id", "order_day", "opening_hours", "floor_area", "staff_count", "has_till", "settlement")
SALES = ("net_sales_12m", "orders_12m", "average_order", "cartons_12m", "last_order")
IMAGE = ("has_sign", "counter_count", "shelf_count")


class CrmTobaccoPortal(models.AbstractModel):
    """The retailer's file and its licences on the portal."""

    _inherit = "crm.tobacco.portal"

    @api.model
    def _home_page(self):
        """:return: as super; licence (its head, or False), with notes when it does not hold or ends soon"""
        page = super()._home_page()
        retailer = self._own_retailer()
        page["notes"] += self._licence_notes(retailer)
        return page | {"licence": retailer.licence_id and self._licence_head(retailer.licence_id)}

    # -- file ----------------------------------------------------------------------------------------------------------

    @api.model
    def _file_page(self):
        """The file, as far as it is about the retailer itself.

        :return: dict of retailer (head), groups (list of {"name", "rows": [(label, text)]})
        :raise AccessError: the user is no retailer
        """
        retailer = self._own_retailer()
        groups = [
            {"name": name, "rows": [row for row in (self._file_row(retailer, each) for each in names) if row[1]]}
            for name, names in self._file_groups()
        ]
        address = retailer.partner_id._display_address(without_company=True)
        groups[0]["rows"].append((self.env._("Address"), ", ".join(filter(None, map(str.strip, address.split("\n"))))))
        return {"retailer": self._retailer_head(retailer), "groups": [group for group in groups if group["rows"]]}

    @api.model
    def _file_groups(self):
        """Return the groups of information with the names of their fields. Extend by super."""
        return [
            (self.env._("Basic"), BASIC),
            (self.env._("Personal"), PERSONAL),
            (self.env._("Management"), MANAGEMENT),
            (self.env._("Sales"), SALES),
            (self.env._("Image"), IMAGE),
        ]

    @api.model
    def _file_row(self, retailer, name):
        label = retailer._fields[name].get_description(self.env, ["string"])["string"]
        return label, self._file_text(retailer, name)

    @api.model
    def _file_text(self, retailer, name):
        """A value of the file as a text; empty for what nobody has noted, a box that is not ticked included."""
        value, kind = retailer[name], retailer._fields[name].type
        if not value:
            return ""
        if kind == "monetary":
            return format_amount(self.env, value, retailer.currency_id)
        if kind == "float":
            return formatLang(self.env, value, digits=0 if value == int(value) else 2)
        texts = {
            "date": lambda: format_date(self.env, value),
            "boolean": lambda: self.env._("Yes"),
            "selection": lambda: self._label(retailer, name),
            "many2one": lambda: value.display_name,
        }
        return texts[kind]() if kind in texts else str(value)

    # -- licences ------------------------------------------------------------------------------------------------------

    @api.model
    def _licence_page(self):
        """The licences of the retailer, the latest first, each with its steps.

        :return: dict of retailer (head), licences (heads with steps: date, text, reason), notes
        :raise AccessError: the user is no retailer
        """
        retailer = self._own_retailer()
        return {
            "retailer": self._retailer_head(retailer),
            "notes": self._licence_notes(retailer),
            "licences": [self._licence_head(each) | {"steps": self._licence_steps(each)} for each in retailer.licence_ids],
        }

    @api.model
    def _licence_head(self, licence):
        return {
            "number": licence.number,
            "kind": self._label(licence, "kind"),
            "valid_from": licence.valid_from,
            "valid_to": licence.valid_to,
            "state": licence.state,
            "state_label": self._label(licence, "state"),
            "suspended_until": licence.suspended_until,
        }

    @api.model
    def _licence_steps(self, licence):
        return self._step_rows(licence, licence.event_ids)

    @api.model
    def _step_rows(self, record, steps):
        """Return the steps of a record, the first one first: what it became, when and why."""
        labels = dict(record._fields["state"]._description_selection(self.env))
        return [{"date": step.date, "text": labels[step.state_to], "reason": step.reason} for step in steps.sorted("id")]

    @api.model
    def _licence_notes(self, retailer):
        """What the retailer has to know or to do about its licence, an alert each."""
        today = retailer.company_id._business_today()
        licence = retailer._licence_on(today)
        if not licence:
            return [{"kind": "danger", "text": self.env._("You have no tobacco licence that holds today.")}]
        if licence.state == "suspended":
            text = self.env._(
                "Your licence %(number)s is suspended until %(day)s.",
                number=licence.number,
                day=format_date(self.env, licence.suspended_until),
            )
            return [{"kind": "danger", "text": text}]
        return self._ending_notes(licence, today)

    @api.model
    def _ending_notes(self, licence, today):
        company = licence.company_id
        if licence.valid_to > today + timedelta(days=max(company.tobacco_reminder_days, company.tobacco_renewal_days)):
            return []
        following = licence.retailer_id.licence_ids.filtered(
            lambda each: each.valid_from > licence.valid_to and each.state in ("applied", *HOLDING)
        )
        day = format_date(self.env, licence.valid_to)
        if following:
            text = self.env._(
                "Your licence %(number)s ends on %(day)s; the next one is applied for.", number=licence.number, day=day
            )
            return [{"kind": "info", "text": text}]
        last = licence.valid_to - timedelta(days=company.tobacco_renewal_days)
        text = self.env._(
            "Your licence %(number)s ends on %(day)s: ask for the next one by %(last)s.",
            number=licence.number,
            day=day,
            last=format_date(self.env, last),
        )
        return [{"kind": "warning", "text": text}]
