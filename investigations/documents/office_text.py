"""Which words are in a Word document or a workbook?  Read in the limited child, from the parts one sees on paper."""

import csv
import io
from pathlib import Path

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFICE = frozenset({WORD, EXCEL})


def text_in(source: Path, content_type: str) -> str:
    return _word(source) if content_type == WORD else _excel(source)


def _word(source: Path) -> str:
    """Paragraphs and tables in their order, with headers and footers; no comments, no earlier wording."""

    from docx import Document
    from docx.table import Table

    def lines(part) -> list[str]:
        found = []
        for block in part.iter_inner_content():
            if isinstance(block, Table):
                found += ["\t".join(cell.text.replace("\n", " ") for cell in row.cells) for row in block.rows]
            else:
                found.append(block.text)
        return found

    document = Document(str(source))
    edges = [
        part
        for section in document.sections
        for part in (section.header, section.footer)
        if not part.is_linked_to_previous
    ]
    return "\n".join([*lines(document), *(line for part in edges for line in lines(part)), ""])


def _excel(source: Path) -> str:
    """Sheet by sheet, as a table of comma-separated lines."""
    from python_calamine import CalamineWorkbook

    written = io.StringIO()
    workbook = CalamineWorkbook.from_path(str(source))
    for name in workbook.sheet_names:
        written.write(f"{name}\n")
        csv.writer(written, lineterminator="\n").writerows(workbook.get_sheet_by_name(name).to_python())
        written.write("\n")
    return written.getvalue()
