"""What is every browser told about a page?  That it keeps none of it, lends it to no other site, and turns nothing on."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NOTHING_KEPT = "no-store, private"
#: Passkeys alone are ours to ask for.
NOTHING_TURNED_ON = ", ".join(
    f"{what}=()"
    for what in (
        "accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope",
        "hid", "idle-detection", "magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip


class HeadersMiddleware:
    """Stands before everything that makes a page, so that errors and redirects have them too; style sheets do not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = NOTHING_KEPT
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = NOTHING_TURNED_ON
        return response
