"""What is in a film or a sound?  Opened as the kind it was received as, and as nothing else.  Runs in the child only."""

import io
from typing import Any

#: The container by kind: a list of addresses, say, that calls itself a film is not followed.
CONTAINERS = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "audio/mp4": "mov",
    "video/webm": "matroska",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
}
NAMES = {
    "h264": "H.264",
    "hevc": "HEVC",
    "vp8": "VP8",
    "vp9": "VP9",
    "av1": "AV1",
    "aac": "AAC",
    "mp3": "MP3",
    "opus": "Opus",
}


def opened(original: bytes, content_type: str) -> Any:
    import av

    av.logging.set_level(None)
    return av.open(io.BytesIO(original), format=CONTAINERS[content_type], options={"protocol_whitelist": "none"})


def lines_of(original: bytes, content_type: str) -> list[str]:
    """ "Length: 2 minutes 5 seconds", and what is in it, a line for each."""
    with opened(original, content_type) as film:
        seconds = round(film.duration / 1_000_000) if film.duration and film.duration > 0 else None
        lines = [f"Length: {_length(seconds) if seconds is not None else 'not said in the file'}"]
        for stream in film.streams:
            if stream.type == "video":
                context = stream.codec_context
                lines.append(f"Picture: {_name(context)}, {context.width:,} by {context.height:,}")
            elif stream.type == "audio":
                context = stream.codec_context
                voices = {1: "one channel", 2: "two channels"}.get(context.channels, f"{context.channels} channels")
                lines.append(f"Sound: {_name(context)}, {voices}, {context.sample_rate:,} Hz")
        if len(lines) == 1:
            raise ValueError("There is nothing in it.")
        return lines


def _name(context: Any) -> str:
    name = str(context.name)
    return NAMES.get(name.removesuffix("float"), "uncompressed" if name.startswith("pcm") else name)


def _length(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    parts = [(hours, "hour"), (rest // 60, "minute"), (rest % 60, "second")]
    return " ".join(f"{n:,} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n) or "less than a second"
