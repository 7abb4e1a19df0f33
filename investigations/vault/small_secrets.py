"""How does a short secret lie in the database?  Sealed under a key of the keystore, so that a copied table opens nothing."""

import base64
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from . import keys

NONCE = 12


def seal(words: str, *, folder: str) -> str:
    nonce = os.urandom(NONCE)
    sealed = AESGCM(keys.folder_key_for_writing(folder)).encrypt(nonce, words.encode(), folder.encode())
    return base64.b64encode(nonce + sealed).decode()


def unseal(sealed: str, *, folder: str) -> str:
    """NoKey where the keystore does not open it; InvalidTag where somebody changed it."""
    raw = base64.b64decode(sealed)
    return AESGCM(keys.folder_key(folder)).decrypt(raw[:NONCE], raw[NONCE:], folder.encode()).decode()
