"""Where does each block belong: clause, provision about breaches, sign-off, or nowhere that is known?"""

import re
from enum import StrEnum

from . import wording
from .blocks import PLAIN, Kind
from .companions import READ_WITH
from .kinds import Part, part_named
from .numbering import linked

LISTED = (Kind.ITEM, Kind.ROW)
WORDED = (Kind.ITEM, Kind.PARAGRAPH)
ROW_NUMBER = re.compile(r"\(?(\d{1,3}(?:\.\d{1,3}){0,4}|[a-z])[.)]?$")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]?\s+(?=[A-Z“\"'‘])")
# A list that tells what is meant ("This covers:") and orders nothing.
TELLS = re.compile(
    r"\b(?:covers?|includes?|including|appl(?:y|ies) to|means?|such as|examples?|for example"
    r"|following (?:sites|platforms|people|accounts"
    r"|definitions|words|terms)|refers? to|contact(?:s|ed)?)\b"
)


class Place(StrEnum):
    CLAUSE = "clause"
    PROVISION = "provision"
    SIGN_OFF = "sign-off"


def place_signatures(sections, placed):
    in_table_to_sign = signing = False
    for section in sections:
        signs_here = section.part is Part.SIGN_OFF
        heading = section.heading
        if heading and signing and heading.level >= PLAIN and part_named(heading.gist) is Part.OTHER:
            placed[heading] = Place.SIGN_OFF
            signs_here = True
        elif heading:
            signing = False
            if wording.PLACE_TO_WRITE.search(heading.gist) and wording.is_place_to_sign(heading.gist):
                placed[heading] = Place.SIGN_OFF
                signing = True
        for block in section.blocks:
            if block.kind is Kind.FURNITURE:
                continue
            if block.kind is Kind.ROW:
                if block.starts_table:
                    in_table_to_sign = signs_here or bool(
                        wording.SURE_SIGN_WORD.search(block.gist) and len(block.text) <= 120
                    )
                is_sign_off = in_table_to_sign
            elif block.kind is Kind.ITEM:
                is_sign_off = is_item_to_sign(block, section)
                signing = signing and is_sign_off
            elif wording.is_place_to_sign(block.gist):
                is_sign_off = signing = True
            else:
                is_sign_off = signs_here and block.kind is Kind.PARAGRAPH and section.part is Part.SIGN_OFF
                is_sign_off = is_sign_off or signing and wording.may_stand_below_a_signature(block.gist)
                is_sign_off = is_sign_off and not wording.is_paperwork(block.gist)
                signing = signing and is_sign_off
            if is_sign_off:
                placed[block] = Place.SIGN_OFF


def is_item_to_sign(item, section):
    if section.part is Part.SIGN_OFF:
        return True
    if wording.says_what_follows_a_breach(item.gist):
        return False
    if wording.PLACE_TO_WRITE.search(item.gist):
        return wording.is_place_to_sign(item.gist)
    return bool(wording.PLEDGE.match(item.gist)) and (section.part is not Part.CODE or " read" in item.gist[:40])


def place_provisions(sections, placed):
    for section in sections:
        list_of_sanctions = False
        for block, following in with_following(section.blocks):
            if block in placed or block.kind is Kind.FURNITURE:
                continue
            if block.kind is Kind.PARAGRAPH:
                list_of_sanctions = False
            tells = (
                section.part is Part.BREACH
                or list_of_sanctions
                or block.kind in WORDED
                and section.part is not Part.CONTENTS
                and wording.says_what_follows_a_breach(block.gist)
            )
            if not tells or block.names_columns or wording.is_paperwork(block.gist):
                continue
            if READ_WITH.match(block.text) and not wording.BREACH.search(block.gist):
                continue  # "Linked policies: …" at the foot of the page
            if block.kind is Kind.PARAGRAPH and block.leads_in and following and following.kind in LISTED:
                list_of_sanctions = True
            else:
                placed[block] = Place.PROVISION


def with_following(blocks):
    present = [block for block in blocks if block.kind is not Kind.FURNITURE]
    return zip(present, [*present[1:], None], strict=False)


def choose_clauses(sections, placed, statements):
    """(section, block, node, text) of every clause, in order. Sections of rules first; else whatever orders."""
    nodes, run = {}, 0
    for section in sections:
        found, run = linked(section.blocks, run)
        nodes.update(found)
    free = [(section, [b for b in section.blocks if is_free(b, placed, statements)]) for section in sections]
    chosen = [clause for section, blocks in free for clause in of_code(section, blocks, nodes)]
    if not any(section.part is Part.CODE for section, *_ in chosen):
        is_headed = any(section.heading and section.heading not in placed for section in sections)
        parts = (Part.OTHER, Part.DUTIES, Part.CODE)
        chosen = [
            clause
            for section, blocks in free
            if section.part in parts
            for clause in of_orders(section, blocks, nodes, is_headed)
        ]
    if not chosen:
        chosen = last_resort(sections, placed, statements)
    return [(section, block, nodes.get(block), text) for section, block, text in chosen]


def is_free(block, placed, statements):
    """Whether a block may still become a clause."""
    is_taken = block in placed or block in statements
    return bool(block.text) and not is_taken and not wording.is_paperwork(block.gist)


def of_code(section, blocks, nodes):
    """Where there are headings that say rules: what stands under them. Else only what is numbered throughout, as
    "3.2 Staff must …" is, which a school may cite wherever it stands."""
    if section.part is Part.CODE:
        return of_rules(section, blocks)
    if section.part in (Part.OTHER, Part.DUTIES):
        ordering = set()
        for block in blocks:
            if block.kind is Kind.ITEM:
                above = nodes[block].parent
                if block.marker.style == "dotted" and block.orders or above and above.block in ordering:
                    ordering.add(block)
        return [(section, block, block.text) for block in blocks if block in ordering]
    return []


def of_rules(section, blocks):
    """Everything listed under a heading that says rules; its paragraphs where the list is not what binds."""
    listed, orders, lead, leads_to_rules = [], False, section.heading, leads_to_orders(section.heading)
    for block in blocks:
        if block.kind is Kind.PARAGRAPH:
            lead, leads_to_rules = block, leads_to_orders(block)
        elif block.kind in LISTED and not block.names_columns and leads_to_rules:
            listed.append((section, block, row_text(block)))
            orders = orders or block.commands or bool(lead and lead.orders and lead.leads_in)
    prose = [
        (section, block, block.text)
        for block in blocks
        if block.kind is Kind.PARAGRAPH and not block.leads_in and block.orders
    ]
    return listed if listed and (orders or not prose) else prose


def leads_to_orders(lead):
    """Not, where it says "This covers:"; but "Unacceptable use includes:" does lead to what is forbidden."""
    if lead is None or not lead.leads_in or lead.orders or part_named(lead.gist) is Part.CODE:
        return True
    return not TELLS.search(lead.gist)


def of_orders(section, blocks, nodes, is_headed):
    """Items that order something, or whose lead-in, upper item or whole list does; else the paragraphs that do."""
    ordering, prose, in_run = set(), [], {}
    lead_orders = bool(section.heading and section.heading.leads_in and section.heading.orders)
    for block in blocks:
        if block.kind is Kind.PARAGRAPH:
            lead_orders = block.leads_in and block.orders
            if block.orders and not block.leads_in:
                prose.append(block)
        elif block.kind is Kind.ITEM:
            above = nodes[block].parent
            in_run.setdefault(nodes[block].run, []).append(block)
            if lead_orders or block.commands or above and above.block in ordering or is_called_rule(block):
                ordering.add(block)
    if section.part is Part.OTHER:
        for items in in_run.values():  # numbered rules of which most have a "must" are rules one and all
            if items[0].marker.counts and 2 * sum(item in ordering for item in items) > len(items):
                ordering.update(items)
    if is_headed:
        return [(section, block, block.text) for block in blocks if block in ordering] or [
            (section, block, block.text) for block in prose
        ]
    ordering.update(prose)
    return [(section, block, text) for block in blocks if block in ordering for text in sentences_of(block)]


def is_called_rule(item):
    """Such as "Rule 3: …", "Clause 4 …"."""
    return item.marker.style == "word" and item.marker.shown[:4].lower() in ("rule", "clau")


def last_resort(sections, placed, statements):
    """No rules anywhere: then tables that order, or the "I will ..." above the signatures, are the rules."""
    rows = [
        (section, block, row_text(block))
        for section in sections
        for block in section.blocks
        if block.kind is Kind.ROW and block not in placed and block not in statements and block.orders
    ]
    pledges = [
        (section, block, block.text)
        for section in sections
        for block in section.blocks
        if block.kind is Kind.ITEM and section.part is Part.SIGN_OFF and block.orders
    ]
    return rows or pledges


def sentences_of(block):
    """The orders in a paragraph without headings around it: itself, or each of its sentences that orders."""
    if block.kind is Kind.ITEM or len(block.text) > 100_000:
        return [block.text]
    ordering = [sentence for sentence in SENTENCE_END.split(block.text) if wording.obliges(wording.gist(sentence))]
    return ordering if len(ordering) > 1 else [block.text]


def row_label(block):
    """The number in a table's first column, "" where there is none."""
    first = next((cell for cell in block.cells if cell), "")
    match = ROW_NUMBER.match(first)
    return match[1] if match and sum(bool(cell) for cell in block.cells) > 1 else ""


def row_text(block):
    if block.kind is Kind.ROW and row_label(block):
        cells = [cell for cell in block.cells if cell]
        return " – ".join(cells[1:])
    return block.text
