"""Cases before a panel: referred, arranged, adjourned, heard, and with the outcome just served."""

from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.choices import Channel, FindingResult, Level, Recommendation
from investigations.procedure.hearing_order import HearingOrder

from ..pictures import Post, screenshot
from . import beside
from .telling import Telling


def a_political_message(story: Telling) -> None:
    """Referred: the clerk has to convene a panel."""
    story.begin(-32)
    story.at(0, "10:15")
    story.log(
        "Political message passed on by the class account",
        story.claim(
            "In the week of the local election the class account passed on a candidate's message about school funding, "
            "with the words “Worth a read before Thursday”.",
            "6",
            -1,
            post_address="https://chalkboard.example/LarkfieldClass/posts/47950812",
            device="Year 6 class tablet, asset tag LPS-0130",
        ),
        by="vice_chair",
        about="mensah",
        channel=Channel.COMPLAINT,
        reported_by="parent2",
        how="Mr Petrov asked me at the gate whether the school now tells parents how to vote.",
        at_once="Mr Fairbairn kept captures and took the message down at eleven.",
    )
    story.at(1, "09:10")
    story.assess()
    story.at(2, "10:00")
    story.investigate(
        "assistant_head",
        reason="Schools may not take sides in an election, and it was said in the school's own name.",
        background="A candidate's message went out on the class account in the week of the election.",
        scope="Who passed it on and why; whether anybody was asked; what the rule was known to be.",
        people_to_interview="Mrs Mensah; Mr Fairbairn.",
        report_by=story.day(20),
    )
    story.at(3, "08:30")
    story.tell_the_employee()
    story.at(6, "11:10")
    post = story.exhibit(
        "passed-on.png",
        screenshot(
            Post(
                text="Worth a read before Thursday. (passed on: “Your school is losing 41,000 pounds a year. I will bring "
                "it back.” R. Hollins, candidate)",
                when=story.posted(-1, "20:14"), caught=story.caught(0, "09:52"),
                address="https://chalkboard.example/LarkfieldClass/posts/47950812",
                replies=(("Parent", "Is this the school speaking?"), ("Parent", "Good for you!")),
                counts="6 replies   9 shared   33 liked",
            )
        ),
        "The message as it was passed on", source="Mr Fairbairn",
    )  # fmt: skip
    story.bears(post, a1="supports")
    statement = story.statement(
        "mensah",
        "I was marking with the tablet beside me and I thought that I was in my own account. I meant it for my friends. "
        "When I saw in the morning which account it was I went cold. I did not take it down myself because I thought I "
        "should not touch it.",
    )
    story.send(statement)
    story.at(7, "08:40")
    story.confirm(statement)
    story.at(24, "15:00")
    story.find(
        1,
        FindingResult.PROVED,
        "The message was passed on from the class account and stood for fourteen hours. That it was meant for another "
        "account is likely, and does not undo the harm to the school's standing as neutral.",
        pro="Exhibit 1; her own statement.",
        con="A second account was open on the same tablet. She had never posted anything of the kind.",
    )
    story.write_report(
        Recommendation.FORMAL,
        introduction="One allegation against Mrs Mensah, Year 6 teacher.",
        process="I looked at the message and at the tablet, and spoke with Mrs Mensah and Mr Fairbairn.",
        facts_established="The message went out at 8:14pm and was shared nine times.",
        mitigating="Two accounts on one tablet, against the school's own advice; nobody had checked.",
        conclusion="There is a case to answer: the rule was broken, and parents took it as the school's word.",
        other_recommendations="One account to a tablet.",
    )
    story.at(27, "16:20")
    story.submit()
    story.at(30, "11:45")
    story.refer(
        "The school's neutrality was put in doubt in an election week, and a complaint is open. A panel should hear Mrs "
        "Mensah and weigh that it was, as she says, the wrong account.",
        presenting="assistant_head",
    )


def a_remark_about_a_family(story: Telling) -> None:
    """The hearing is arranged and the papers are served."""
    story.begin(-40)
    story.at(0, "13:05")
    story.log(
        "Remark about a child's lunch box on the class account",
        story.claim(
            "A picture of a lunch box was posted with the words “No comment needed. We do try.” Classmates could tell "
            "whose it was by the stickers.",
            "6",
            -1,
            post_address="https://chalkboard.example/LarkfieldClass/posts/47744120",
            device="Year 3 class tablet, asset tag LPS-0119",
        ),
        by="fitch",
        about="yusuf",
        channel=Channel.SEEN,
        how="I know the box, I open it every day. The girl's brother showed me the post at the gate and asked why.",
        at_once="I told the office straight away and they hid it.",
    )
    story.at(1, "10:30")
    story.assess()
    story.at(2, "09:20")
    story.investigate(
        "inclusion_lead",
        reason="A family was held up to ridicule in the school's name.",
        background="A post about a child's packed lunch, which the family and other children recognised.",
        scope="Who posted it and what was meant; who could tell whose lunch it was; what it did to the child.",
        people_to_interview="Ms Yusuf; Mrs Fitch; the child's mother.",
        report_by=story.day(20),
    )
    story.at(2, "15:30")
    story.tell_the_employee()
    story.at(5, "10:40")
    post = story.exhibit(
        "lunch-box.png",
        screenshot(
            Post(
                text="No comment needed. We do try.", when=story.posted(-1, "12:40"), caught=story.caught(0, "12:58"),
                address="https://chalkboard.example/LarkfieldClass/posts/47744120", picture="Packed lunch",
                replies=(("Parent", "Whose is that?"), ("Parent", "Ouch.")), counts="4 replies   0 shared   6 liked",
            )
        ),
        "The post as it stood", source="Office",
    )  # fmt: skip
    story.bears(post, a1="supports")
    first = story.statement(
        "fitch",
        "The stickers are horses and everybody knows them. She did not eat in the hall for a week after that; she sat "
        "with me in the kitchen corridor.",
    )
    second = story.statement(
        "yusuf",
        "It was part of our healthy week and I had posted three good boxes before. I thought that nobody could tell. I "
        "wanted to be funny and I was cruel instead. I have no other word for it.",
    )
    story.send(first)
    story.send(second)
    story.at(6, "09:00")
    story.confirm(first)
    story.at(6, "16:10")
    story.confirm(second)
    story.at(21, "14:00")
    story.find(
        1,
        FindingResult.PROVED,
        "The box was recognised by at least three families, and the words can only be read as a reproach to them.",
        pro="Exhibit 1; statement 1.",
        con="She had posted three friendly pictures of the same kind before, and did not mean to name anybody.",
    )
    story.write_report(
        Recommendation.FORMAL,
        introduction="One allegation against Ms Yusuf, Year 3 teacher.",
        process="I looked at the post and at the week's other posts, and spoke with Ms Yusuf, Mrs Fitch and the mother.",
        facts_established="The post stood for eighteen minutes. The child was recognised and was hurt by it.",
        mitigating="An idea of the whole year group, carried out without a second pair of eyes. She said sorry to the "
        "mother of her own accord.",
        conclusion="There is a case to answer.",
    )
    story.at(24, "15:10")
    story.submit()
    story.at(27, "10:00")
    story.refer(
        "A child stayed away from the hall because of what a teacher wrote. It has to be heard.",
        presenting="inclusion_lead",
    )
    story.at(37, "11:30")
    story.arrange("1 2 3", 50)
    story.at(38, "17:00")
    story.name_companion("union")
    story.answer(
        "I shall say to the panel what I said to her mother. I ask the panel to look at the plan for healthy week, which "
        "I hand in with this, and at how the pictures of that week came about."
    )


def a_newcomer_unsigned(story: Telling) -> None:
    """The hearing was adjourned: a question has come up that the papers do not answer."""
    story.begin(-45)
    story.at(0, "09:50")
    story.log(
        "Sports day pictures left on a shared memory stick",
        story.claim(
            "The pictures of the Year 6 relay, already posted, were left on a memory stick in the staff room and copied "
            "from there by a supply teacher.",
            "4",
            -3,
            device="Memory stick without a name",
        ),
        by="mellor",
        about="joiner",
        channel=Channel.SEEN,
        how="The stick was in the staff-room computer over the weekend. I looked to see whose it was.",
        at_once="I locked it in the safe and entered it in the book.",
    )
    story.at(1, "11:00")
    story.assess()
    story.at(2, "09:00")
    story.investigate(
        "deputy",
        reason="Pictures of thirty children outside the school's keeping; whose hands they are in has to be known.",
        background="A stick with pictures of children was open to anybody in the staff room for three days.",
        scope="Who left it; who copied from it; what Mr Baptiste had been told about pictures when he joined.",
        people_to_interview="Mr Baptiste; Mr Mellor; the supply agency.",
        report_by=story.day(20),
        severity="2",
    )
    story.at(2, "12:10")
    story.tell_the_employee()
    story.at(7, "13:30")
    statement = story.statement(
        "joiner",
        "In my last school one kept pictures on a stick and handed it to the office. Nobody told me that it is done "
        "differently here. I have not signed the policy: it was not in the folder that I was given.",
    )
    story.send(statement)
    story.at(8, "08:25")
    story.confirm(statement)
    story.at(18, "15:30")
    story.find(
        1,
        FindingResult.PROVED,
        "The pictures were kept after posting, on a stick that anybody could open.",
        pro="The stick; his own statement.",
        con="He had not been given the policy.",
    )
    story.write_report(
        Recommendation.FORMAL,
        introduction="One allegation against Mr Baptiste, Year 6 teacher, who joined this year.",
        process="I looked at the stick with Mr Fairbairn and spoke with Mr Baptiste and Mr Mellor.",
        facts_established="Thirty-one pictures; open for three days; copied once, and that copy is deleted.",
        mitigating="He had not been asked to sign the policy, and the induction list leaves it out.",
        conclusion="There is a case to answer, and a question to the school as well.",
        other_recommendations="Put the policy and its signature on the induction list.",
    )
    story.at(20, "16:00")
    story.submit()
    story.at(23, "09:40")
    story.refer("Thirty children's pictures. The panel can weigh what he had been told.", presenting="deputy")
    story.at(28, "10:20")
    story.arrange("4 5 6", 43, "15:30")
    story.at(29, "12:00")
    story.name_companion("griffiths")
    story.at(43, "16:55")
    story.sit(
        "15:30",
        "Mr Whitcombe put the management case. Mr Baptiste laid on the table the folder that he was given on his first "
        "day. The panel asked what it should have held; nobody in the room could say.",
        ticks={
            HearingOrder.INTRODUCTIONS: "",
            HearingOrder.COMPANION: "Mr Griffiths read the list of what he may do.",
            HearingOrder.MANAGEMENT_CASE: "No witnesses were called.",
        },
        companion="Huw Griffiths, colleague",
    )
    story.take(
        P.adjourn_hearing,
        by="clerk",
        reason="Mr Baptiste brought the folder that he was given on his first day. The panel wishes to hear Mr Siddiqui "
        "on what it should have held before it goes on.",
    )


def a_quarrel_over_a_contract(story: Telling) -> None:
    """Heard: the panel has to decide."""
    story.begin(-52)
    story.at(0, "15:25")
    story.log(
        "Firm named and blamed on the class account",
        story.claim(
            "The class account called the school's catering firm by name and said that it “serves what no dog would "
            "touch”.",
            "6",
            -1,
            post_address="https://chalkboard.example/LarkfieldClass/posts/47102208",
        ),
        story.claim(
            "To be able to post, the password of the class account was read from a note in the head teacher's diary.",
            "2",
            -1,
        ),
        by="business_manager",
        about="dunmore",
        channel=Channel.EMAIL,
        how="The firm's manager sent me the post and asked for it in writing whether this is the school's view.",
        at_once="The post was taken down; the password was changed with the head teacher's leave.",
    )
    story.at(1, "09:00")
    story.assess()
    story.at(3, "10:10")
    story.investigate(
        "deputy",
        reason="A contract partner was insulted in the school's name, and the way to the account has to be cleared up.",
        background="A post about school dinners that the caterer has taken up with the council.",
        scope="Who posted it and how they got in; what was on the plates that day; what the firm has been told.",
        people_to_interview="Mrs Dunmore; Mrs Fitch; Mr Siddiqui; the firm's manager.",
        report_by=story.day(22),
    )
    story.at(3, "15:45")
    story.tell_the_employee()
    story.at(4, "08:30")
    suspension = beside.suspends(
        story,
        "She sits beside the office where the diary lay, and those who saw what happened are to be heard first.",
        other_duties="Every room she could be given is on the same corridor.",
        account_access="Done on the first day; it does not keep her from those who are to be heard.",
    )
    story.at(8, "09:30")
    post = story.exhibit(
        "school-dinners.png",
        screenshot(
            Post(
                text="Today's lunch from Harrow & Finch: serves what no dog would touch. Our children deserve better.",
                when=story.posted(-1, "13:05"), caught=story.caught(0, "08:40"),
                address="https://chalkboard.example/LarkfieldClass/posts/47102208", picture="Today's lunch",
                replies=(("Parent", "At last somebody says it."), ("Harrow & Finch", "Please ring us.")),
                counts="22 replies   18 shared   64 liked",
            )
        ),
        "The post about the lunch", source="Mr Siddiqui",
    )  # fmt: skip
    story.bears(post, a1="supports", a2="context")
    statement = story.statement(
        "dunmore",
        "The potatoes were raw and two of my children were sick. I had said so three times. I did look up the password; "
        "the diary lay open on the office counter. I would say the first half of the post again, but not like that.",
    )
    story.send(statement)
    story.at(10, "08:45")
    story.confirm(statement)
    story.at(13, "16:00")
    beside.reviews(story, suspension, "Two people have still to be heard.")
    beside.recommends(
        story, suspension, "Everybody has been heard by Friday. She can come back then, to her own class."
    )
    story.at(16, "19:10")
    beside.governors_end_it(
        story,
        suspension,
        minute="Extraordinary meeting, minute 3",
        reason="What it was to protect is done, as the head teacher recommends.",
        back="Back in class on the next working day. Mrs Okafor meets her at eight and goes in with her.",
    )
    story.at(22, "14:30")
    story.find(1, FindingResult.PROVED, "The words are hers, and they are abusive.", pro="Exhibit 1.",
               con="What she says of the food is borne out by the kitchen's own record of that day.")  # fmt: skip
    story.find(
        2,
        FindingResult.NOT_PROVED,
        "The password was used and not changed, which is what the rule is about. How it came to lie open is for the "
        "school to answer.",
        pro="Her own statement.",
        con="The rule speaks of changing the password.",
    )
    story.write_report(
        Recommendation.FORMAL,
        introduction="Two allegations against Mrs Dunmore, Year 1 teacher.",
        process="I looked at the post, the kitchen's record and the log of the account, and spoke with four people.",
        facts_established="The post stood for nineteen hours. Lunch that day was sent back by two classes.",
        mitigating="She had complained through the proper door three times and had no answer.",
        conclusion="There is a case to answer on the first allegation and none on the second.",
    )
    story.at(24, "15:00")
    story.submit()
    story.at(28, "10:50")
    story.refer("The first allegation has to be heard: a firm was insulted in our name.", presenting="deputy")
    story.at(33, "11:00")
    story.arrange("7 8 4", 48, "16:00")
    story.at(36, "18:30")
    story.name_companion("union")
    action = story.propose("business_manager", 45, code="GA07", instructions="Agree words with the firm beforehand.")
    story.approve(action, "Resources committee, item 4")
    story.at(44, "12:00")
    story.complete(action, "Correction posted; the firm's letter of thanks is in the file.", by="business_manager")
    story.at(50, "17:40")
    story.hear(
        "Mr Whitcombe presented the case. Mrs Dunmore said that she stands by her concern and not by her words, and read "
        "out her three messages to the kitchen. Ms Oakes asked the panel to weigh that nobody had answered them. "
        "Questions were put to both sides. Both summed up; the employee had the last word. The panel withdrew at 5:25pm.",
        companion="Sandra Oakes, staff union",
    )


def pictures_shown_at_home(story: Telling) -> None:
    """The outcome is served and the time to appeal is running."""
    story.begin(-52)
    story.at(0, "12:20")
    story.log(
        "Pictures of the school play sent to a family chat",
        story.claim(
            "Pictures of four children in costume, taken on the lunch-time tablet, were sent to a private family chat "
            "with the children's full names underneath.",
            "3 4",
            -2,
            device="Lunch-time tablet, asset tag LPS-0102",
        ),
        by="cho",
        about="fitch",
        channel=Channel.SEEN,
        how="A friend of mine is in that chat and asked me whether the children's parents know.",
        at_once="I asked her to keep it and not to pass it on.",
    )
    story.at(1, "10:00")
    story.assess()
    story.at(2, "11:20")
    story.investigate(
        "dsl",
        reason="Four children, their full names and strangers.",
        background="Pictures from the play, sent on with names, in a chat of about twenty people.",
        scope="What was sent to whom and whether it was passed on; what Mrs Fitch knew of the rule.",
        people_to_interview="Mrs Fitch; Ms Cho; the parents of the four children.",
        report_by=story.day(20),
    )
    story.at(2, "14:00")
    story.tell_the_employee()
    story.at(6, "10:00")
    chat = story.exhibit(
        "family-chat.png",
        screenshot(
            Post(
                name="Fitches and friends", handle="21 members", when=story.posted(-2, "19:20"),
                caught=story.caught(0, "12:05"), address="chat://fitches-and-friends",
                text="My little stars! Second from left is the one I told you about.", picture="School play",
                counts="8 hearts", replies=(("Auntie Pat", "Adorable. Which school is that again?"),),
            )
        ),
        "The chat, as a member showed it", source="Ms Cho",
    )  # fmt: skip
    story.bears(chat, a1="supports")
    statement = story.statement(
        "fitch",
        "I was proud of them. I have looked after three of the four since they were in nursery. I know the rule about "
        "the class account; I did not think that it was about my own chat.",
    )
    story.send(statement)
    story.at(7, "09:15")
    story.confirm(statement)
    story.at(20, "15:00")
    story.find(1, FindingResult.PROVED, "Names and pictures went out together from a school device.",
               pro="Exhibit 1; her own statement.", con="The chat is private, and she deleted everything at once.")  # fmt: skip
    story.write_report(
        Recommendation.FORMAL,
        introduction="One allegation against Mrs Fitch, midday supervisor.",
        process="I saw the chat on Ms Cho's friend's telephone, and spoke with Mrs Fitch and with four parents.",
        facts_established="Four pictures with names, seen by twenty-one people, deleted after two days.",
        mitigating="Seven years without a complaint. The training speaks of the class account only.",
        conclusion="There is a case to answer.",
    )
    story.at(22, "15:45")
    story.submit()
    story.at(25, "09:30")
    story.refer("Full names of four children were shown to strangers.", presenting="dsl")
    story.at(29, "10:10")
    story.arrange("5 6 2", 44, "16:30")
    story.at(44, "17:50")
    story.hear(
        "Mrs Morrow presented the case. Mrs Fitch, who came alone by her own choice, said what she had said before and "
        "that she was sorry. Two of the four mothers had written to the panel on her behalf. Both sides summed up.",
    )
    story.at(46, "19:00")
    story.panel_finds(1, FindingResult.PROVED, "It is admitted, and the captures show it.")
    story.at(48, "10:30")
    story.decide(
        Level.FIRST_WRITTEN,
        "Seven good years and open regret stand against four children whose names went to strangers. A first written "
        "warning is enough.",
        "No picture of a pupil leaves a school device. A talk with the safeguarding lead within three weeks.",
    )


STORIES = (
    pictures_shown_at_home,
    a_quarrel_over_a_contract,
    a_newcomer_unsigned,
    a_remark_about_a_family,
    a_political_message,
)
