"""What do these words say: an order, a breach and what follows, a place to sign, the furniture of a page?

All questions are asked of the first part of a text in lower case with straight quotes (`gist`), so that a
line of two million letters costs no more than a long one.
"""

import re

LONGEST_LOOK = 1500

OBLIGES = re.compile(
    r"\b(?:must|mustn't|shall|shan't|should|shouldn't|will|won't|may not|may only|cannot|can not|can't|never"
    r"|do not|don't|has to|have to|needs? to|ought to|under no circumstances|strictly (?:prohibited"
    r"|forbidden)|refrain"
    r"|not (?:allowed|permitted|acceptable|be)"
    r"|(?:is|are|be) (?:also |always |only |strictly )?(?:allowed|permitted|required|expected|obliged"
    r"|prohibited|forbidden|to)\b"
    r"|nobody|no-one|no (?:member of|staff|one|pupils?|parents?|governors?|volunteers?|photographs?|images?))\b"
)
COMMANDS = re.compile(
    r"(?:always|never|ensure|keep|avoid|delete|lock|treat|respect|report|protect|make sure|take care|check|ask"
    r"|seek|remember|think|be|only|use(?! of)|do(?! you)|no) "
)
# "This policy will be reviewed every year" orders nobody to do anything that one could be accused of.
ABOUT_THE_PAPER = re.compile(
    r"\b(?:policy|code|document|agreement|guidance)\b.{0,30}? (?:will|shall|should|must|is to|are to|is"
    r"|was) (?:also )?"
    r"(?:be )?(?:reviewed|monitored|read|used in conjunction|made available|published|updated|approved"
    r"|adopted|ratified)\b"
)

BREACH = re.compile(
    r"\b(?:breach(?:es|ed|ing)?|fail(?:s|ed|ure|ing)? to (?:comply|follow|adhere|observe|abide|meet|keep|act)"
    r"|non-? ?complian\w+"
    r"|not compl(?:y|ied|ying)|contraven\w+|violat\w+|infring\w+|misuse\w*|break(?:s|ing)? (?:this|these|the|any)"
    r"|not (?:follow|adher|abid)\w+|disregard\w*|misconduct)\b"
)
WHAT_FOLLOWS = re.compile(
    r"\b(?:disciplin\w+|sanction\w*|dismiss\w+|gross misconduct|serious misconduct|fully investigated|be investigated"
    r"|consequences?|(?:action|steps)\b.{0,40}? (?:taken|follow)|(?:take|taking) (?:\w+ )?action|withdraw\w*|removed?"
    r"|termination|the police|legal action|dealt with|warnings?)\b"
)
UNDER_DISCIPLINE = re.compile(
    r"\b(?:dealt with|treated|managed|handled|investigated|considered|action)\b.{0,60}?\b(?:under|through"
    r"|using|in line with|within) .{0,40}?"
    r"\bdisciplin\w+ (?:and grievance )?(?:policy|procedures?|code|process)\b"
)
WILL_FOLLOW = re.compile(
    r"\b(?:may|will|can|could|would|might|shall|is|are|be)\b.{0,60}?\b(?:result|lead|led|treated|regarded|considered|"
    r"investigated|dealt|subject|viewed|constitute|taken|referred|face|managed|handled|addressed|reported|withdrawn"
    r"|removed|dismissed|disciplined)\b"
)

PLACE_TO_WRITE = re.compile(r"_{3,}|\.{4,}|…{2,}|(?:\. ){4,}|-{6,}|(?:\\_){3,}")
LABEL_TO_SIGN = re.compile(
    r"(?:i |we )?(?:print(?:ed)? name|full name|name|signed|signature|sign here|date|dated|position|role|job title"
    r"|head ?teacher|headteacher|principal|chair of governors|line manager|member of staff|staff member|witness)"
    r"(?:'s)?(?: \(?(?:of|by|on behalf of|in capitals|block capitals|print|name|signature|signed"
    r"|please print)\b[^:._…]{0,40})?"
    r"\)?\s*(?:[:.…_]|$)"
)
SIGN_WORD = re.compile(
    r"\b(?:signed|signatures?|sign|name|date|dated|position|role|head|teacher|headteacher|chair|principal)\b"
)
SURE_SIGN_WORD = re.compile(r"\b(?:signed|signatures?|print(?:ed)? name)\b")
PLEDGE = re.compile(
    r"(?:i|we)\b(?: the undersigned,?| \(.{0,40}\),?| [_.…]{3,},?)? (?:hereby )?(?:confirm|acknowledge|accept"
    r"|declare|agree to (?:follow|abide|comply)"
    r"|agree with|have (?:now )?(?:read|received|seen|been given)|certify|understand and (?:agree|accept))\b"
)
PAPERWORK = re.compile(
    r"(?:date|approved|adopted|agreed|ratified|reviewed|review|next review|last review(?:ed)?|version|author|owner"
    r"|policy (?:owner|date|number|author|lead)|document (?:owner|number|control)|issue(?:d)?|updated"
    r"|last updated|status"
    r"|governors' committee|statutory|website|created|prepared by|written by)\b"
)
A_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b")

PAGE_NUMBER = re.compile(r"(?:- ?)?(?:page |p\. ?|pg )?\d{1,3}(?: ?(?:of|/) ?\d{1,3})?(?: ?-)?$")
PAGE_IN_FOOTER = re.compile(r"\bpage \d{1,3}(?: ?(?:of|/) ?\d{1,3})?(?:$|[ |])")
DOTTED_TO_PAGE = re.compile(r"(?:\.{3}|…|(?:\. ){3})[. …]*\d{1,3}$|\t\s*\d{1,3}$")

SCHOOL = re.compile(
    r"\b(?:school|academy|academies|college|trust|federation|nursery|primary|infants?|juniors?"
    r"|governing (?:body|board))\b"
)
NAME_OF_PAPER = re.compile(r"(?!.*\b(?:this|the|our|these) (?:policy|procedure|agreement|code)\b)")
PAPER = re.compile(r"\b(?:policy|policies|agreement|procedures?|handbook|protocol|charter|aup)\b")
CODE_PAPER = re.compile(r"\b(?:code|rules|guidelines|guidance|statement|acceptable use)\b")


def gist(text):
    return text[:LONGEST_LOOK].lower().replace("’", "'").replace("‘", "'")


def obliges(said):
    """Whether a sentence, as its gist, orders or forbids something."""
    return bool(OBLIGES.search(said)) and not ABOUT_THE_PAPER.search(said)


def begins_with_command(said):
    """An item of a list may begin with its verb: "Keep your password to yourself"."""
    return bool(COMMANDS.match(said))


def says_what_follows_a_breach(said):
    if BREACH.search(said):
        return bool(WHAT_FOLLOWS.search(said) and WILL_FOLLOW.search(said))
    return "disciplin" in said and bool(UNDER_DISCIPLINE.search(said))


def is_place_to_sign(said):
    if PLEDGE.match(said):
        return True
    if len(said) > 200:
        return False
    if PLACE_TO_WRITE.search(said):
        words = PLACE_TO_WRITE.sub(" ", said)
        return bool(SIGN_WORD.search(words)) or not any(letter.isalnum() for letter in words)
    if PAPERWORK.match(said) and A_DATE.search(said):
        return False
    return bool(SURE_SIGN_WORD.search(said)) and (
        bool(LABEL_TO_SIGN.match(said)) or len(said) <= 60 and not said.endswith((".", "!")) and not obliges(said)
    )


def may_stand_below_a_signature(said):
    """A short label among places to sign: "Date:", "(Head Teacher)", "Position"."""
    return len(said) <= 80 and not said.endswith(".") and not obliges(said) or bool(PLACE_TO_WRITE.search(said[:200]))


def is_paperwork(said):
    """Approval and review dates, owners, version numbers."""
    return len(said) <= 120 and bool(PAPERWORK.match(said)) and (":" in said or bool(A_DATE.search(said)))


def is_page_furniture(said):
    if len(said) > 100:
        return False
    return bool(
        PAGE_NUMBER.match(said) or DOTTED_TO_PAGE.search(said) or PAGE_IN_FOOTER.search(said) and not obliges(said)
    )


def names_a_school(text):
    """As "St Anne's Primary School", but not "Use of the school minibus"."""
    small = ("of", "the", "and", "for", "at", "&", "–", "-")
    return bool(SCHOOL.search(gist(text))) and all(
        word.lower() in small or not word[0].islower() for word in text[:LONGEST_LOOK].split()
    )


def names_a_paper(said):
    """As "Staff disciplinary procedure", but not "Purpose of this policy"."""
    return bool(PAPER.search(said) and NAME_OF_PAPER.match(said))


def ends_a_sentence(text):
    return text.rstrip("\"'”’)*_ ").endswith((".", "!", "?", ";", ":"))
