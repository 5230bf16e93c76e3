from .exposure_common import ExposureCommon


class KpiCommon(ExposureCommon):
    """Short ways to the figures of a month."""

    def _take(self, day=None, company=None):
        """Work the month of a day out, at once."""
        company = company or self.company
        first = (day or company._business_today()).replace(day=1)
        months = self.env["crm.credit.month"]
        month = months.search([("company_id", "=", company.id), ("month", "=", first)])
        month = month or months.create({"company_id": company.id, "month": first})
        month._job_run_now()
        return month
