def like(model, name):
    """Return the selection of a field that has the choices of another model's field, in the reader's language."""
    return lambda records: records.env[model]._fields[name]._description_selection(records.env)
