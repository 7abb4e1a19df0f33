import base64

import pytest


@pytest.fixture(autouse=True)
def own_vault(settings, tmp_path, monkeypatch):
    """Every test has a data folder of its own, and its key-encryption key lies outside of it."""
    for name in ("CASEWORK_KEY", "CASEWORK_KEY_FILE", "CASEWORK_KEY_PREVIOUS", "CASEWORK_KEY_PREVIOUS_FILE"):
        monkeypatch.delenv(name, raising=False)
    settings.DATA_DIR = tmp_path / "data"
    settings.VAULT_DIR = settings.DATA_DIR / "vault"
    settings.KEYSTORE_DIR = settings.DATA_DIR / "keystore"
    settings.CASEWORK_KEY = base64.b64encode(b"k" * 32).decode()
    settings.CASEWORK_KEY_FILE = settings.CASEWORK_KEY_PREVIOUS = settings.CASEWORK_KEY_PREVIOUS_FILE = ""
    return settings.VAULT_DIR
