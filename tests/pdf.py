"""What stands in a PDF, as its words run on."""

import re
import subprocess


def text_of(pdf: bytes) -> str:
    words = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s+", " ", words)
