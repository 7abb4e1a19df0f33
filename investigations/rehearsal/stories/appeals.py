"""Cases in which the employee has appealed."""

from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.choices import AppealGround, Channel, FindingResult, Level, Recommendation

from ..pictures import Post, screenshot
from .telling import Telling


def a_lost_account(story: Telling) -> None:
    """The appeal was heard, and its panel has to decide."""
    story.begin(-73)
    story.at(0, "08:40")
    story.log(
        "Recovery address of the class account set to a private one",
        story.claim(
            "The recovery address of the class account was changed to the IT lead's private e-mail address, and the "
            "password with it. The head teacher had not been asked.",
            "2",
            -5,
        ),
        by="business_manager",
        about="it_lead",
        channel=Channel.CHECK,
        how="The auditor asked for the account register, and the address in it was not the one on the screen.",
        at_once="Nothing was changed. The head teacher asked the council's technicians to hold the account.",
    )
    story.at(1, "09:30")
    story.assess()
    story.at(2, "10:30")
    story.investigate(
        "deputy",
        reason="One of the two administrators had made himself the only one who could get the account back.",
        background="A change of recovery address and password that came to light in the audit.",
        scope="When and why it was changed; whether leave was asked before or after; who was told.",
        people_to_interview="Mr Fairbairn; Mr Siddiqui; Mrs Okafor's diary, as kept by the office.",
        report_by=story.day(20),
    )
    story.at(2, "14:30")
    story.tell_the_employee()
    story.at(6, "10:00")
    settings = story.exhibit(
        "recovery-address.png",
        screenshot(
            Post(
                name="Recovery", handle="administrators only", when="settings", caught=story.caught(0, "08:31"),
                address="https://chalkboard.example/LarkfieldClass/settings/recovery", counts="1 address",
                text="Codes are sent to: j.f******@mailbox.example. Changed 5 days ago. Before: office@larkfield.example.",
            )
        ),
        "Recovery settings on the morning of the audit", source="Aldermere Council, technicians",
    )  # fmt: skip
    story.bears(settings, a1="supports")
    statement = story.statement(
        "it_lead",
        "The office's mailbox was full and no code came through. I had to get in before the closure notice for the burst main. I "
        "set it to mine so that the code would reach me, and I forgot to set it back. I told Mrs Okafor that I had “got "
        "it going again”; I did not say how.",
    )
    story.send(statement)
    story.at(7, "09:00")
    story.confirm(statement)
    story.at(19, "15:00")
    story.find(1, FindingResult.PROVED, "Leave was neither asked nor given, before or after.",
               pro="Exhibit 1; his own statement.", con="He acted to get a closure notice out. Nothing was hidden.")  # fmt: skip
    story.write_report(
        Recommendation.FORMAL,
        introduction="One allegation against Mr Fairbairn, IT lead.",
        process="I looked at the settings with the council's technicians and spoke with three people.",
        facts_established="Address and password were changed five days before the audit and not reported.",
        mitigating="A full mailbox on a bad morning. He put the address back within the hour of being asked.",
        conclusion="There is a case to answer.",
    )
    story.at(21, "15:40")
    story.submit()
    story.at(25, "11:00")
    story.refer("An administrator carries more than others do. It should be heard.", presenting="deputy")
    story.at(28, "10:00")
    story.arrange("1 4 7", 42)
    story.at(42, "17:30")
    story.hear(
        "Mr Whitcombe presented the case. Mr Fairbairn, who came alone, answered every question. Both summed up."
    )
    story.at(44, "16:20")
    story.panel_finds(
        1, FindingResult.PROVED, "He accepts it. The rule asks for leave, and there was time to report it."
    )
    story.decide(
        Level.FINAL_WRITTEN,
        "The person who keeps the rule for others has to keep it himself. Five days' silence weighs more than the change.",
        "Each change of password or address is reported the same day, in writing.",
    )
    story.at(52, "12:00")
    story.take(
        P.lodge_appeal,
        by="it_lead",
        grounds=[AppealGround.UNFAIR],
        grounds_text="A final warning treats a full mailbox on such a morning as if I had tried to take the account. I ask the "
        "panel to look at the log of that morning, which the first panel did not have.",
    )
    story.at(56, "10:30")
    story.arrange("2 5 6", 70, appeal=True)
    story.at(70, "17:10")
    story.hear(
        "Mr Fairbairn explained his ground and the log of that morning. The chair of the first panel was heard. The panel "
        "asked when the codes had come through. Mr Fairbairn spoke last.",
        appeal=True,
    )
    story.panel_finds(1, FindingResult.PROVED, "The finding itself is not in dispute.", appeal=True)


def a_governor_who_teaches(story: Telling) -> None:
    """The appeal hearing is arranged."""
    story.begin(-61)
    story.at(0, "13:50")
    story.log(
        "Former pupils added to the class account's list",
        story.claim(
            "Six former pupils, now 12 and 13, were added to the accounts that the class account follows, for a reunion "
            "of her old class.",
            "5",
            -10,
            happened_to=story.occurred(-8),
        ),
        by="dsl",
        about="staff_governor",
        channel=Channel.EMAIL,
        reported_by="parent2",
        how="Mr Petrov's elder son was one of them. He asked whether that is meant to be.",
        at_once="The list was kept and the six were taken off it the same day.",
    )
    story.at(1, "10:30")
    story.assess()
    story.at(2, "09:45")
    story.investigate(
        "assistant_head",
        reason="She is a governor as well as a teacher: how it is looked into should leave nothing to be asked.",
        background="Six former pupils were followed by the class account for about two weeks.",
        scope="Who added them, for what; whether they were written to; what Ms Sweeney knew of the rule.",
        people_to_interview="Ms Sweeney; Mr Fairbairn; two of the parents.",
        report_by=story.day(20),
    )
    story.at(2, "16:00")
    story.tell_the_employee()
    story.at(6, "13:15")
    listed = story.exhibit(
        "following.png",
        screenshot(
            Post(
                name="Following", handle="@LarkfieldClass", when="37 accounts", caught=story.caught(0, "13:20"),
                address="https://chalkboard.example/LarkfieldClass/following", counts="37 accounts",
                text="Added in the last two weeks: six. All six carry a year of secondary school in their description.",
            )
        ),
        "List of followed accounts", source="Mr Fairbairn",
    )  # fmt: skip
    story.bears(listed, a1="supports")
    statement = story.statement(
        "staff_governor",
        "I wanted to invite them to the school's birthday. I know the rule: I voted for it. I told myself that a "
        "reunion was something else.",
    )
    story.send(statement)
    story.at(7, "08:50")
    story.confirm(statement)
    story.at(18, "14:30")
    story.find(1, FindingResult.PROVED, "She added them, and she knew the rule.", pro="Exhibit 1; her statement.",
               con="No messages; an invitation went to the parents at the same time.")  # fmt: skip
    story.write_report(
        Recommendation.FORMAL,
        introduction="One allegation against Ms Sweeney, Year 2 teacher and staff governor.",
        process="I looked at the list and the message log and spoke with four people.",
        facts_established="Six former pupils were followed for two weeks. No message was sent.",
        mitigating="The parents had been written to. It was meant for a school event.",
        conclusion="There is a case to answer.",
    )
    story.at(20, "15:00")
    story.submit()
    story.at(23, "10:00")
    story.refer("She knew the rule and had a part in making it.", presenting="assistant_head")
    story.at(27, "11:00")
    story.arrange("2 5 8", 42, "17:00")
    story.at(30, "16:00")
    story.name_companion("griffiths")
    story.at(42, "18:20")
    story.hear("Mrs Raman presented the case. Ms Sweeney accepted it and spoke of the reunion. Mr Griffiths spoke for her.",
               companion="Huw Griffiths, colleague")  # fmt: skip
    story.at(44, "18:00")
    story.panel_finds(1, FindingResult.PROVED, "Admitted.")
    story.at(46, "10:00")
    story.decide(
        Level.FIRST_WRITTEN,
        "No harm was meant or done. But she knew the rule, and others look to her for it.",
        "No account is followed without the IT lead's word.",
    )
    story.at(53, "08:30")
    story.take(
        P.lodge_appeal,
        by="staff_governor",
        grounds=[AppealGround.PROCEDURE],
        grounds_text="One member of the panel had spoken with me about the reunion a month before and had liked the idea. "
        "I ask that others decide.",
    )
    story.at(56, "09:40")
    story.arrange("1 3 6", 69, "17:00", appeal=True)


def a_complaint_from_a_builder(story: Telling) -> None:
    """An appeal has just been lodged."""
    story.begin(-57)
    story.at(0, "09:15")
    story.log(
        "Builder called a cheat on the class account",
        story.claim(
            "A picture of the new canopy was posted with the words “Paid for by you, botched by them” and the name of "
            "the firm.",
            "6",
            -1,
            post_address="https://chalkboard.example/LarkfieldClass/posts/46901144",
            device="Site manager's telephone, used without leave",
        ),
        by="business_manager",
        about="mellor",
        channel=Channel.TELEPHONE,
        how="The firm's director rang at nine, with his solicitor on the line.",
        at_once="Post kept and hidden.",
    )
    story.at(1, "10:00")
    story.assess()
    story.at(2, "09:00")
    story.investigate(
        "deputy",
        reason="A firm may sue, and the site manager had no leave to post at all.",
        background="A post that accuses a building firm, while the dispute about its work is not settled.",
        scope="How Mr Mellor came to be signed in; what was said by whom before; what the firm asks for.",
        people_to_interview="Mr Mellor; Mr Fairbairn; Mr Siddiqui.",
        report_by=story.day(20),
    )
    story.at(2, "13:30")
    story.tell_the_employee()
    story.at(6, "15:00")
    post = story.exhibit(
        "canopy.png",
        screenshot(
            Post(
                text="Paid for by you, botched by them: the new canopy by Ashgrove Building, week three of dripping.",
                when=story.posted(-1, "17:45"), caught=story.caught(0, "09:10"), picture="New canopy",
                address="https://chalkboard.example/LarkfieldClass/posts/46901144",
                counts="31 replies   27 shared   90 liked",
            )
        ),
        "The post about the canopy", source="Mr Siddiqui",
    )  # fmt: skip
    story.bears(post, a1="supports")
    statement = story.statement(
        "mellor",
        "I was signed in from the time when I posted the gritting notices. It drips on the little ones every day. I was "
        "angry for them. I did not know that I was not to post any more.",
    )
    story.send(statement)
    story.at(7, "07:40")
    story.confirm(statement)
    story.at(16, "14:00")
    story.find(1, FindingResult.PROVED, "The words are his, and they accuse a firm by name.", pro="Exhibit 1.",
               con="He had been an authorised poster until last year, and nobody told him that it had ended.")  # fmt: skip
    story.write_report(
        Recommendation.FORMAL,
        introduction="One allegation against Mr Mellor, site manager.",
        process="I looked at the post and the register of who may post, and spoke with three people.",
        facts_established="The post stood for sixteen hours. Mr Mellor was still signed in from an earlier leave.",
        mitigating="Nobody had told him that his leave had ended; the canopy does drip.",
        conclusion="There is a case to answer.",
    )
    story.at(19, "15:00")
    story.submit()
    story.at(22, "10:00")
    story.refer("A firm was accused by name in the school's voice.", presenting="deputy")
    story.at(26, "10:00")
    story.arrange("3 6 7", 41, "15:30")
    story.at(41, "16:50")
    story.hear("Mr Whitcombe presented the case. Mr Mellor spoke for himself. Both sides summed up.")
    story.at(43, "17:10")
    story.panel_finds(1, FindingResult.PROVED, "The words are his.")
    story.at(45, "09:30")
    story.decide(
        Level.FIRST_WRITTEN,
        "He had reason to be angry and none to write it there.",
        "No post in the school's name. Defects go to the business manager.",
    )
    story.at(46, "10:15")
    minute = story.propose("business_manager", 51, code="GA14", instructions="Insurer and the council's solicitor.")
    story.approve(minute, "Resources committee, item 2")
    story.at(49, "14:00")
    story.complete(minute, "Both told in writing; references in the contract file.", by="business_manager")
    story.at(54, "13:00")
    story.take(
        P.lodge_appeal,
        by="mellor",
        grounds=[AppealGround.UNFAIR, AppealGround.NEW_EVIDENCE],
        grounds_text="The surveyor's report came after the hearing and says that the canopy was botched. I have it here.",
    )


def a_letter_too_late(story: Telling) -> None:
    """An appeal came after its time, and the clerk has to decide whether to let it in."""
    story.begin(-92)
    story.at(0, "10:20")
    story.log(
        "Team photograph with surnames on the shirts",
        story.claim(
            "The picture of the football team showed eleven children from behind, each surname on the shirt; the text "
            "gave the first names in order.",
            "3",
            -1,
            post_address="https://chalkboard.example/LarkfieldClass/posts/46400090",
        ),
        by="reid",
        about="griffiths",
        channel=Channel.SEEN,
        how="I noticed when I read out the line-up from it.",
        at_once="Huw hid it himself as soon as I said so.",
    )
    story.at(1, "09:30")
    story.assess()
    story.at(2, "11:00")
    story.investigate(
        "inclusion_lead",
        reason="Eleven children can be named from one picture.",
        background="A team picture in which names and faces can be put together.",
        scope="Who posted it; what was seen by whom; how shirts and consent fit together.",
        people_to_interview="Mr Griffiths; Mr Reid.",
        report_by=story.day(20),
        severity="2",
    )
    story.at(2, "15:00")
    story.tell_the_employee()
    story.at(5, "12:00")
    statement = story.statement(
        "griffiths",
        "From behind, I thought, there is no face and so no child. Callum is right: with the text one can tell each of "
        "them. It was up for forty minutes.",
    )
    story.send(statement)
    story.at(6, "08:30")
    story.confirm(statement)
    story.at(15, "15:00")
    story.find(1, FindingResult.PARTLY, "Names and pictures were together; faces were not shown.", pro="His statement.",
               con="Forty minutes, and hidden by himself.")  # fmt: skip
    story.write_report(
        Recommendation.FORMAL,
        introduction="One allegation against Mr Griffiths, PE lead.",
        process="I read the post as it was kept by the platform and spoke with both.",
        facts_established="Eleven full names could be put together for forty minutes.",
        conclusion="There is a case to answer, at the lower end.",
    )
    story.at(18, "16:00")
    story.submit()
    story.at(22, "10:00")
    story.refer("Eleven children; it should be heard, if only to say where the line is.", presenting="inclusion_lead")
    story.at(26, "11:00")
    story.arrange("4 8 2", 40)
    story.at(40, "17:00")
    story.hear("Ms Visser presented the case. Mr Griffiths accepted it. Both sides summed up.")
    story.at(42, "16:40")
    story.panel_finds(1, FindingResult.PARTLY, "The shirts and the text together name the children.")
    story.decide(
        Level.ADVICE,
        "It was put right within the hour. Advice is enough.",
        "Shirts without surnames in pictures.",
    )
    story.at(62, "09:00")
    story.take(P.close_appeal_window, by="clerk")
    story.at(90, "12:40")
    story.take(
        P.receive_late_appeal,
        by="griffiths",
        grounds=[AppealGround.INCONSISTENT],
        grounds_text="I have learned that a colleague in the same position was told that there was nothing to answer.",
        late_reason="I was off sick from the week of the letter until last Monday; the doctor's note is attached.",
    )


STORIES = (
    a_letter_too_late,
    a_lost_account,
    a_governor_who_teaches,
    a_complaint_from_a_builder,
)
