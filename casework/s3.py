"""Where is the S3-compatible storage of the vault, and how long is it waited for? In the words of django-storages."""

from typing import Any

import environ
from botocore.config import Config


def storage_of_the_vault(env: environ.Env) -> dict[str, Any]:
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("VAULT_S3_BUCKET"),
            "location": env.str("VAULT_S3_PREFIX", default=""),
            "endpoint_url": env.str("VAULT_S3_ENDPOINT", default="") or None,
            "region_name": env.str("VAULT_S3_REGION", default="") or None,
            # A storage that is down should cost a page seconds, not minutes.
            "client_config": Config(
                connect_timeout=3, read_timeout=20, retries={"mode": "standard", "max_attempts": 3}
            ),
        },
    }
