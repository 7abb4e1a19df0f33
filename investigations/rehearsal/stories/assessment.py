"""Concerns that have just come in, and those that wait for advice."""

from datetime import timedelta

from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.choices import AdviceFrom, Channel, FindingResult
from investigations.procedure.roles import Role

from ..pictures import Post, screenshot
from .telling import Telling


def a_tablet_without_a_code(story: Telling) -> None:
    """Reported, and nobody has looked at it yet."""
    story.begin(-1)
    story.at(0, "15:35")
    story.log(
        "Class tablet without a PIN left in the minibus",
        story.claim(
            "The Reception class tablet was found on the back seat of the minibus after the swimming run. It opened "
            "without a PIN, straight into the class account, with the week's pictures of the children still on it.",
            "1 4",
            0,
            device="Reception class tablet, asset tag LPS-0114",
        ),
        by="prior",
        about="bellamy",
        channel=Channel.SEEN,
        how="I was checking the minibus for lost property and found the tablet under a towel. I pressed the button to "
        "see whose it was and the class account opened. I did not post or delete anything.",
        at_once="I switched the tablet off, put it in the office safe and signed it in on the key sheet at 3:25pm.",
    )


def a_former_pupil_followed(story: Telling) -> None:
    """Reported, and nobody knows yet whose doing it was."""
    story.begin(-1)
    story.at(0, "11:20")
    story.log(
        "Class account follows a pupil who left last summer",
        story.claim(
            "The class account follows a personal account that appears to belong to a child who was in Year 6 until "
            "last summer. It was added from a device that is not on the school's list.",
            "5",
            -6,
            post_address="https://chalkboard.example/LarkfieldClass/following",
        ),
        by="it_lead",
        about="",
        channel=Channel.CHECK,
        how="Regular check of the list of accounts that the class account follows, compared with the last one.",
        at_once="I kept a picture of the list before touching anything. The account has not been unfollowed yet.",
    )


def pictures_on_a_telephone(story: Telling) -> None:
    """In assessment."""
    story.begin(-3)
    story.at(0, "16:10")
    story.log(
        "Year 4 pictures kept on a personal telephone",
        story.claim(
            "Pictures of Year 4 on the canal walk, posted to the class account last month, are still on Mr Nowak's "
            "own telephone. He showed them to colleagues in the staff room from his picture gallery.",
            "4",
            -1,
            device="Personal telephone",
        ),
        by="sandys",
        about="nowak",
        channel=Channel.IN_PERSON,
        how="Karol passed his telephone round at lunch to show us the heron. When I swiped, there were about forty "
        "more pictures of the children, going back to the start of term.",
    )
    story.at(1, "08:50")
    story.appoint("hr", Role.HR_ADVISER, "How to ask for the telephone has to be settled before anybody asks.")
    story.at(2, "09:15")
    story.assess()
    story.advise(
        "Ask Mr Nowak to bring the telephone in with a colleague present, and let him delete nothing beforehand. "
        "If he declines, do not press: note it. Until you know what the pictures show, nothing here points to more "
        "than a lapse, but the LADO's number should be to hand if that changes."
    )
    # The data protection officer has 72 hours from the morning on which the head was told what is on the telephone.
    story.ask(
        "Nothing that was said points to it. It is asked again when the telephone has been seen.",
        aware=story.moment(2, "08:30"), low_level="yes", data="not_known", data_risk="not_known",
    )  # fmt: skip


def messages_to_a_former_pupil(story: Telling) -> None:
    """Held for the advice of the LADO."""
    story.begin(-1)
    story.at(0, "12:30")
    story.log(
        "Private messages from the class account to a former pupil",
        story.claim(
            "In the last two weeks somebody used the class account to exchange private messages with a girl "
            "of 14 who left Larkfield three years ago. The messages are about football trials, and two of them were "
            "sent after 10pm.",
            "5 7",
            -12,
            happened_to=story.occurred(-2),
            post_address="https://chalkboard.example/LarkfieldClass/messages",
        ),
        by="dsl",
        about="reid",
        channel=Channel.TELEPHONE,
        reported_by="parent3",
        how="The girl's mother rang the school. She had seen the messages on a shared tablet and wanted to know which "
        "member of staff was writing to her daughter at night.",
        at_once="I thanked her, asked her to keep the tablet as it is, and told nobody but the head teacher. "
        "Mr Reid has not been spoken to.",
    )
    story.at(0, "14:40")
    story.assess()
    picture = screenshot(
        Post(
            name="Messages",
            handle="@LarkfieldClass",
            when="with a private account",
            caught=story.caught(0, "21:48"),
            address="https://chalkboard.example/LarkfieldClass/messages/771",
            text="Trials are Saturday 10am at the rec. You'd walk it. Keep it between us till I've sorted the list.",
            counts="Seen",
            replies=(("private account", "ok thanks!! mum says who is this"),),
        )
    )
    story.exhibit(
        "messages-shown-by-mother.png", picture, "Messages as the mother photographed them", by="head",
        source="The girl's mother", dated=story.clock.now.date() - timedelta(days=1),
    )  # fmt: skip
    story.at(0, "16:10")
    story.take(
        P.await_advice,
        advice_from=AdviceFrom.LADO,
        reason="An adult in a position of trust writing privately and late to a child may meet the harm threshold. "
        "Nobody speaks to Mr Reid before the LADO has advised.",
    )
    action = story.propose(
        "it_lead", 3, code="GA01",
        instructions="Export the message log of the class account and its list of sign-ins for the last six weeks. Change "
        "nothing, sign nobody out, and hand the export to the head teacher in person.",
    )  # fmt: skip
    story.approve(action)


def a_case_taken_up_again(story: Telling) -> None:
    """Closed without a case to answer, and reopened on new facts."""
    story.begin(-140)
    story.at(0, "10:05")
    story.log(
        "Newsletter list shown in a post from the office",
        story.claim(
            "A post about the school fair showed the office screen in the background, with the newsletter list and "
            "the e-mail addresses of eleven families.",
            "6",
            -1,
            post_address="https://chalkboard.example/LarkfieldClass/posts/46630118",
        ),
        by="business_manager",
        about="prior",
        channel=Channel.EMAIL,
        reported_by="parent2",
        how="Mr Petrov wrote to the office that he could read his own address in the picture.",
        at_once="The post was hidden within ten minutes. A copy was kept first.",
    )
    story.at(1, "09:00")
    story.assess()
    story.find_facts("A look at the original picture will show whether the addresses can be read.", severity="1")
    story.at(4, "14:00")
    picture = screenshot(
        Post(
            text="Two weeks to the school fair! Stalls still to be had: come and see us in the office.",
            when=story.posted(-1, "11:51"),
            caught=story.caught(-1, "12:02"),
            address="https://chalkboard.example/LarkfieldClass/posts/46630118",
            picture="School fair",
            counts="2 replies   5 liked",
        )
    )
    story.exhibit("school-fair-post.png", picture, "The post as it stood", by="head", source="Office")
    statement = story.statement(
        "prior",
        "I took the picture to show the bunting. I did look at what was behind me and thought the screen was too "
        "blurred to read. When Mr Siddiqui told me, I hid it at once. I am sorry for the upset.",
    )
    story.send(statement)
    story.at(5, "08:45")
    story.confirm(statement)
    story.at(8, "11:30")
    story.find(
        1,
        FindingResult.NOT_PROVED,
        "In the picture as posted no address can be read, even enlarged. Mr Petrov accepts that he recognised the list "
        "by its layout.",
        pro="Exhibit 1 shows the list on the screen.",
        con="Enlarged to four times its size, no line can be read.",
    )
    story.write_report(
        "none",
        process="Looked at the picture as posted, at full size and enlarged; spoke with Mrs Prior.",
        conclusion="Nobody's address was shown. No rule was broken.",
    )
    story.submit()
    story.at(10, "10:00")
    story.take(
        P.no_case_to_answer,
        reason="The picture showed nothing that could be read, and Mrs Prior acted quickly. There is nothing to answer.",
    )
    story.at(25, "15:30")
    story.close(
        evidence="The picture stays in the case; the original was deleted from the office telephone.",
        file="Nothing.",
        lessons="The screen in the office now faces the wall.",
    )
    story.at(139, "14:45")
    story.take(
        P.reopen,
        reason="The council's web team found the same picture at four times the size in the platform's own gallery. "
        "There the addresses of three families can be read, so the finding has to be looked at again.",
    )


STORIES = (
    a_case_taken_up_again,
    messages_to_a_former_pupil,
    pictures_on_a_telephone,
    a_former_pupil_followed,
    a_tablet_without_a_code,
)
