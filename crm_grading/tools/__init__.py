from . import clv, clv_bg_nbd, clv_gamma_gamma, clv_maximum
from . import customer_key
from . import import_cells, import_columns, import_reader, import_scan, import_sheet, import_stage, import_workbook
from . import split
from . import period
from . import normalise
