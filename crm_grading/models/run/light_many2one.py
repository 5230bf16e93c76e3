from odoo import fields


class LightMany2one(fields.Many2one):
    """A many2one without foreign key, for tables of millions of rows that only the engine writes.

    Each foreign key is looked up once for every row inserted, and half a dozen of them take longer than the row itself.
    Use it only where something else keeps the target alive: a run holds its grades, dimensions and caps by foreign keys,
    and peer groups come and go with the results.
    """

    def update_db_foreign_key(self, model, column):
        """Make no foreign key."""
