"""A dunning run over very many overdue customers."""
