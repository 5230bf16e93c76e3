"""The tables of python-stdnum: places of birth, networks. No Odoo here."""

from pathlib import Path

from stdnum import numdb


def open_table(name):
    """See to it that python-stdnum finds one of its tables.

    Odoo imports stdnum by a loader of its own, by which importlib doesn't find the files beside the code.

    :param str name: as in `stdnum.numdb.get`, "cn/loc" or "imsi"
    """
    try:
        numdb.get(name)
    except FileNotFoundError:
        with (Path(numdb.__file__).parent / f"{name}.dat").open(encoding="utf-8") as lines:
            numdb._open_databases[name] = numdb.read(lines)
