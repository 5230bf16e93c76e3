from odoo import fields, models

from ..tools.arguments import check_one


class CrmGradingPublication(models.TransientModel):
    """What happens to the customers' grades when a run is published, to be looked at before."""

    _name = "crm.grading.publication"
    _description = "Publication of a Run"
    _rec_name = "run_id"

    run_id = fields.Many2one("crm.grading.run", required=True, readonly=True, ondelete="cascade")
    replaced_run_id = fields.Many2one("crm.grading.run", string="Replaces", compute="_compute_replaced_run_id")
    population = fields.Integer(related="run_id.population")
    rated_count = fields.Integer(related="run_id.rated_count")
    not_rated_count = fields.Integer(related="run_id.not_rated_count")
    new_count = fields.Integer(related="run_id.new_count")
    up_count = fields.Integer(string="▲ Better Grade", compute="_compute_moves")
    down_count = fields.Integer(string="▼ Worse Grade", compute="_compute_moves")
    same_count = fields.Integer(string="Same Grade", compute="_compute_moves")
    first_count = fields.Integer(string="First Grade", compute="_compute_moves", help="Without a grade in the run before.")
    lost_count = fields.Integer(string="Lose Their Grade", compute="_compute_moves", help="Graded before, and not now.")

    def _compute_replaced_run_id(self):
        for publication in self:
            publication.replaced_run_id = publication.run_id._find_published() - publication.run_id

    def _compute_moves(self):
        """Against the run before, as in its dashboard: by the grades that count."""
        results = self.env["crm.grading.result"]
        for publication in self:
            run = [("run_id", "=", publication.run_id.id)]
            graded = [*run, ("final_grade_id", "!=", False)]
            publication.up_count = results.search_count([*graded, ("movement", ">", 0)])
            publication.down_count = results.search_count([*graded, ("movement", "<", 0)])
            publication.first_count = results.search_count([*graded, ("previous_grade_id", "=", False)])
            publication.same_count = (
                results.search_count(graded) - publication.up_count - publication.down_count - publication.first_count
            )
            publication.lost_count = results.search_count(
                [*run, ("final_grade_id", "=", False), ("previous_grade_id", "!=", False)]
            )

    def action_publish(self):
        """Publish the run.

        :raise AccessError: no grading manager
        :raise UserError: it can't be published, not any more
        """
        check_one(self)
        self.run_id.action_publish()
        return {"type": "ir.actions.act_window_close"}
