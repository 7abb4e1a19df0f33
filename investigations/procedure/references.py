"""How is a case named?  By a random reference: a sequence would tell how many cases there are."""

import secrets

#: Without 0, O, 1, I, L and vowels: nothing to confuse when read aloud, and no words.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"


def new_reference() -> str:
    """Eight random characters in two groups, such as "7KXD-M4QP": 2.8 x 10^11 of them."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"
