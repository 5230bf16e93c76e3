"""Workbooks to download: made in a file and streamed from it, so that the process keeps no row."""

import os
import tempfile

from werkzeug.wsgi import wrap_file

from odoo.http import Response, content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def make_workbook(name, save):
    """Return the response with a workbook.

    :param name: of the download, without ending
    :param save: writes the workbook into the binary file that it is given
    """
    file = tempfile.TemporaryFile()  # gone when it is closed, after the last byte was sent
    try:
        save(file)
    except BaseException:
        file.close()
        raise
    return send_workbook(name, file)


def send_workbook(name, file):
    """Return the response with a workbook that has been written into an open binary file."""
    return send_file(f"{name}.xlsx", file, XLSX)


def send_file(name, file, content_type):
    """Return the response with an open binary file, from its beginning."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    headers = [
        ("Content-Type", content_type),
        ("Content-Length", size),
        ("Content-Disposition", content_disposition(name)),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return Response(wrap_file(request.httprequest.environ, file), headers=headers, direct_passthrough=True)
