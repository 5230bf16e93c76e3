from odoo import api, fields, models


class CrmTelecomEvent(models.Model):
    """A step of an account, a subscription or a service: what was done, why, as of which day and by whom."""

    _name = "crm.telecom.event"
    _description = "Telecom Event"
    _inherit = ["crm.event.mixin"]

    res_model = fields.Selection("_selection_model", string="Level", required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", required=True, readonly=True)
    account_id = fields.Many2one("crm.telecom.account", readonly=True, index="btree_not_null", ondelete="restrict")
    subscription_id = fields.Many2one("crm.telecom.subscription", readonly=True, index="btree_not_null", ondelete="restrict")
    reason_id = fields.Many2one("crm.telecom.reason", readonly=True, ondelete="restrict")
    effective_date = fields.Date(string="As of", required=True, readonly=True, help="From this day on it holds.")
    source = fields.Selection("_selection_source", required=True, readonly=True)
    note = fields.Text(readonly=True)

    _by_record = models.Index("(res_model, res_id, id)")

    @api.depends("verb")
    def _compute_display_name(self):
        labels = dict(self._selection_verb())
        for event in self:
            event.display_name = labels.get(event.verb)

    @api.model
    def _selection_model(self):
        """The models whose steps are logged. Extend by super."""
        labels = {
            "crm.telecom.account": self.env._("Account"),
            "crm.telecom.subscription": self.env._("Subscription"),
            "crm.telecom.service": self.env._("Service"),
        }
        return list(labels.items())

    @api.model
    def _selection_verb(self):
        """The steps of all these models. Extend by super."""
        labels = {
            "create": self.env._("Create"),
            "submit": self.env._("Submit"),
            "activate": self.env._("Activate"),
            "cancel": self.env._("Cancel"),
            "abort": self.env._("Abort"),
            "suspend": self.env._("Suspend"),
            "suspend_one_way": self.env._("Suspend One-way"),
            "suspend_two_way": self.env._("Suspend Two-way"),
            "ease": self.env._("Ease to One-way"),
            "resume": self.env._("Resume"),
            "give_notice": self.env._("Give Notice"),
            "withdraw_notice": self.env._("Withdraw Notice"),
            "terminate": self.env._("Terminate"),
            "close": self.env._("Close"),
            "design": self.env._("Design"),
            "reserve": self.env._("Reserve"),
            "release": self.env._("Release"),
            "install": self.env._("Install"),
            "deactivate": self.env._("Deactivate"),
        }
        return list(labels.items())

    @api.model
    def _selection_state(self):
        """The states of all these models."""
        labels = {}
        for model, _label in self._selection_model():
            labels |= dict(self.env[model]._fields["state"]._description_selection(self.env))
        return list(labels.items())

    @api.model
    def _selection_source(self):
        """What made the step. Extend by super."""
        labels = {
            "user": self.env._("By hand"),
            "cascade": self.env._("With the level above"),
            "order": self.env._("Sales order"),
            "network": self.env._("Network"),
            "job": self.env._("Scheduled job"),
            "portal": self.env._("Portal"),
            "import": self.env._("Import"),
        }
        return list(labels.items())

    @api.model
    def _guarded_fields(self):
        names = ("res_model", "res_id", "account_id", "subscription_id", "reason_id", "effective_date", "source", "note")
        return super()._guarded_fields() | dict.fromkeys(names, False)

    @api.model
    def _log_steps(self, steps):
        """As super; "user" is the source by default."""
        return super()._log_steps([{"source": "user"} | step for step in steps])
