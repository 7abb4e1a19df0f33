"""Cases under investigation: in fact-finding, formal, paused, and one that is late."""

from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.choices import AdviceFrom, Channel, FindingResult, Recommendation
from investigations.procedure.clocks import Clock
from investigations.procedure.roles import Role

from ..pictures import Post, scan, screenshot
from . import beside
from .telling import Telling


def a_late_fact_finding(story: Telling) -> None:
    """Overdue: the report should have been there a week ago."""
    story.begin(-30)
    story.at(0, "09:05")
    story.log(
        "Remark about a family's parking on the class account",
        story.claim(
            "A reply of the class account to a parent said: “Perhaps walk the two hundred yards, then you would not "
            "need the zigzags.” Other parents named the family below it.",
            "6",
            -1,
            post_address="https://chalkboard.example/LarkfieldClass/posts/48001377",
            device="Year 4 class tablet, asset tag LPS-0121",
        ),
        by="prior",
        about="sandys",
        channel=Channel.COMPLAINT,
        reported_by="parent3",
        how="Ms Lowe complained in writing. She says that she was laughed at in the playground the next morning.",
        at_once="The reply was hidden. Captures of the reply and of the nine answers to it were kept first.",
    )
    story.at(1, "10:00")
    story.assess()
    story.find_facts(
        "What was written is not in doubt. A short look will show who had the tablet and what led to it.",
        officer="inclusion_lead",
    )
    story.at(2, "08:40")
    story.tell_the_employee()
    story.at(4, "13:00")
    picture = screenshot(
        Post(
            text="Please keep the zigzag lines clear at home time. Thank you!",
            when=story.posted(-1, "15:02"), caught=story.caught(0, "08:52"),
            address="https://chalkboard.example/LarkfieldClass/posts/48001377",
            replies=(
                ("Parent of two", "Some of us have a baby in the car and nowhere else to stop."),
                ("Larkfield Class", "Perhaps walk the two hundred yards, then you would not need the zigzags."),
                ("Another parent", "We all know who that is."),
            ),
            counts="11 replies   0 shared   7 liked",
        )
    )  # fmt: skip
    exhibit = story.exhibit("parking-reply.png", picture, "The reply and what followed", source="Office")
    story.bears(exhibit, a1="supports")
    statement = story.statement(
        "sandys",
        "I was on gate duty all week and was shouted at twice. I had the tablet in my hand when the reply came up. I "
        "typed it and sent it before I thought. I am sorry that a family was talked about because of me.",
    )
    story.send(statement)
    story.at(9, "10:15")
    action = story.propose(
        "head", 6, code="GA13",
        instructions="Answer Ms Lowe's complaint: what was wrong, that it is being looked into, and whom she can ring.",
    )  # fmt: skip
    story.approve(action)
    story.at(12, "15:30")
    story.complete(action, "Letter handed over at the meeting with Ms Lowe.", minute="Complaints log 14")
    story.at(13, "09:00")
    beside.complains(
        story,
        "parent3",
        "She is not content with the letter, and wants to know why it takes so long and who answers her.",
    )


def a_handle_given_to_pupils(story: Telling) -> None:
    """Preliminary fact-finding."""
    story.begin(-9)
    story.at(0, "15:40")
    story.log(
        "Choir children told to follow a teacher's own account",
        story.claim(
            "At choir practice Ms Cho told the children that they could find her concert on her own account, and wrote "
            "its name on the board. Nothing was said about ages or about being careful whom they answer.",
            "7",
            -1,
        ),
        by="mensah",
        about="cho",
        channel=Channel.IN_PERSON,
        how="Three children from my class asked me for help to sign up. They are ten.",
        at_once="I told the three that they are too young for it and rang their parents.",
    )
    story.at(1, "09:20")
    story.assess()
    story.at(2, "11:00")
    story.find_facts(
        "A single remark at choir, and no sign of contact with a child. A brief look at the facts will do.",
        severity="1",
    )
    story.at(3, "08:35")
    story.tell_the_employee("by_email", "elaine.cho@larkfield.example")
    story.at(5, "12:30")
    first = story.statement(
        "mensah",
        "The three said that it was on the board in the music room: “find me at” and then a name. I went to look at "
        "break and the board had been wiped. One of them had it on her hand in felt-tip.",
    )
    story.send(first)
    story.at(6, "09:00")
    story.confirm(first)
    story.at(7, "15:30")
    second = story.statement(
        "cho",
        "I was full of the concert and I did say it. I meant that their parents could look. I did not think of the ages.",
    )
    story.send(second)
    story.happened(-1, "12:15", "Choir practice in the music room.")
    story.happened(0, "10:40", "Three children ask Mrs Mensah to help them to sign up.")


def a_dispute_in_the_head_teachers_name(story: Telling) -> None:
    """About the head teacher: the chair manages it, and somebody from outside the school investigates."""
    story.begin(-14)
    story.manager = "chair"
    story.at(0, "16:45")
    story.log(
        "Argument with a parent from the class account, by the head teacher",
        story.claim(
            "Late in the evening the class account answered a parent's question about the admission appeal of a child "
            "with the words “as you were told twice, on paper”, and named the day of the appeal.",
            "6",
            -1,
            post_address="https://chalkboard.example/LarkfieldClass/posts/48230045",
        ),
        by="inclusion_lead",
        about="head",
        channel=Channel.SEEN,
        how="I saw it at breakfast. Only Mrs Okafor and Mr Fairbairn can post from home, and he was away.",
        at_once="I kept a picture. As the concern is about the head teacher I have spoken to nobody else.",
    )
    story.at(1, "12:15")
    story.assess()
    story.appoint("hr", Role.HR_ADVISER)
    story.advise(
        "The head teacher is excluded from the first moment: no copies to her office, no use of her diary. An officer "
        "from outside the school is the only sound choice. Tell her in writing, and name somebody she can ring.",
    )
    story.at(2, "18:20")
    story.investigate(
        "outside_officer",
        reason="It concerns the head teacher, so nobody who works for her can look into it. The council has lent its "
        "own investigating officer.",
        background="An answer of the class account told anybody who read it that a family had appealed for a place, "
        "when the appeal was, and in what tone the school spoke of it.",
        scope="Who wrote it, from which device; whether anything confidential was given away; what the family and the "
        "staff who saw it made of it.",
        excluded="The admission appeal itself.",
        people_to_interview="Mrs Okafor; Ms Visser; Mr Fairbairn; the parent, if willing.",
        report_by=story.day(21),
        hr="",
    )
    story.at(3, "17:30")
    story.tell_the_employee("by_hand", "Handed over at the chair's house")
    story.at(6, "10:30")
    picture = screenshot(
        Post(
            text="When will we hear about places for next term?", name="A parent", handle="",
            when=story.posted(-1, "21:58"), caught=story.caught(0, "06:50"),
            address="https://chalkboard.example/LarkfieldClass/posts/48230045",
            replies=(
                ("Larkfield Class", "After the appeal on Thursday, as you were told twice, on paper."),
                ("A parent", "So now everybody knows. Thank you."),
            ),
            counts="2 replies   0 shared   1 liked",
        )
    )  # fmt: skip
    exhibit = story.exhibit("late-answer.png", picture, "The question and the answer", source="Ms Visser")
    story.bears(exhibit, a1="supports")
    statement = story.statement(
        "inclusion_lead",
        "I saw it at ten to seven. I thought at first that the account had been broken into. At school Mrs Okafor said "
        "in the corridor that she had “finally said something”. I took that to be about this.",
        how="By video call",
    )
    story.send(statement)
    story.at(7, "09:10")
    story.confirm(statement)
    story.happened(-1, "21:58", "A parent asks on the class account about places.")
    story.happened(-1, "22:31", "The class account answers and names the day of the appeal.", exhibit)
    story.at(9, "19:00")
    holding = story.propose(
        "vice_chair", 2, code="GA08",
        instructions="If the press or parents ring: the school does not speak about single families, and the governing "
        "body has taken the matter up. One person answers, and it is you.",
    )  # fmt: skip
    story.approve(holding, "Chair's action")


def a_changed_password(story: Telling) -> None:
    """Paused at the request of the police."""
    story.begin(-15)
    story.at(0, "08:15")
    story.log(
        "Password of the class account changed overnight",
        story.claim(
            "The password and the recovery address of the class account were changed at 11:40pm. Since then neither "
            "administrator can sign in, and two posts that nobody at school wrote have gone out.",
            "2 6",
            -1,
            device="Not known; the alert names a telephone",
        ),
        by="it_lead",
        about="griffiths",
        channel=Channel.PLATFORM,
        how="The platform's own message said that the change was made from a telephone registered for PE fixtures. "
        "Mr Griffiths is the only person who had it.",
        at_once="I reported the account as lost to the platform and kept every message. I have not asked Mr Griffiths.",
    )
    story.at(1, "09:00")
    story.assess()
    story.at(2, "10:20")
    story.investigate(
        "assistant_head",
        reason="The account is out of the school's hands and somebody is writing in its name.",
        background="The class account was taken over late at night. A telephone that the school lent to the PE lead "
        "appears in the platform's message.",
        scope="Who changed the password, from where; where the telephone was; whether anybody gave permission.",
        people_to_interview="Mr Griffiths; Mr Fairbairn; Mr Mellor, who locks up.",
        report_by=story.day(22),
        severity="4",
    )
    story.at(3, "16:10")
    story.tell_the_employee()
    story.at(4, "09:15")
    suspension = beside.suspends(
        story,
        "Somebody is writing in the school's name, and whoever it is could still take things out of the account.",
        account_access="He has no access to revoke: the account is out of the school's hands.",
        other_duties="PE takes him to every class and every telephone of the school.",
        other_site="The council has no place for him this month.",
    )
    story.at(4, "11:00")
    mail = scan(
        "Message of the platform, printed",
        (
            "To: the administrators of Larkfield Class",
            "Your password was changed at 23:40 from “PE Fixtures phone”. If this was not you, answer within seven days.",
            "The recovery address was changed at 23:42.",
            "Printed by J. Fairbairn at 7:58 the next morning.",
        ),
    )
    exhibit = story.exhibit("platform-message.pdf", mail, "The platform's message, printed", source="Mr Fairbairn")
    story.bears(exhibit, a1="supports")
    story.at(6, "13:25")
    statement = story.statement(
        "griffiths",
        "The telephone was in my kit bag, and the bag was taken from my car on the evening before. I told the police and "
        "I have their number. I did not tell the school about the telephone until I was asked. I thought it was off.",
        how="In a meeting, with a colleague present",
    )
    story.send(statement)
    story.at(7, "08:50")
    story.confirm(statement)
    story.at(8, "15:15")
    story.take(
        P.pause_investigation,
        advice_from=AdviceFrom.POLICE,
        reason="The police are looking into the theft and into who used the telephone, and have asked that nobody is "
        "interviewed about the sign-ins before they have spoken to them. The pause is looked at again every Friday.",
    )
    story.advise(
        "Keep a note of each review of the pause. Mr Griffiths should be told in writing that it is a pause and not a "
        "sign of anything, and whom he can speak to meanwhile."
    )
    story.appoint("it_lead", Role.EVIDENCE_CUSTODIAN, "Holds the platform's messages for the police.")
    story.at(9, "10:00")
    beside.asks_for_a_copy(
        story, "griffiths", "A copy of everything the school holds about me since September, e-mails among it."
    )
    change = story.propose("business_manager", 4, code="GA14", instructions="Tell the insurer of the lost telephone.")
    story.approve(change)
    story.at(10, "11:40")
    story.complete(change, "Insurer's reference AL-77120.", by="business_manager")
    story.at(13, "16:30")
    beside.reviews(
        story,
        suspension,
        "The police have not spoken to him yet. Looked at again as soon as they have, at the latest in two weeks.",
    )
    beside.recommends(
        story,
        suspension,
        "Another week is needed. After that he can come back, to other duties at first.",
    )


def a_report_on_the_table(story: Telling) -> None:
    """The report is with the head teacher, who has to decide."""
    story.begin(-28)
    story.at(0, "14:30")
    story.log(
        "Class pictures in a private cloud",
        story.claim(
            "About two hundred pictures of Year 5 from this term's trips are in Mrs Rahman's private picture cloud, "
            "where her family can see them.",
            "4",
            -1,
            device="Own telephone, used with permission for the trips",
        ),
        story.claim(
            "The telephone had no PIN for at least the two weeks of the trips.",
            "1",
            -9,
            happened_to=story.occurred(-1),
            device="Own telephone, used with permission for the trips",
        ),
        by="dunmore",
        about="rahman",
        channel=Channel.SEEN,
        how="Nadia showed me a picture of her niece on the family's television, and the next one was our children at "
        "the museum.",
    )
    story.at(1, "11:30")
    story.assess()
    story.at(2, "09:00")
    story.investigate(
        "assistant_head",
        reason="Many children's pictures in a place that the school does not control.",
        background="Mrs Rahman had leave to use her own telephone on three trips, on the terms of the policy.",
        scope="Which pictures are where; who could see them; what Mrs Rahman was told when she was given leave.",
        people_to_interview="Mrs Rahman; Mrs Dunmore; Mr Fairbairn.",
        report_by=story.day(20),
        severity="2",
    )
    story.at(2, "15:40")
    story.tell_the_employee()
    story.at(8, "10:00")
    picture = screenshot(
        Post(
            name="Shared album", handle="Family", when="automatic", caught=story.caught(7, "16:20"),
            address="cloud://albums/family", text="214 new pictures were added from Nadia's phone.",
            picture="Museum trip", counts="5 people can see this album",
        )
    )  # fmt: skip
    album = story.exhibit("family-album.png", picture, "The family album, shown by Mrs Rahman herself")
    story.bears(album, a1="supports")
    settings = screenshot(
        Post(
            name="Screen lock", handle="Settings", when="on the telephone", caught=story.caught(7, "16:24"),
            address="settings://security", text=f"PIN set on {story.posted(1, '19:05')}. Before that: none.", counts="",
        )
    )  # fmt: skip
    lock = story.exhibit("screen-lock.png", settings, "Screen lock of the telephone", source="Mrs Rahman")
    story.bears(lock, a2="supports")
    statement = story.statement(
        "rahman",
        "I had leave for the trips and nobody told me about the cloud. The telephone does it by itself. When Rachel said "
        "something I asked my son, and he showed me the album. I put on a PIN that same evening and I came to Mrs Okafor "
        "myself the next morning. All pictures are gone from it now; Mr Fairbairn watched me delete them.",
    )
    story.send(statement)
    story.at(9, "08:30")
    story.confirm(statement)
    story.at(20, "16:00")
    story.find(
        1,
        FindingResult.PROVED,
        "The pictures were in the album for six to nine weeks. She did not know of the copying, but the rule asks for "
        "the pictures to be deleted after posting, and they were not.",
        pro="Exhibit 1; her own statement.",
        con="She came forward herself and deleted them under the eyes of the IT lead.",
    )
    story.find(
        2,
        FindingResult.PROVED,
        "The telephone had no PIN until the evening after the concern.",
        pro="Exhibit 2; her own statement.",
        con="The leave she was given says nothing about a PIN.",
    )
    story.write_report(
        Recommendation.INFORMAL,
        introduction="Two allegations against Mrs Rahman, teaching assistant in Year 5.",
        process="I looked at the telephone with Mrs Rahman and Mr Fairbairn, and spoke with both and with Mrs Dunmore.",
        not_interviewed="Mrs Rahman's family: who looked at the album cannot be shown either way.",
        facts_established="214 pictures were copied to a family album that five people can open. There was no PIN.",
        facts_not_established="Whether anybody outside the family saw a picture.",
        mitigating="She was given leave in a corridor, without the policy in her hand. She came forward of her own "
        "accord and put everything right within a day.",
        conclusion="Both rules were broken without intent. The way leave is given needs mending at least as much.",
        other_recommendations="A one-page form for leave to use one's own telephone, with PIN and cloud as its first "
        "two lines.",
    )
    story.at(26, "15:20")
    story.submit()
    story.at(27, "09:10")
    story.move_date(
        Clock.CASE_DECISION, 3, "Mr Fairbairn is asked once more how leave was given, before it is decided."
    )


STORIES = (
    a_late_fact_finding,
    a_report_on_the_table,
    a_changed_password,
    a_dispute_in_the_head_teachers_name,
    a_handle_given_to_pupils,
)
