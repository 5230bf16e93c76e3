"""Documents as files: PDFs where the server can make them."""


def printed(records, report):
    """Print records with full rights, in the language of their environment.

    :param str report: external id of an `ir.actions.report`
    :return: content, file extension and type; a web page where the server can't make PDFs
    """
    reports = records.env["ir.actions.report"].sudo()
    if reports.get_wkhtmltopdf_state() == "ok":
        content, kind = reports._render_qweb_pdf(report, records.ids)
    else:
        content, kind = reports._render_qweb_html(report, records.ids)
    return content, kind, "application/pdf" if kind == "pdf" else "text/html"
