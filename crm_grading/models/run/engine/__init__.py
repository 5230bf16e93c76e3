"""How a run is computed: one module for each step, SQL on work tables, no customer's row in Python."""
