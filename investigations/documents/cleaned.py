"""Which file do the readers of papers download?  Of a picture or a PDF, one without what camera and program noted in it.

Place, device and owner of a picture and the author of a PDF can tell who handed it in, and that may be whoever reported.
"""

from investigations.models import Evidence
from investigations.vault import store
from investigations.vault.child import TO_JPEG

from . import apart
from .burnt import CannotBurn, open_original
from .exhibits import PICTURED

#: Stands where the width of a preview would: no picture is so narrow.
CLEAN = 6
LARGEST = 512 * 1024 * 1024
CANNOT = "No copy without its notes can be made of this file, so it cannot be handed out from here."


def can_be_cleaned(exhibit: Evidence) -> bool:
    return exhibit.content_type in PICTURED


def ending_of_cleaned(exhibit: Evidence) -> str:
    """Pictures are drawn anew, photographs as JPEG and everything else as PNG."""
    if exhibit.is_pdf:
        return ".pdf"
    return ".jpg" if exhibit.content_type in TO_JPEG else ".png"


def cleaned(exhibit: Evidence) -> str:
    """Where it lies in the vault, made once.  Raises CannotBurn, or the vault's refusals."""
    folder, file = exhibit.vault_key.split("/")
    place = f"{folder}/previews/{file}-{CLEAN}"
    if not store.exists(place):
        with apart.work_folder() as work:
            open_original(exhibit, work / "evidence")
            job = {"source": str(work / "evidence"), "content_type": exhibit.content_type, "boxes": {}}
            try:
                apart.run(work, job | {"verb": "strip" if exhibit.is_pdf else "burn"}, seconds=120, memory_mb=1024)
            except apart.Stopped as stopped:
                raise CannotBurn(stopped.sentence or CANNOT) from stopped
            with (work / "rendition").open("rb") as made:
                store.write(made, key=place, limit=LARGEST)
    return place
