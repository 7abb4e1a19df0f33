"""Which facts stand between a person and a part in a case, and how strongly?  (Domain paper, sections 2 and 11.7.)

A table of facts against roles.  Nobody types a verdict in: `access/taint.py` finds the facts and reads it from here.
"""

from .labelled import Labelled
from .roles import JUDGES, Role


class Verdict(Labelled):
    """Worst last."""

    ELIGIBLE = "eligible", "May be chosen"
    CAUTION = "caution", "With care"
    INELIGIBLE = "ineligible", "May not be chosen"


class Tie(Labelled):
    """What somebody can be to somebody else (School Governance Regulations 2013, regulation 16)."""

    RELATIVE = "relative", "Related by family or marriage"
    HOUSEHOLD = "household", "Living in the same household"
    FRIEND = "friend", "A close friend, or in dispute with them"
    BUSINESS = "business", "In business together, or money between them"
    PAY = "pay", "One decides on the other's pay or appraisal"

    @property
    def is_close(self) -> bool:
        """A line of pay alone asks for care; every other tie bars."""
        return self is not Tie.PAY


class Taint(Labelled):
    """One kind of fact.  The order is the order in which reasons are told, the gravest first."""

    ELSEWHERE = "elsewhere", "Belongs to another school"
    PUPIL = "pupil", "A pupil"
    GONE = "gone", "Has left the school"
    SUBJECT = "subject", "The case is about them"
    SHUT_OUT = "shut_out", "Shut out of the case"
    REPORTER = "reporter", "Reported the concern"
    WITNESS = "witness", "A witness"
    TIE = "tie", "A close tie to somebody in the case"
    INVESTIGATED = "investigated", "Investigated the case"
    MANAGED = "managed", "Managed the case"
    PRESENTED = "presented", "Presents the case"
    SAT = "sat", "Sat on the disciplinary panel"
    SAT_ON_APPEAL = "sat_on_appeal", "Sits on the appeal panel"
    LEFT_THE_PANEL = "left_the_panel", "Left this panel before"
    COMPANION = "companion", "Accompanies the employee"
    HEAD = "head", "Head teacher"
    NO_GOVERNOR = "no_governor", "Not a governor"
    SUSPENSION = "suspension", "Took part in a decision on the suspension"
    ADVISED = "advised", "Advised on the case"
    CLERKED = "clerked", "Clerk of the case"
    INCIDENT_GROUP = "incident_group", "In the incident group"
    ACTIONS = "actions", "Took part in the governing body's actions"
    CUSTODIAN = "custodian", "Handled evidence"
    ACTED = "acted", "Took a step in the case"
    SERVED = "served", "Was sent a letter of the case"
    OPENED = "opened", "Opened the case"
    NAMED = "named", "Named in the case"
    STAFF_GOVERNOR = "staff_governor", "Staff governor"
    EMPLOYED = "employed", "Works for the school"
    CHAIR = "chair", "Chair of governors"
    PAY_LINE = "pay_line", "A line of pay to somebody in the case"
    TIE_ENDED = "tie_ended", "A tie that has ended"
    TIE_SAID_BY_OTHERS = "tie_said_by_others", "Somebody else declared a tie to them"
    ACTION_NOT_TOLD = "action_not_told", "Was to own an action, and never saw it"
    WAS_EMPLOYED = "was_employed", "Worked for the school before"
    ENDED_PART = "ended_part", "Had a part in the case before"
    NO_ACCOUNT = "no_account", "Has no account"


_NO, _CARE = Verdict.INELIGIBLE, Verdict.CAUTION
EVERYBODY = frozenset(
    {
        Role.INVESTIGATING_OFFICER, Role.HR_ADVISER, Role.CLERK, Role.PRESENTING_OFFICER, Role.PANEL, Role.APPEAL_PANEL,
        Role.INCIDENT_GROUP,
    }
)  # fmt: skip
_WORKING = EVERYBODY - JUDGES


def _row(judging: Verdict, **others: Verdict) -> dict[Role, Verdict]:
    return dict.fromkeys(JUDGES, judging) | {Role(name): verdict for name, verdict in others.items()}


def _all(verdict: Verdict) -> dict[Role, Verdict]:
    return dict.fromkeys(EVERYBODY, verdict)


#: What each fact means for each role; a role that is not named is not touched by it.
MEANS: dict[Taint, dict[Role, Verdict]] = {
    Taint.ELSEWHERE: _all(_NO),
    Taint.PUPIL: _all(_NO),
    Taint.GONE: _all(_NO),
    Taint.SUBJECT: _all(_NO),
    Taint.SHUT_OUT: _all(_NO),
    # Acas: who investigates, presents or advises a panel cannot have seen it themselves.
    Taint.REPORTER: _row(_NO, investigating_officer=_NO, clerk=_NO, hr_adviser=_NO, presenting_officer=_CARE),
    Taint.WITNESS: _row(_NO, investigating_officer=_NO, clerk=_NO, hr_adviser=_NO, presenting_officer=_CARE),
    Taint.TIE: _all(_NO),
    Taint.INVESTIGATED: _row(_NO, investigating_officer=_NO, clerk=_NO, hr_adviser=_NO),
    Taint.MANAGED: _row(_NO, investigating_officer=_NO, clerk=_CARE),
    Taint.PRESENTED: _row(_NO, clerk=_CARE, investigating_officer=_CARE),
    Taint.SAT: {Role.APPEAL_PANEL: _NO} | dict.fromkeys(_WORKING, _NO),
    Taint.SAT_ON_APPEAL: {Role.PANEL: _NO} | dict.fromkeys(_WORKING, _NO),
    Taint.LEFT_THE_PANEL: _row(_NO),
    Taint.COMPANION: _all(_NO),
    Taint.HEAD: _row(_NO, clerk=_NO),
    Taint.NO_GOVERNOR: _row(_NO),
    Taint.SUSPENSION: _row(_NO, investigating_officer=_CARE),
    Taint.ADVISED: _row(_NO, investigating_officer=_CARE),
    Taint.CLERKED: _row(_NO, investigating_officer=_CARE),
    Taint.INCIDENT_GROUP: _row(_NO, investigating_officer=_CARE),
    Taint.ACTIONS: _row(_NO, investigating_officer=_CARE),
    Taint.CUSTODIAN: _row(_NO, investigating_officer=_CARE),
    Taint.ACTED: _row(_NO),
    Taint.SERVED: _row(_NO),
    Taint.OPENED: _row(_NO),
    Taint.NAMED: _row(_NO, investigating_officer=_CARE, clerk=_CARE, hr_adviser=_CARE),
    Taint.STAFF_GOVERNOR: _row(_NO),
    Taint.EMPLOYED: _row(_NO),
    # Schools differ (11.7): some bar the chair always, some only with knowledge of the matter. Tainted is barred above.
    Taint.CHAIR: _row(_CARE),
    Taint.PAY_LINE: _all(_CARE),
    Taint.TIE_ENDED: _all(_CARE),
    # Care only: an employee could else clear a whole panel away by claiming a friend on it.
    Taint.TIE_SAID_BY_OTHERS: _all(_CARE),
    Taint.ACTION_NOT_TOLD: _row(_CARE),
    Taint.WAS_EMPLOYED: _row(_CARE),
    Taint.ENDED_PART: {role: _CARE for role in _WORKING},
    Taint.NO_ACCOUNT: _row(_CARE),
}

#: Never set aside, whatever the reason given.  Nobody judges their own cause or that of somebody close to them
#: (regulation 16 of 2013), those who report, see, investigate, manage or present are not those who decide (Acas Code,
#: paragraph 6), nobody hears the appeal against their own decision, and a head never sits on a panel of governors.
#: The rest is the school's own caution: a small school may have nobody else, and says so in writing.
NEVER_SET_ASIDE = frozenset(
    {
        Taint.ELSEWHERE, Taint.PUPIL, Taint.GONE, Taint.SUBJECT, Taint.SHUT_OUT, Taint.REPORTER, Taint.WITNESS, Taint.TIE,
        Taint.INVESTIGATED, Taint.MANAGED, Taint.PRESENTED, Taint.SAT, Taint.SAT_ON_APPEAL, Taint.LEFT_THE_PANEL,
        Taint.COMPANION, Taint.HEAD, Taint.NO_GOVERNOR,
    }
)  # fmt: skip


def means(taint: Taint, role: Role) -> Verdict:
    return MEANS[taint].get(role, Verdict.ELIGIBLE)
