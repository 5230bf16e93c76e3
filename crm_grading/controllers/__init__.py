from . import import_files
||||||| parent of 381df65 ([ADD] crm_grading: a run as a workbook, streamed)
from . import grading_run_export
