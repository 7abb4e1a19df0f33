"""A case file as it might be, from plain values: the rehearsal school's case of a photograph posted with a name."""

import hashlib
import io

from django.template import engines
from django.template.loader import render_to_string
from PIL import Image, ImageDraw, ImageFont

from investigations.documents.contents import with_contents
from investigations.documents.exhibits import page_pictures
from investigations.documents.text import paragraphs_html, printable

SCHOOL = {
    "name": "Larkfield Primary School",
    "where": ["Mill Lane, Larkfield, LK4 7TT", "01632 960 417 · office@larkfield.example"],
}
DOCUMENT = {
    "title": "Photograph of a pupil on a class account",
    "kind": "Case file",
    "subtitle": "Investigation into a suspected breach of the social media code of conduct, the decisions taken and the evidence relied on",
    "name": "Case file",
    "reference": "LPS-7KQ3-M",
    "marking": "Confidential – staff matter",
    "subject": "Case file LPS-7KQ3-M",
    "made_at": "2026-12-07T14:05:00Z",
    "facts": [
        ("Reference", "LPS-7KQ3-M"),
        ("Concerning", "Daniel Okafor-Whitby, class teacher, Year 4"),
        ("Prepared for", "The disciplinary panel of the governing body"),
        ("Prepared by", "Ruth Ashdown, clerk to the governors"),
        ("Made on", "Monday 7 December 2026 at 2.05 pm"),
    ],
    "handling": "This copy is for the person named above. Do not copy it or pass it on; return it to the clerk after the hearing. "
    "Pupils are named by letter throughout. The file’s integrity can be checked against the list on its last page.",
}
LONG = (
    "I asked for the account’s full history and was given it by the school’s technician on the same afternoon. The post "
    "was made from a school tablet that had been signed out to Year 4. It shows a pupil at the edge of the picture, facing "
    "the camera, beneath a caption that gives the pupil’s first name and surname. The consent form held by the office "
    "allows photographs in the school’s newsletter, and does not allow them on any public account.\n\n"
    "Mr Okafor-Whitby told me that he had taken the picture to show the display, that he had not seen the pupil at its edge, "
    "and that the name had come from the label beneath the model. He removed the post when a colleague told him of it, which "
    "the account’s log puts at nineteen minutes past four."
)
EVENTS = [
    (
        "Thursday 12 November 2026",
        "3.41 pm",
        "The photograph is posted on the class account, with a caption that names Pupil A.",
        "Exhibit 1",
    ),
    (
        "Thursday 12 November 2026",
        "4.19 pm",
        "The post is removed by Mr Okafor-Whitby after a colleague speaks to him.",
        "Exhibit 2; statement of J. Marsh",
    ),
    (
        "Thursday 12 November 2026",
        "4.50 pm",
        "Ms Marsh reports what she saw to the head teacher, who records it.",
        "Log of the case",
    ),
    (
        "Friday 13 November 2026",
        "",
        "The technician preserves the account’s history and the tablet is withdrawn from use. " * 2,
        "Exhibit 4",
    ),
    (
        "Monday 16 November 2026",
        "10.00 am",
        "Mrs Hale is appointed to investigate. Terms of reference are given to her and to Mr Okafor-Whitby.",
        "Letter of 16 November",
    ),
    (
        "Wednesday 18 November 2026",
        "9.15 am",
        "Interview of Ms Marsh, who reads and confirms her statement on the following day.",
        "Statement 1",
    ),
    (
        "Thursday 19 November 2026",
        "3.45 pm",
        "Interview of Mr Okafor-Whitby, accompanied by his union’s branch secretary.",
        "Statement 2",
    ),
] * 3
BODY = """{% extends "documents/base.html" %}{% block body %}
<section class="part"><h1 id="summary" class="numbered">Summary</h1>
{{ summary }}
<h2 id="people" class="numbered">People and their parts</h2>{% include "documents/parts/facts.html" with facts=people only %}
<h2 id="stage" class="numbered">Where the case stands</h2><div class="notice"><p>Referred to the disciplinary procedure on Friday 27 November 2026. The hearing is on Monday 14 December 2026.</p></div></section>
<section class="part"><h1 id="policy" class="numbered">The policy in force</h1><p>Social media code of conduct, version 3, in force from 1 September 2026 and signed by Mr Okafor-Whitby on Thursday 3 September 2026.</p>
{% for clause in clauses %}{% include "documents/parts/clause.html" with clause=clause only %}{% endfor %}</section>
<section class="part"><h1 id="allegations" class="numbered">Allegations and findings</h1>
{% for allegation in allegations %}{% include "documents/parts/allegation.html" with allegation=allegation level=2 only %}{% endfor %}</section>
<section class="part"><h1 id="chronology" class="numbered">Chronology</h1>{% include "documents/parts/chronology.html" with rows=rows only %}</section>
<section class="part"><h1 id="statements" class="numbered">Statements</h1>
{% for statement in statements %}<h2 id="{{ statement.anchor }}" class="numbered">{{ statement.title }}</h2><div class="paragraphs own">{{ statement.text }}</div>{% include "documents/parts/signature.html" with sign=statement.sign only %}{% endfor %}</section>
<section class="part"><h1 id="exhibits" class="numbered">Exhibits</h1>
<table><colgroup><col style="width: 24mm"><col><col style="width: 38mm"><col style="width: 16mm"></colgroup><thead><tr><th scope="col">Exhibit</th><th scope="col">Description</th><th scope="col">Received</th><th scope="col" class="number">Pages</th></tr></thead>
<tbody>{% for exhibit in exhibits %}<tr><td>{{ exhibit.label }}</td><td>{{ exhibit.title }}</td><td>13 November 2026</td><td class="number">{{ exhibit.pictures|length }}</td></tr>{% endfor %}</tbody></table>
{% for exhibit in exhibits %}{% include "documents/parts/exhibit.html" with exhibit=exhibit only %}{% endfor %}</section>
{% endblock %}"""


def case_file() -> tuple[str, dict[str, bytes]]:
    """The finished HTML of the sample and its parts, with the pictures made of its evidence."""
    assets, exhibits = {}, []
    evidence = [
        ("Photograph of the display as posted", "image/jpeg", photograph()),
        ("Screenshot of the post with its caption", "image/png", screenshot((1170, 2532))),
        ("Screenshot of the whole thread", "image/png", screenshot((1080, 5600))),
        (
            "History of the class account for 12 November 2026, as exported by the technician",
            "application/pdf",
            ten_pages(),
        ),
        ("Photograph of the label beneath the model", "image/jpeg", photograph((3024, 4032))),
    ]
    for number, (title, kind, content) in enumerate(evidence, start=1):
        pictures = []
        for page in page_pictures(content, kind):
            part = f"exhibit-{number}-{page.page}{page.suffix}"
            assets[part] = page.content
            pictures.append({"part": part, "lying": page.width > page.height})
        exhibits.append(
            {
                "anchor": f"exhibit-{number}",
                "label": f"Exhibit {number}",
                "title": title,
                "facts": [
                    ("Source", "J. Marsh, Year 4 teaching assistant"),
                    ("Received", "Friday 13 November 2026, 9.02 am"),
                    ("File", "IMG_2041.JPG"),
                ],
                "sha256": hashlib.sha256(content).hexdigest(),
                "pictures": pictures,
            }
        )
    context = {
        "school": SCHOOL,
        "document": DOCUMENT,
        "summary": paragraphs_html(LONG),
        "people": [
            ("Case manager", "Helen Prior, head teacher"),
            ("Investigating officer", "Margaret Hale, deputy head"),
            ("Subject", "Daniel Okafor-Whitby, class teacher"),
            ("Companion", "P. Lennox, branch secretary"),
            ("Clerk", "Ruth Ashdown"),
        ],
        "clauses": [
            {"number": number, "text": paragraphs_html(text), "from": "Social media code of conduct, version 3"}
            for number, text in [
                (
                    "3",
                    "Pictures in which a pupil can be recognised are not posted together with a name by which the pupil could be found.",
                ),
                (
                    "5",
                    "Before a picture is posted, whoever posts it checks the consent that the office holds for every pupil in it.",
                ),
            ]
        ],
        "allegations": [
            allegation(1, "A picture with a pupil’s full name was posted", "Proved"),
            allegation(2, "Consent was not checked beforehand", "Partly proved"),
            allegation(3, "The post was left up after it was reported", "Not proved"),
        ],
        "rows": [
            {"when": when, "clock": clock, "what": what, "source": source} for when, clock, what, source in EVENTS
        ],
        "statements": [
            {
                "anchor": f"statement-{number}",
                "title": f"Statement of {who}",
                "text": paragraphs_html("\n\n".join([LONG] * 3)),
                "sign": {"name": who, "on": "Confirmed on Thursday 19 November 2026"},
            }
            for number, who in enumerate(["Josephine Marsh", "Daniel Okafor-Whitby"], start=1)
        ],
        "exhibits": exhibits,
    }
    return with_contents(engines["django"].from_string(BODY).render(printable(context))), assets


def allegation(number: int, title: str, result: str) -> dict:
    return {
        "anchor": f"allegation-{number}",
        "number": number,
        "title": title,
        "text": paragraphs_html(
            "On Thursday 12 November 2026 at 3.41 pm, on the account @LarkfieldYear4, from a school tablet in the Year 4 classroom."
        ),
        "facts": [("Clauses", "3 and 5 of version 3"), ("Severity", "Serious, as the policy has it for clause 3")],
        "clauses": [],
        "finding": {
            "result": f"{result}, on the balance of probabilities",
            "reasons": paragraphs_html(LONG),
            "supports": [
                "Exhibit 1: the picture as it stood at 3.41 pm",
                "Statement of Josephine Marsh, paragraphs 3 to 5",
            ],
            "against": ["Statement of Daniel Okafor-Whitby: the pupil was not noticed"],
            "made": "Margaret Hale, investigating officer, Wednesday 25 November 2026",
        },
    }


def letter() -> str:
    body = paragraphs_html(
        "\n\n".join([LONG, "You may be accompanied by a colleague or by an official of your union.", LONG, LONG])
    )
    return render_to_string(
        "documents/letter.html",
        {
            "school": SCHOOL,
            "letter": {
                "reference": "LPS-7KQ3-M",
                "marking": "Private and confidential – to be opened by the addressee only",
                "to": ["Mr D. Okafor-Whitby", "14 Tanner’s Row", "Larkfield", "LK4 2BD"],
                "particulars": [
                    ("Our reference", "LPS-7KQ3-M/4"),
                    ("Date", "Monday 30 November 2026"),
                    ("Sent by", "First-class post and by hand"),
                ],
                "greeting": "Dear Mr Okafor-Whitby",
                "subject": "Invitation to a disciplinary hearing",
                "body": body,
                "closing": "Yours sincerely",
                "sign": {"name": "Ruth Ashdown", "as": "Clerk to the governors"},
                "enclosures": ["Bundle of 34 pages", "Disciplinary procedure"],
                "copies": ["P. Lennox, companion"],
            },
        },
    )


def report() -> str:
    parts = [
        ("introduction", "Introduction"),
        ("process", "How the investigation was done"),
        ("findings", "What was found"),
        ("conclusion", "Conclusion"),
    ]
    return with_contents(
        render_to_string(
            "documents/report.html",
            {
                "school": SCHOOL,
                "document": {**DOCUMENT, "kind": "Investigation report", "name": "Investigation report"},
                "parts": [
                    {
                        "anchor": anchor,
                        "title": title,
                        "divisions": [
                            {"title": "Background", "text": paragraphs_html(LONG)},
                            {"title": "Particulars", "text": paragraphs_html(LONG)},
                        ],
                    }
                    for anchor, title in parts
                ],
                "sign": {"name": "Margaret Hale", "as": "Investigating officer", "on": "Wednesday 25 November 2026"},
            },
        )
    )


def photograph(size=(4032, 3024)) -> bytes:
    """A picture with the unevenness of a photograph, and the particulars that a telephone writes into it."""
    small = Image.effect_noise((size[0] // 8, size[1] // 8), 60).resize(size).convert("RGB")
    ImageDraw.Draw(small).ellipse((size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2), fill=(190, 120, 60))
    particulars = Image.Exif()
    particulars[0x010F] = "Telephone of J. Marsh"
    return _saved(small, "JPEG", exif=particulars)


def screenshot(size) -> bytes:
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    for line in range(60, size[1] - 60, 90):
        draw.text(
            (60, line),
            f"@LarkfieldYear4  {line // 90 + 1}: our volcano models are finished!",
            fill=(20, 23, 28),
            font=ImageFont.load_default(38),
        )
    return _saved(picture, "PNG")


def ten_pages() -> bytes:
    pages = []
    for number in range(1, 11):
        page = Image.new("RGB", (1240, 1754) if number != 4 else (1754, 1240), "white")
        draw = ImageDraw.Draw(page)
        draw.text((120, 110), f"Account history, sheet {number} of 10", fill="black", font=ImageFont.load_default(44))
        for line in range(20):
            draw.text(
                (120, 230 + 44 * line),
                f"2026-11-12 15:{line + number:02}:07  session 81{number}{line:02}  view  /status/{line}",
                fill="black",
                font=ImageFont.load_default(26),
            )
        pages.append(page)
    written = io.BytesIO()
    pages[0].save(written, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return written.getvalue()


def _saved(picture: Image.Image, form: str, **how) -> bytes:
    written = io.BytesIO()
    picture.save(written, form, **how)
    return written.getvalue()
