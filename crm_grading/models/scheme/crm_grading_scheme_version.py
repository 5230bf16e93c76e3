import hashlib
import json
from contextlib import contextmanager
from contextvars import ContextVar

from odoo import api, models

# Schemes that are being saved with all their parts: the change counts once.
SAVING = ContextVar("crm_grading_scheme_saving", default=frozenset())


@contextmanager
def _saving(schemes):
    token = SAVING.set(SAVING.get() | set(schemes.ids))
    try:
        yield
    finally:
        SAVING.reset(token)


class CrmGradingScheme(models.Model):
    """The version of a scheme counts the changes of its configuration, wherever they come from."""

    _inherit = "crm.grading.scheme"

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"version": 1, "fingerprint": False}

    @api.model_create_multi
    def create(self, vals_list):
        schemes = super().create(vals_list)
        for scheme in schemes:
            scheme._store_version(1, scheme._get_fingerprint())
        return schemes

    def write(self, vals):
        outermost = self.filtered(lambda scheme: scheme.id not in SAVING.get())
        with _saving(self):
            result = super().write(vals)
        outermost._note_change()
        return result

    def _note_change(self):
        """Count a version up where the configuration is another one than that of the present version."""
        for scheme in self.sudo().filtered(lambda scheme: scheme.id not in SAVING.get()):
            fingerprint = scheme._get_fingerprint()
            if scheme.fingerprint and fingerprint != scheme.fingerprint:
                scheme._store_version(scheme.version + 1, fingerprint)

    def _get_fingerprint(self):
        config = self._frozen_config()
        del config["scheme"]["version"]
        return hashlib.sha256(json.dumps(config, sort_keys=True).encode()).hexdigest()

    def _store_version(self, version, fingerprint):
        # sudo: a change of a measure may come from the manager of another company.
        with _saving(self):
            self.sudo()._guarded_write({"version": version, "fingerprint": fingerprint})
