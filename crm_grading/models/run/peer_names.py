from collections import defaultdict


class PeerNames:
    """What peer groups are called, in the language of the environment.

    Names of states, industries, people and so on are looked up with full rights, once for all groups: whoever may see a
    group may see who is in it.
    """

    def __init__(self, env, groups):
        """:param groups: [(names of the peer keys, values of the key)] of all groups that will be asked for"""
        self.env = env
        self.fields = env["res.partner"]._fields
        wanted = defaultdict(set)
        for names, key in groups:
            for name, value in zip(names, key, strict=False):
                field = self.fields.get(name)
                if field and field.type == "many2one" and value is not None:
                    wanted[field.comodel_name].add(value)
        self.known = {model: self._display_names(model, ids) for model, ids in wanted.items()}
        self.labels = {}

    def _display_names(self, model, ids):
        # sudo: see the class
        records = self.env[model].sudo().browse(ids).exists()
        return {record.id: record.display_name for record in records}

    def name(self, names, key, pooled):
        """Return the name of a group, None when something that it is named after is gone.

        :param names: the peer keys, fields of customers
        :param key: values of the first of them, as many as make up the group; none: all customers
        :param pooled: the group took in smaller ones
        """
        if len(key) > len(names):
            return None
        parts = [self._value(self.fields.get(name), value) for name, value in zip(names, key, strict=False)]
        if not all(parts):
            return None
        if not parts:
            return self.env._("Small groups") if pooled else self.env._("All customers")
        group = " / ".join(parts)
        return self.env._("%(group)s / small groups", group=group) if pooled else group

    def _value(self, field, value):
        if not field:
            return None
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if value is None or value == "":
            return self.env._("None")
        if field.type == "many2one":
            return self.known[field.comodel_name].get(value)
        if field.type == "selection":
            return self._label(field, value)
        return str(value)

    def _label(self, field, value):
        if field not in self.labels:
            self.labels[field] = dict(field._description_selection(self.env))
        return self.labels[field].get(value)
