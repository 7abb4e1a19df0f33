"""Which number does each clause bear? Its own where it has one, never the same number twice."""

from .blocks import Kind
from .marks import follows

RANK = {
    name: rank
    for rank, names in enumerate(
        (
            ("word", "capital roman"),
            ("number", "dotted"),
            ("capital",),
            ("letter",),
            ("roman",),
            ("bullet",),
            ("under-bullet",),
        )
    )
    for name in names
}
DEEPEST = 6


class Node:
    """An item's place in its list: under which item, in which run of a list, and called what."""

    __slots__ = ("block", "parent", "run", "label", "style", "depth", "children", "number", "written")

    def __init__(self, block, parent, run, label, style):
        self.block, self.parent, self.run, self.label, self.style = block, parent, run, label, style
        self.written = label
        self.depth = parent.depth + 1 if parent else 0
        self.children = 0
        self.number = ""


def linked(blocks, first_run=0):
    """A node for every item of one section, each knowing the item it stands under."""
    nodes, stack, run, interrupted = {}, [], first_run, False
    for block in blocks:
        if block.kind in (Kind.PARAGRAPH, Kind.ROW):
            interrupted = True
        if block.kind is not Kind.ITEM:
            continue
        style, label = style_of(block.marker, stack), block.marker.label
        if interrupted and not any(node.style == style and follows(label, node.label, style) for node in stack):
            stack, run = [], run + 1
        repeats = not interrupted
        interrupted = False
        sibling = find_place(stack, block, style, label)
        if sibling and style == "number" and label == sibling.written == "1" and repeats:
            label = str(int(sibling.label) + 1)  # Markdown lets every item of a list be "1."
        elif sibling and style != "bullet" and not stack and label in ("1", "a", "A", "i", "I"):
            run += 1
        node = Node(block, stack[-1] if stack else None, run, label, style)
        node.written = block.marker.label
        stack.append(node)
        nodes[block] = node
    return nodes, run + 1


def style_of(marker, stack):
    """Whether a lone "i" or "v" is a letter or a Roman number: the item before it tells."""
    if not marker.style.endswith("roman"):
        return marker.style
    letter = "letter" if marker.label.islower() else "capital"
    for node in reversed(stack):
        for style in (marker.style, letter):
            if node.style == style and follows(marker.label, node.label, style):
                return style
    return marker.style if len(marker.label) > 1 or marker.label in "iI" else letter


def find_place(stack, block, style, label):
    """Take from the stack what the item does not stand under; return the item before it on its own level."""
    if style == "dotted":
        while stack and not (stack[-1].style in ("dotted", "number") and label.startswith(stack[-1].label + ".")):
            stack.pop()
        return None
    while stack and stack[-1].block.indent > block.indent + 1:
        last = stack.pop()
        is_between = stack and stack[-1].block.indent < block.indent - 1 and last.block.indent - block.indent <= 2
        if is_between and last.style == style:
            return last  # set a little further out than the item before it, and yet beside it
    level = [node for node in stack if abs(node.block.indent - block.indent) <= 1]
    same = [node for node in level if node.style == style]
    if same:
        while stack[-1] is not same[-1]:
            stack.pop()
        return stack.pop()
    while stack and abs(stack[-1].block.indent - block.indent) <= 1 and not is_under(style, label, stack[-1].style):
        stack.pop()
    while len(stack) >= DEEPEST:
        stack.pop()
    return None


def is_under(style, label, above):
    """Whether an item set flush with another of a different style stands under it: "(a)" under "3."."""
    if style == "number" and above in ("dotted", "capital"):
        return label == "1"
    return RANK[style] > RANK[above]


class Numbers:
    """Gives out numbers in the order of the document."""

    def __init__(self, chosen):
        """`chosen`: (section, node or None, label of a table's row or "") for every clause."""
        self.taken = set()
        self.repeats = {}
        self.free = 0
        self.in_section = {}
        self.own = {self.own_label(*clause) for clause in chosen} - {""}
        self.prefixes = self.prefixes_of(chosen)

    def own_label(self, section, node, label):
        return label or (node.label if node and not node.parent else "")

    def prefixes_of(self, chosen):
        """Lists that use the same numbers are told apart by their section's number, or by their order."""
        groups, used_by, clashing = {}, {}, set()
        for section, node, label in chosen:
            if not (own := self.own_label(section, node, label)) or node and node.style == "dotted":
                continue
            group = (section, node.run if node else -1)
            groups.setdefault(group, str(len(groups) + 1))
            if used_by.setdefault(own, group) != group:
                clashing.update((used_by[own], group))
        return {group: group[0].number or groups[group] for group in clashing}

    def number(self, section, node, label, is_only=False):
        if node and (above := self.address(node.parent)):
            number = self.under(above, node, node.parent)
        elif own := self.own_label(section, node, label) or (node.label if node else ""):
            number = own
            prefix = self.prefixes.get((section, node.run if node else -1))
            if prefix and not (node and node.style == "dotted"):
                number = f"{prefix}.{own}" if own[0].isdecimal() else f"{prefix}({own})"
            elif section.number and not own[0].isdecimal():
                number = f"{section.number}({own})"
        elif section.number:
            number = section.number if is_only and section.number not in self.own else self.next_in(section)
        else:
            number = self.next_free()
        number = self.unique(number)
        if node:
            node.number = number
        return number

    def address(self, node):
        """What an item's points are numbered after, also where the item itself is no clause."""
        if node is None or node.number or not node.label:
            return node.number if node else ""
        above = self.address(node.parent)
        return self.under(above, node, node.parent) if above else node.label

    def under(self, above, node, parent):
        if node.style == "dotted":
            return node.label
        if node.label and node.label[0].isdecimal():
            return f"{above}.{node.label}"
        if node.label:
            return f"{above}({node.label})"
        parent.children += 1
        return f"{above}.{parent.children}"

    def next_in(self, section):
        while True:
            self.in_section[section] = self.in_section.get(section, 0) + 1
            number = f"{section.number}.{self.in_section[section]}"
            if number not in self.own and number not in self.taken:
                return number

    def next_free(self):
        while True:
            self.free += 1
            if str(self.free) not in self.own and str(self.free) not in self.taken:
                return str(self.free)

    def unique(self, number):
        first = number
        while number in self.taken:
            self.repeats[first] = self.repeats.get(first, 1) + 1
            number = f"{first}-{self.repeats[first]}"
        self.taken.add(number)
        return number
