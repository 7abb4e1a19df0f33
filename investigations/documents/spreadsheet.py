"""What may stand in a cell?  A spreadsheet takes a cell that begins with one of these for a formula, and would do it."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
