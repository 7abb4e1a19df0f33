"""The site as the tests see it: a data folder of its own, cheap passwords, and the database the run was asked for.

`pytest` runs on an SQLite file with the options of the real one. `pytest --postgres` runs the tests marked `postgres`
on PostgreSQL: the one at TEST_DATABASE_URL, or a throw-away cluster. Settings are read before pytest has looked at
its options, so the choice is read from the command line here, and handed to xdist's workers in the environment.
"""

import atexit
import os
import shutil
import sys
import tempfile

from tests import servers

# A folder for each process, so that xdist's workers do not meet. Set before the site's settings are read.
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="casework-tests-", dir=servers.SHORT_FOLDER)
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
# A developer's own settings must not reach the tests.
for outside in [
    *["DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"],
    *["DEBUG", "HTTPS", "BEHIND_PROXY", "HSTS_SECONDS", "KEYSTORE_DIR", "CASEWORK_KEY", "CASEWORK_KEY_FILE"],
    *["CASEWORK_KEY_PREVIOUS", "CASEWORK_KEY_PREVIOUS_FILE", "VAULT_STORAGE"],
]:
    os.environ.pop(outside, None)

if "--postgres" in sys.argv and "TESTS_RUN_ON" not in os.environ:
    os.environ["TESTS_RUN_ON"] = os.environ.get("TEST_DATABASE_URL") or servers.postgres_for_this_run()
if "TESTS_RUN_ON" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["TESTS_RUN_ON"]

from casework.settings import *  # noqa: E402, F403
from casework.settings import DATA_DIR, DATABASES  # noqa: E402

# What the tests start as processes of their own must choose for themselves where it writes.
os.environ.pop("DATABASE_URL", None)

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # In a file, like the real one: a database in memory knows neither WAL nor a second writer.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A static file is looked for when it is asked for. To list all 1,500 of them anew, as the site does once when it starts,
# would cost each test's client more than its pages.
WHITENOISE_AUTOREFRESH = True
