from . import import_files
from . import grading_run_export
from . import portal
