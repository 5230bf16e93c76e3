"""The project's own commands: ``python3 -m tools VERB``, used by the Makefile and bin/odoo.

Standard library only, so that it runs on a bare machine before any environment exists.
"""
