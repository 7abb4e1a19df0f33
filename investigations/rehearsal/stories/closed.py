"""Cases that have come to an end, each in its own way."""

from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.choices import AppealGround, AppealResult, Channel, FindingResult, Level, Recommendation

from ..pictures import Post, screenshot
from .telling import Telling


def a_warning_after_an_appeal(story: Telling) -> None:
    """Closed: a final written warning, reduced on appeal to a first one that is spent by now."""
    story.begin(-260)
    story.at(0, "08:55")
    story.log(
        "Swimming certificates posted with full names",
        story.claim(
            "A post showed six children holding their swimming certificates. All six names could be read.",
            "3",
            -1,
            post_address="https://chalkboard.example/LarkfieldClass/posts/44870011",
            device="Year 4 class tablet, asset tag LPS-0121",
        ),
        by="assistant_head",
        about="nowak",
        channel=Channel.SEEN,
        how="I read the post on the bus and could read the names without enlarging it.",
        at_once="I rang Mr Fairbairn, who hid the post within the hour after keeping captures.",
    )
    story.at(1, "09:30")
    story.assess()
    story.at(2, "10:00")
    story.investigate(
        "deputy",
        reason="Six children, one of whom may not be pictured at all.",
        background="A post of the Year 4 class with certificates on which names can be read.",
        scope="Who took and posted the picture; whether the consent list was looked at.",
        people_to_interview="Mr Nowak; Mr Sandys; Mr Fairbairn.",
        report_by=story.day(20),
    )
    story.at(2, "15:10")
    story.tell_the_employee()
    story.at(6, "11:00")
    post = story.exhibit(
        "swimming.png",
        screenshot(
            Post(
                text="Year 4 can swim! Twenty-five metres and not a dry eye on the bank.",
                when=story.posted(-1, "15:20"), caught=story.caught(0, "08:20"), picture="Six certificates with names",
                address="https://chalkboard.example/LarkfieldClass/posts/44870011",
                counts="12 replies   3 shared   55 liked",
            )
        ),
        "The post as it stood", source="Mr Fairbairn",
    )  # fmt: skip
    story.bears(post, a1="supports")
    statement = story.statement(
        "nowak",
        "I saw six happy children and not six names. I did not look at the list. I should have.",
    )
    story.send(statement)
    story.at(7, "08:40")
    story.confirm(statement)
    story.at(18, "14:10")
    story.find(1, FindingResult.PROVED, "All six names can be read in the post.", pro="Exhibit 1; his statement.",
               con="The names were on paper in the picture, not in the text.")  # fmt: skip
    story.write_report(
        Recommendation.FORMAL,
        introduction="One allegation against Mr Nowak, Year 4 teacher.",
        process="I looked at the post and the list, and spoke with three people.",
        facts_established="Six names, readable, for seventeen hours. One of the six may not be pictured.",
        mitigating="An honest oversight in a good moment. No earlier concern.",
        conclusion="There is a case to answer.",
    )
    story.at(20, "16:00")
    story.submit()
    story.at(23, "09:00")
    story.refer("One of the six children may not be pictured at all.", presenting="deputy", may_dismiss=True)
    story.at(28, "10:00")
    story.arrange("1 2 3", 43)
    story.at(30, "17:30")
    story.name_companion("union")
    story.at(43, "17:45")
    story.hear(
        "The deputy head presented the case. Mr Nowak accepted it and described how he now checks every picture. His "
        "companion asked for the mildest outcome. Both sides summed up; Mr Nowak spoke last.",
        companion="Sandra Oakes, staff union",
    )
    story.at(44, "18:10")
    story.panel_finds(1, FindingResult.PROVED, "Admitted, and plain to see.")
    story.decide(
        Level.FINAL_WRITTEN,
        "A child who may not be pictured was shown with the full name. That is grave, whatever the reason.",
        "Every picture is checked against the list by a second person.",
    )
    story.at(50, "09:20")
    story.take(
        P.lodge_appeal,
        by="nowak",
        grounds=[AppealGround.UNFAIR, AppealGround.INCONSISTENT],
        grounds_text="In the year before, a colleague who had done the same was given advice. I ask for a first written "
        "warning at most.",
    )
    story.at(52, "10:15")
    story.arrange("4 5 6", 67, appeal=True)
    story.at(67, "17:20")
    story.hear(
        "Mr Nowak explained his grounds. The chair of the first panel explained its decision. The panel asked about the "
        "earlier case and was shown its papers without names.",
        companion="Sandra Oakes, staff union",
        appeal=True,
    )
    story.at(68, "18:00")
    story.panel_finds(1, FindingResult.PROVED, "The finding stands.", appeal=True)
    story.take(
        P.decide_appeal,
        by="governor4",
        result=AppealResult.REDUCED,
        level=Level.FIRST_WRITTEN,
        reason="The finding stands. Measured against the earlier case a final warning was too much.",
        grounds_upheld=[AppealGround.INCONSISTENT],
        votes=[story.cast[key] for key in story.panel],
    )
    action = story.propose("dsl", 90, code="GA16", instructions="One briefing for all who post: names in pictures.")
    story.approve(action, "Full governing body, item 9")
    story.at(84, "16:00")
    story.complete(action, "Attendance list, 31 of 33; the two others were briefed on the next day.", by="dsl")
    story.at(90, "11:30")
    story.close(
        evidence="Captures stay in the case. The tablet went back to Year 4 after a new set-up.",
        file="The first written warning, until it is spent.",
        lessons="A second person looks at every picture. The briefing is now part of induction.",
    )


def nothing_to_answer(story: Telling) -> None:
    """Closed: no case to answer."""
    story.begin(-120)
    story.at(0, "14:05")
    story.log(
        "Concert ticket link taken for an advertisement",
        story.claim(
            "The class account passed on a link to tickets for a concert in which Ms Cho played herself.",
            "6",
            -2,
            post_address="https://chalkboard.example/LarkfieldClass/posts/46990177",
        ),
        by="prior",
        about="cho",
        channel=Channel.COMPLAINT,
        reported_by="parent3",
        how="Ms Lowe rang and asked whether teachers may sell things through the school.",
    )
    story.at(1, "10:20")
    story.assess()
    story.find_facts("A look at the link and at who asked for it will be enough.", severity="1")
    story.at(3, "12:00")
    statement = story.statement(
        "cho",
        "It is the youth orchestra's concert, it is free, and Mrs Raman asked me for the link because nine of our "
        "children play in it. The ticket is for counting chairs.",
    )
    story.send(statement)
    story.at(4, "09:00")
    story.confirm(statement)
    story.happened(-2, "16:00", "The link is passed on at the request of the assistant head.")
    story.at(6, "15:00")
    story.find(
        1,
        FindingResult.NOT_PROVED,
        "The concert was free, nine Larkfield children played in it, and the link was asked for. Nobody's reputation "
        "was touched.",
        con="Statement 1, which Mrs Raman bears out.",
    )
    story.write_report(
        Recommendation.NONE,
        process="Followed the link, asked Mrs Raman and Ms Cho.",
        conclusion="No rule was broken.",
    )
    story.submit()
    story.at(8, "09:30")
    story.take(
        P.no_case_to_answer, reason="Nothing was sold and the school had asked for the link. Ms Lowe was told so."
    )
    story.at(12, "15:00")
    story.close(evidence="None was held.", file="Nothing.")


def advice_given(story: Telling) -> None:
    """Closed: management advice."""
    story.begin(-180)
    story.at(0, "11:35")
    story.log(
        "Class tablet open on a table at the school fair",
        story.claim(
            "The Year 5 tablet lay open and unlocked on the cake stall for about an hour.",
            "1",
            -1,
            device="Year 5 class tablet, asset tag LPS-0127",
        ),
        by="fitch",
        about="rahman",
        channel=Channel.IN_PERSON,
        how="I picked it up when it slid off the table. It did not ask me for anything.",
        at_once="I gave it to Mr Fairbairn, who set a PIN on the spot.",
    )
    story.at(1, "09:45")
    story.assess()
    story.find_facts("A single device for an hour, and nothing posted.", severity="1")
    story.at(2, "14:00")
    story.tell_the_employee("by_email", "nadia.rahman@larkfield.example")
    story.at(3, "10:30")
    statement = story.statement(
        "rahman",
        "I used it as the till, and I had taken the PIN off in the morning because it locked itself after each cake. I "
        "meant to put it back on.",
    )
    story.send(statement)
    story.at(4, "08:20")
    story.confirm(statement)
    story.at(5, "12:00")
    story.find(1, FindingResult.PROVED, "The PIN was off for the afternoon, as she says.", pro="Statement 1.",
               con="Nothing was posted or opened; the log shows no sign-in.")  # fmt: skip
    story.write_report(
        Recommendation.INFORMAL,
        process="Looked at the log of the class account for that afternoon; spoke with Mrs Rahman and Mrs Fitch.",
        conclusion="The rule was broken for an afternoon, without harm.",
    )
    story.submit()
    story.at(7, "16:00")
    story.take(
        P.give_management_advice,
        advice_given="A device that can open the class account keeps its PIN, at the fair as well. Mr Fairbairn will "
        "lend you a till without the account on it.",
        reason="A moment's convenience, no harm, and at once put right. Advice is enough.",
    )
    story.at(11, "10:00")
    story.close(
        evidence="No device was held.", file="Nothing.", lessons="The fair has two tills now, without any account."
    )


def gone_before_the_hearing(story: Telling) -> None:
    """Closed: the teacher resigned while the investigation was on, and it was brought to its end all the same."""
    story.begin(-112)
    story.at(0, "09:00")
    story.log(
        "Supply teacher's own posts about named children",
        story.claim(
            "On the class account and again on an account of his own a supply teacher described the behaviour of two "
            "children by first name, class and school.",
            "6",
            -4,
            happened_to=story.occurred(-1),
            post_address="https://chalkboard.example/LarkfieldClass/posts/46770551",
        ),
        by="inclusion_lead",
        about="leaver",
        channel=Channel.SEEN,
        how="A parent showed me both posts side by side at the gate.",
        at_once="The post of the class account was kept and hidden. The other account is not ours to touch.",
    )
    story.at(1, "10:00")
    story.assess()
    story.at(2, "09:30")
    story.investigate(
        "deputy",
        reason="Two children can be recognised, and what is said of them is not for the public.",
        background="Posts by a supply teacher about two children of Year 4.",
        scope="What was posted where, by whom; who has seen it; whether it was done before.",
        people_to_interview="Mr Feld; Ms Visser; the agency.",
        report_by=story.day(20),
    )
    story.at(3, "08:50")
    story.tell_the_employee("first_class_post", "At his home address")
    story.at(6, "13:00")
    post = story.exhibit(
        "two-posts.png",
        screenshot(
            Post(
                text="Some days in Year 4 at Larkfield you earn every penny. J. and his chair-throwing again!",
                when=story.posted(-4, "17:30"), caught=story.caught(-1, "15:10"),
                address="https://chalkboard.example/LarkfieldClass/posts/46770551", counts="7 replies   2 shared",
            )
        ),
        "The post of the class account", source="A parent",
    )  # fmt: skip
    story.bears(post, a1="supports")
    story.at(10, "15:00")
    story.take(
        P.record_resignation,
        resigned_on=story.day(9),
        effective_on=story.day(14),
        reason="He wrote that he has found a post elsewhere. The school goes on: two children are concerned.",
    )
    story.at(17, "11:00")
    story.find(1, FindingResult.PROVED, "Both posts are his: he signed one and was signed in for the other.",
               pro="Exhibit 1; the log of sign-ins.", con="He was asked twice and did not answer.")  # fmt: skip
    story.write_report(
        Recommendation.FORMAL,
        introduction="One allegation against Mr Feld, supply teacher.",
        process="I looked at both posts and the log. Mr Feld was invited twice and did not come.",
        not_interviewed="Mr Feld, who gave no reason.",
        facts_established="Two posts in which the children can be recognised.",
        conclusion="There would have been a case to answer.",
    )
    story.at(20, "16:10")
    story.submit()
    story.at(24, "10:30")
    story.take(
        P.conclude_after_resignation,
        reason="He has left, and the agency has the findings. They do not come near the threshold for a referral: the "
        "reasons are in the note of the council's adviser. A hearing without him would add nothing.",
    )
    story.at(30, "09:00")
    story.close(
        evidence="Captures stay in the case.",
        file="The findings, as what the school would say if it were asked.",
        lessons="Supply staff no longer post. The leaflet for them says so.",
    )


def a_warning_just_given(story: Telling) -> None:
    """Concluded with a warning: the closing list is still to be gone through."""
    story.begin(-70)
    story.at(0, "10:45")
    story.log(
        "Class account used to follow two pupils' accounts",
        story.claim(
            "The class account followed two accounts that belong to pupils of Year 6, and liked posts of theirs.",
            "5",
            -8,
            happened_to=story.occurred(-1),
        ),
        by="it_lead",
        about="bellamy",
        channel=Channel.CHECK,
        how="Found in the check of followed accounts.",
        at_once="List kept, both unfollowed on the head teacher's word.",
    )
    story.at(1, "09:00")
    story.assess()
    story.at(2, "10:40")
    story.investigate(
        "assistant_head",
        reason="Children under the age for such accounts, and an adult who answers them in the school's name.",
        background="The class account followed two children and liked what they posted.",
        scope="Who did it; whether there were messages; what the children made of it.",
        people_to_interview="Ms Bellamy; Mr Fairbairn.",
        report_by=story.day(20),
    )
    story.at(2, "15:20")
    story.tell_the_employee()
    story.at(5, "14:00")
    listed = story.exhibit(
        "followed-accounts.png",
        screenshot(
            Post(
                name="Following", handle="@LarkfieldClass", when="31 accounts", caught=story.caught(0, "10:12"),
                address="https://chalkboard.example/LarkfieldClass/following", counts="31 accounts",
                text="Two of them: first names, a school jumper in the picture, and the year of birth.",
            )
        ),
        "List of followed accounts", source="Mr Fairbairn",
    )  # fmt: skip
    story.bears(listed, a1="supports")
    statement = story.statement(
        "bellamy",
        "They had won the chess cup and I wanted to cheer for them. There was never a message. I did not think of their "
        "age, and I teach five-year-olds every day to ask a grown-up first.",
    )
    story.send(statement)
    story.at(6, "08:30")
    story.confirm(statement)
    story.at(18, "15:30")
    story.find(1, FindingResult.PROVED, "Two pupils were followed for nine days.", pro="Exhibit 1; her statement.",
               con="No message was ever sent.")  # fmt: skip
    story.write_report(
        Recommendation.FORMAL,
        introduction="One allegation against Ms Bellamy, Reception teacher.",
        process="I looked at the list and the message log, which is empty, and spoke with two people.",
        facts_established="Two accounts followed, eleven posts liked, no messages.",
        mitigating="Meant kindly; ended at once; she told the parents herself.",
        conclusion="There is a case to answer.",
    )
    story.at(20, "16:00")
    story.submit()
    story.at(24, "10:00")
    story.refer("The rule about following pupils is there for good reason and has no exceptions.", presenting="deputy")
    story.at(28, "11:10")
    story.arrange("3 7 8", 42)
    story.at(42, "17:15")
    story.hear("The case was presented by Mr Whitcombe. Ms Bellamy accepted it. Both sides summed up.")
    story.at(44, "17:00")
    story.panel_finds(1, FindingResult.PROVED, "Admitted.")
    story.decide(
        Level.FIRST_WRITTEN,
        "Kindly meant, and still what the rule forbids without exception. A first written warning.",
        "Nobody is followed without the IT lead. A refresher on online safety this term.",
    )
    story.at(63, "09:10")
    story.take(P.close_appeal_window, by="clerk")
    action = story.propose("head", 80, code="GA18", instructions="Fewer people who may follow others.")
    story.approve(action, "Full governing body, item 11")


STORIES = (
    a_warning_after_an_appeal,
    advice_given,
    nothing_to_answer,
    gone_before_the_hearing,
    a_warning_just_given,
)
