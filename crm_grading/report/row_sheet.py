import re
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

# Characters that XML does not allow; Excel refuses a file that has one.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class RowSheet(Worksheet):
    """A sheet of a workbook in constant memory that takes whole rows.

    xlsxwriter handles each cell by half a dozen calls; for the millions of cells of a large run that is most of the time. A row
    that is complete can be written as one text. Texts stay texts, whatever they begin with.
    """

    def set_cell_formats(self, formats):
        """Give the number formats of the columns of the rows to come; None where there is none."""
        self._row_starts = []
        for place, style in enumerate(formats):
            index = f' s="{style._get_xf_index()}"' if style else ""
            self._row_starts.append((xl_col_to_name(place), index))

    def write_cells(self, line, values):
        """Write one row: texts and numbers; None and False are left out. Lines must come in rising order.

        :param line: 0 is the first line of the sheet
        """
        self._check_dimensions(line, len(values) - 1)
        self._write_single_row(line)  # finishes what was written cell by cell before
        number = line + 1
        cells = []
        for (column, style), value in zip(self._row_starts, values, strict=True):
            if value is None or value is False:
                continue
            if isinstance(value, str):
                text = escape(FORBIDDEN.sub("", value))
                cells.append(f'<c r="{column}{number}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
            else:
                cells.append(f'<c r="{column}{number}"{style}><v>{value}</v></c>')
        self.fh.write(f'<row r="{number}">{"".join(cells)}</row>')
