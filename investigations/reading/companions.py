"""Which other policies is this one to be read with?"""

import re

from . import wording
from .blocks import Kind
from .kinds import Part

# "alongside the E-Safety Policy": what follows names policies. "In addition to" does not say to read together.
READ_WITH = re.compile(
    r"\bconjunction with\b|\balongside\b|\bside by side with\b|\bread (?:together )?with\b"
    r"|\bread in (?:the )?light of\b"
    r"|\blinks? (?:closely )?(?:to|with)\b|\blinked (?:closely )?(?:to|with)\b|\bsee also\b"
    r"|\bcross[- ]referenced? (?:to|with)\b"
    r"|\b(?:linked|related|associated|companion|supporting|connected|relevant) (?:school )?"
    r"(?:policies|documents|documentation|procedures)(?: and (?:policies|documents|procedures|guidance))?"
    r"(?: (?:are|include|including)\b|(?=:)| -| –)|\bsupplements?\b|\bcomplements?\b",
    re.I,
)
END_OF_NAMES = re.compile(
    r"[.!?](?:\s|$)|\s(?:which|that|where|when|whenever|because|so that|as these|before|after|if|who"
    r"|available|found|kept|is|are|was|"
    r"were|must|should|will|may|can)\b",
    re.I,
)
IN_BRACKETS = re.compile(r"\([^()]{0,200}\)")
LINK = re.compile(r"\[([^\[\]]{1,200})\]\([^()\s]{0,500}\)")
SUCH_AS = re.compile(
    r"\b(?:such as|including|include|namely|in particular|for example|e\.g\.|especially|following|these)\b[:,]?", re.I
)
BEFORE_NAME = re.compile(
    r"(?:(?:and|the|our|its|this|both|any|all|(?-i:an?)|other|also|school['’]?s?|schools['’]|trust['’]s"
    r"|academy['’]s|council['’]s|dfe['’]s"
    r"|local authority['’]s|following|to|with|with the|existing|current|relevant|own|as well as|together with"
    r"|alongside)\s+)+",
    re.I,
)
POLICIES_ON = re.compile(r"(?:(?:the|our|its|school['’]?s?|other)\s+){0,3}policies (?:on|for|about)\s+", re.I)
A_PAPER = (
    r"(?:polic(?:y|ies)|procedures?|code|codes|agreements?|guidance|guidelines|handbook|protocols?|statement"
    r"|plan|charter|aup|act"
    r"|strategy|scheme|standards|regulations|(?:in|for) education)"
)
UP_TO_PAPER = re.compile(
    rf".*\b{A_PAPER}\b(?:\s\d{{4}}\b)?(?:\s(?:of|for|on)\s(?:the\s)?(?:[A-Z][\w'’-]*|and|of|Conduct|conduct"
    rf"|[Ss]taff|[Pp]upils)(?:\s(?:[A-Z][\w'’-]*|and(?=\s[A-Z])))*)?",
    re.I,
)
PAPER_WORD = re.compile(rf"\b{A_PAPER}\b", re.I)
PLURAL = re.compile(r"^(?P<name>.+)\s(?P<word>[Pp])olicies$")
# A name of nothing but these words is no name.
WORTHLESS = frozenset((
    "school", "school's", "schools", "policy", "policies", "and", "procedure", "procedures", "document",
    "documents", "other", "relevant", "the", "of", "all", "this", "these", "following", "guidance",
    "agreement", "agreements", "staff", "our", "related", "linked", "own", "code", "plan", "statement", "for",
    "in", "any",
))  # fmt: skip
# Names with an "and" of their own, which does not part two names.
PAIR = re.compile(
    r"\b(health|child protection|safeguarding|teaching|equality|relationships?|discipline|behaviour"
    r"|recruitment|dignity|grievance"
    r"|marking|attendance|mobile phones?|photographs?)(?:\s+and\s+|\s*&\s*)(safety|safeguarding"
    r"|child protection|learning|diversity|inclusion|sex"
    r"|health|grievance|discipline|selection|respect|feedback|punctuality|cameras?|videos?)\b",
    re.I,
)
HELD_AND = "\x01"
LONGEST_TAIL = 1000
LONGEST_NAME = 120


def read_companions(sections, placed):
    """The names of the companion policies, and the blocks which say nothing else than that."""
    names, statements, in_list = {}, set(), False
    for section in sections:
        lead = section.heading if section.heading and section.heading.leads_in else None
        in_list = section.part is Part.COMPANIONS or bool(lead and READ_WITH.search(lead.text))
        for block in section.blocks:
            if block in placed or block.kind is Kind.FURNITURE:
                continue
            is_rule = block.kind in (Kind.ITEM, Kind.ROW) and section.part is Part.CODE
            if in_list and (block.kind is Kind.ITEM or block.kind is Kind.ROW and not block.names_columns):
                found = name_of_item(block)
            elif is_rule:
                continue
            else:
                found = names_in(block.text, section.part is Part.COMPANIONS)
                leads_to_list = block.kind is Kind.PARAGRAPH and block.leads_in
                in_list = bool(leads_to_list and READ_WITH.search(block.text[: wording.LONGEST_LOOK])) or (
                    section.part is Part.COMPANIONS
                )
                if not found and not in_list:
                    continue
            statements.add(block)
            for name in found:
                names.setdefault(sameness(name), name)
    return tuple(names.values()), statements


def names_in(text, by_heading=False):
    """The names in prose: what stands behind "in conjunction with" until the sentence turns elsewhere."""
    text = without_links(text[:20_000])
    found, at = [], 0
    while match := READ_WITH.search(text, at):
        tail = text[match.end() : match.end() + LONGEST_TAIL]
        found += split_names(tail, by_place="polic" in match[0].lower() or tail.lstrip()[:1] == ":")
        at = match.end() + min(len(tail), 200)
    if by_heading and not found and len(text) <= LONGEST_TAIL:
        found = split_names(text, by_place="," in text or len(text) <= 60)
    return found


def name_of_item(block):
    text = without_links(block.text)
    if len(text) > 2 * LONGEST_NAME or block.orders:
        return []
    name = IN_BRACKETS.sub("", text).split(" – ")[0].strip(" .;,:")
    name = name.removesuffix(" and").rstrip(" ;,")
    return tidy(name) if name.count(" ") < 14 else []


def split_names(tail, by_place):
    """One name after the other. `by_place`: they need no word such as "policy" to be known as names."""
    tail = tail.replace("e.g.", "such as").lstrip(" :–-")
    in_brackets = " ".join(part[1:-1] for part in IN_BRACKETS.findall(tail[:300]))
    tail = IN_BRACKETS.sub("", tail)
    if end := END_OF_NAMES.search(tail):
        tail = tail[: end.start()]
    if ":" in tail[:80] and tail.partition(":")[2].strip():
        tail, by_place = tail.partition(":")[2], True
    elif (such := SUCH_AS.search(tail)) and tail[such.end() :].strip(" .,;:"):
        tail = tail[such.end() :]
    elif on := POLICIES_ON.match(tail):
        tail, by_place = tail[on.end() :], True
    if not tidy(bare(tail)) and in_brackets:
        tail, by_place = in_brackets, True
    pieces = [piece.strip() for piece in re.split(r"[,;]", PAIR.sub(rf"\1 {HELD_AND} \2", tail)) if piece.strip()]
    if not pieces:
        return []
    last = re.split(r"\s+(?:and|&|as well as|together with)\s+", pieces[-1])
    all_papers = all(PAPER_WORD.search(piece) for piece in pieces[:-1])
    names = [*pieces[:-1], *(part for part in last if part)]
    if plural := PLURAL.match(names[-1]):
        word = f" {plural['word']}olicy"
        names = [*names[:-1], plural["name"]]
        names = [name if PAPER_WORD.search(name) else name + word for name in names if bare(name)]
    elif all_papers and len(names) > 1 and PAPER_WORD.search(names[-1]) or not by_place:
        names = with_stray_words_joined(names)
    names = [name.replace(HELD_AND, "and") for name in names]
    return [name for piece in names for name in tidy(cut(piece, by_place))]


def with_stray_words_joined(names):
    """As "Health, Safety and Wellbeing Policy" is one name: words without a paper of their own go to the next."""
    joined, held = [], []
    for name in names:
        held.append(name)
        if PAPER_WORD.search(name):
            joined.append(held[0] if len(held) == 1 else ", ".join(held[:-1]) + " and " + held[-1])
            held = []
    return joined


def cut(piece, by_place):
    if match := UP_TO_PAPER.match(piece[:LONGEST_TAIL]):
        return match[0]
    return piece if by_place else ""


def tidy(name):
    name = bare(name)
    if not name or len(name) > LONGEST_NAME or not any(letter.isalpha() for letter in name):
        return []
    if all(word.strip("'’.,").lower() in WORTHLESS for word in name.split()):
        return []
    return [name[0].upper() + name[1:]]


def bare(name):
    name = name.strip(' \t.;,:–-"“”*_')
    if match := BEFORE_NAME.match(name + " "):
        name = name[match.end() :]
    return name.strip(" \t.;,:–-\"“”'")


def without_links(text):
    return LINK.sub(r"\1", text) if "](" in text else text


def sameness(name):
    return " ".join("".join(c if c.isalnum() else " " for c in name.lower()).split())
