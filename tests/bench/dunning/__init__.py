"""A dunning run over very many overdue customers."""

COLLECTOR = "collector"  # login of who sends; the password is "collector-pw"
