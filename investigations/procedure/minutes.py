"""Which papers of a case reach the governing body?  (Domain paper, section 4: Part II, and the report after all appeals.)"""

from .labelled import Labelled


class MinuteKind(Labelled):
    AGENDA = "agenda", "Agenda item for Part II"
    EXTRACT = "extract", "Extract for the confidential minutes"
    REPORT = "report", "Report to the governing body, without names"


#: All that the agenda and the minutes that anybody may read say of it.
PUBLIC_LINE = "A confidential staffing item (Part II)"
