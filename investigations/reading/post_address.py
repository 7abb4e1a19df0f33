"""What does the address of a post say by itself?  The account and the post's number, where the platform puts them there."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class PostAddress:
    handle: str = ""
    post_id: str = ""


#: The end of the host's name, and the path with the parts that it names.
PLACES: tuple[tuple[str, str], ...] = (
    (r"(?:twitter|x)\.com", r"/(?P<handle>\w{1,15})/status(?:es)?/(?P<post>\d+)"),
    (r"instagram\.com", r"/(?:(?P<handle>[\w.]{1,30})/)?(?:p|reel|tv)/(?P<post>[\w-]+)"),
    (r"facebook\.com", r"/(?P<handle>[\w.-]+)/(?:posts|videos|photos)/(?:[^/]+/)?(?P<post>\w+)"),
    (r"tiktok\.com", r"/@(?P<handle>[\w.]{1,24})/(?:video|photo)/(?P<post>\d+)"),
    (r"threads\.(?:net|com)", r"/@(?P<handle>[\w.]{1,30})/post/(?P<post>[\w-]+)"),
    (r"bsky\.app", r"/profile/(?P<handle>[\w.:-]+)/post/(?P<post>\w+)"),
    (r"youtube\.com", r"/shorts/(?P<post>[\w-]{11})(?P<handle>)"),
    (r"youtu\.be", r"/(?P<post>[\w-]{11})(?P<handle>)"),
)
#: Where the number stands in the query instead.
ASKED = {"youtube.com": "v", "facebook.com": "story_fbid"}


def read_address(address: str) -> PostAddress:
    """What can be read out of it; empty where nothing can."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return PostAddress()
    for place, path in PLACES:
        found = re.match(path, parts.path, re.ASCII) if re.search(rf"(?:^|\.){place}$", host) else None
        if found:
            handle = found["handle"] or ""
            return PostAddress(f"@{handle}" if handle else "", found["post"])
    for place, name in ASKED.items():
        if host == place or host.endswith(f".{place}"):
            return PostAddress("", parse_qs(parts.query).get(name, [""])[0][:100])
    return PostAddress()
