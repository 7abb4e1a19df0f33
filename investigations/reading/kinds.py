"""What does a section hold, by its heading: rules, duties, what follows a breach, names to sign?"""

import re
from enum import StrEnum


class Part(StrEnum):
    CODE = "rules that bind"
    DUTIES = "responsibilities, of which some bind"
    BREACH = "what follows a breach"
    SIGN_OFF = "names and signatures"
    COMPANIONS = "policies to be read with this one"
    ASIDE = "what binds nobody: introduction, definitions, review"
    CONTENTS = "table of contents"
    OTHER = "not known by the heading"


CONTENTS = re.compile(r"(?:table of )?contents?$|index$")
SIGN_OFF = re.compile(
    r"\bsign(?:ed|ing)?[ -]?off\b|\bsignatures?\b|\bsigned\b|\bdeclaration\b|\backnowledge?ment\b|\bagreement form\b"
    r"|\breply slip\b|\bconsent form\b|^acceptance$|\bacceptance (?:of|form|slip)\b|\bstaff agreement$"
)
BREACH = re.compile(
    r"\bbreach|\bsanction|\bfail(?:ure|ing)? to\b|\bnon-? ?compliance|\bconsequence|\bdisciplin|\bmisconduct"
    r"|\bviolation"
    r"|\binfringement|\bcontravention|\benforcement|\bmisuse|\bif (?:things go wrong|the (?:rules|code)"
    r"|you break|staff break)"
    r"|\bbreak(?:s|ing)? (?:this|these|the|a|our|any)\b|\bnot followed\b|\bbroken\b"
)
COMPANIONS = re.compile(
    r"(?:our |the |other |list of |key |school )*(?:linked|related|associated|companion|supporting|connected"
    r"|relevant|other)\b"
    r"(?!.*legislation).{0,20}\b(?:policies|documents?|documentation|procedures|guidance)\b"
    r"|(?:\w+ ){0,3}links? (?:to|with)\b|see also\b|.*\b(?:read (?:with|alongside)|conjunction"
    r"|cross[- ]references?)\b"
)
ASIDE_FIRST = re.compile(
    r"(?:our |the |key |school )?(?:introduction|introductory|aims?|purpose|background|rationale|scope"
    r"|overview|context|foreword|definitions?"
    r"|glossary|terms used|contacts?|useful|legislation|legal|statutory|reviews?|monitoring|evaluation"
    r"|approval|version"
    r"|document control|history|references|equality|about|vision|values|ethos|statement of intent|policy statement"
    r"|objectives|distribution|who |what (?:is|are|this)|why|preface|summary|administration of this)\b"
)
ASIDE_ANYWHERE = re.compile(
    r"\b(?:introduction|definitions?|glossary|contacts|legislation|legal framework|review|approval"
    r"|version control|appendices)\b"
)
CODE = re.compile(
    r"\bcodes?\b|\bconduct\b|\brules?\b|\bexpect(?:ations?|ed)\b|\b(?:un)?acceptable (?:use|behaviou?r)\b"
    r"|\bmust\b|\bshould\b|\bwill\b"
    r"|\bshall\b|\bmay (?:not|only)\b|\bdo'?s\b|\bdon'?ts\b|\bdo not\b|\bnever\b|\balways\b|\bprohibited\b"
    r"|\bforbidden\b"
    r"|\b(?:not|never) (?:permitted|allowed|acceptable)\b|\brequirements?\b|\bstandards\b|\bobligations\b"
    r"|\bguidelines?\b"
    r"|\b(?:conditions|terms) of use\b|\bagree (?:to|that)\b|\bi agree\b|\bpromise|\bpledge"
)
DUTIES = re.compile(r"\bresponsib|\bduties\b|\broles\b|\bguidance\b|\bgood practice\b|\bprotocol|\badvice\b")
APPENDIX = re.compile(r"(?:appendix|annex|schedule)(?: \w{1,3})?\s*[:.–-]?\s+")


def part_named(heading):
    """What a section holds, from its heading's gist. The order decides: "Breaches of the code" is no code."""
    heading = APPENDIX.sub("", heading, count=1).strip(" .:-–")
    for part, pattern in (
        (Part.CONTENTS, CONTENTS.match),
        (Part.SIGN_OFF, SIGN_OFF.search),
        (Part.BREACH, BREACH.search),
        (Part.COMPANIONS, COMPANIONS.match),
        (Part.ASIDE, ASIDE_FIRST.match),
        (Part.CODE, CODE.search),
        (Part.DUTIES, DUTIES.search),
        (Part.ASIDE, ASIDE_ANYWHERE.search),
    ):
        if pattern(heading):
            return part
    return Part.OTHER
