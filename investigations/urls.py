"""The table of contents: every address of the site."""

from django.urls import path

from investigations.views import (
    access,
    actions,
    advice,
    bundles,
    case_list,
    cases,
    chronology,
    clocks,
    concerns,
    employee,
    evidence,
    findings,
    hearings,
    history,
    my_work,
    outcomes,
    part_papers,
    parts,
    procedure,
    rehearsal,
    reports,
    sign_in,
    statements,
    steps,
    tasks,
    terms,
)

urlpatterns = [
    # ---- Who it is, and what waits for them -----------------------------------------------------------------------------
    path("", my_work.my_work, name="my_work"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("set-password/<str:uidb64>/<str:token>/", sign_in.set_password, name="set_password"),
    path("school/choose/", sign_in.choose_school, name="choose_school"),
    path("rehearsal/", rehearsal.rehearsal, name="rehearsal"),
    path("procedure/", procedure.procedure, name="procedure"),
    # ---- Cases ----------------------------------------------------------------------------------------------------------
    path("cases/", case_list.case_list, name="case_list"),
    # ---- One case -----------------------------------------------------------------------------------------------------
    path("cases/<str:reference>/", cases.case_detail, name="case_detail"),
    path("cases/<str:reference>/access/", access.case_access, name="case_access"),
    path("cases/<str:reference>/dates/", clocks.clock_list, name="clock_list"),
    path("cases/<str:reference>/dates/<uuid:pk>/", clocks.clock_detail, name="clock_detail"),
    path("cases/<str:reference>/history/", history.history, name="history"),
    # Before the page of every step: convening shows besides who may not sit, and why.
    path("cases/<str:reference>/steps/convene_panel/", hearings.convene_panel, name="convene_panel"),
    path(
        "cases/<str:reference>/steps/convene_appeal_panel/",
        hearings.convene_appeal_panel,
        name="convene_appeal_panel",
    ),
    path("cases/<str:reference>/steps/<str:name>/", steps.step_take, name="step_take"),
    # ---- Its investigation --------------------------------------------------------------------------------------------
    path("cases/<str:reference>/terms/", terms.terms_detail, name="terms_detail"),
    path("cases/<str:reference>/terms/edit/", terms.terms_edit, name="terms_edit"),
    path("cases/<str:reference>/evidence/", evidence.evidence_list, name="evidence_list"),
    path("cases/<str:reference>/evidence/upload/", evidence.evidence_upload, name="evidence_upload"),
    path("cases/<str:reference>/evidence/describe/", evidence.evidence_describe_many, name="evidence_describe_many"),
    path("cases/<str:reference>/evidence/<int:number>/", evidence.evidence_detail, name="evidence_detail"),
    path("cases/<str:reference>/evidence/<int:number>/edit/", evidence.evidence_edit, name="evidence_edit"),
    path(
        "cases/<str:reference>/evidence/<int:number>/picture/<int:width>/",
        evidence.evidence_picture,
        name="evidence_picture",
    ),
    path("cases/<str:reference>/evidence/<int:number>/original/", evidence.evidence_original, name="evidence_original"),
    path("cases/<str:reference>/statements/", statements.statement_list, name="statement_list"),
    path("cases/<str:reference>/statements/add/", statements.statement_add, name="statement_add"),
    path("cases/<str:reference>/statements/<int:number>/", statements.statement_detail, name="statement_detail"),
    path("cases/<str:reference>/statements/<int:number>/edit/", statements.statement_edit, name="statement_edit"),
    path(
        "cases/<str:reference>/statements/<int:number>/steps/<str:name>/",
        statements.statement_step,
        name="statement_step",
    ),
    path("cases/<str:reference>/chronology/", chronology.chronology_list, name="chronology_list"),
    path("cases/<str:reference>/chronology/add/", chronology.chronology_add, name="chronology_add"),
    path("cases/<str:reference>/chronology/<int:number>/edit/", chronology.chronology_edit, name="chronology_edit"),
    path("cases/<str:reference>/findings/", findings.finding_list, name="finding_list"),
    path("cases/<str:reference>/findings/<int:position>/edit/", findings.finding_edit, name="finding_edit"),
    path("cases/<str:reference>/report/", reports.report_detail, name="report_detail"),
    path("cases/<str:reference>/report/edit/", reports.report_edit, name="report_edit"),
    path("cases/<str:reference>/advice/", advice.advice_list, name="advice_list"),
    # ---- Reporting a concern --------------------------------------------------------------------------------------------
    path("report/", concerns.concern_list, name="concern_list"),
    path("report/start/", concerns.concern_start, name="concern_start"),
    path("report/<uuid:pk>/files/", concerns.concern_files, name="concern_files"),
    path("report/<uuid:pk>/check/", concerns.concern_check, name="concern_check"),
    path("report/<uuid:pk>/send/", concerns.concern_send, name="concern_send"),
    path("report/<uuid:pk>/sent/", concerns.concern_sent, name="concern_sent"),
    path("report/<uuid:pk>/discard/", concerns.concern_discard, name="concern_discard"),
    path("report/<uuid:pk>/<slug:question>/", concerns.concern_question, name="concern_question"),
    # ---- Hearing, outcome, appeal -----------------------------------------------------------------------------------
    path("cases/<str:reference>/hearing/", hearings.hearing_detail, name="hearing_detail"),
    path(
        "cases/<str:reference>/hearing/findings/<int:position>/", hearings.panel_finding_edit, name="panel_finding_edit"
    ),
    path("cases/<str:reference>/papers/", bundles.bundle_detail, name="bundle_detail"),
    path("cases/<str:reference>/papers/<int:number>/", bundles.bundle_exhibit, name="bundle_exhibit"),
    path(
        "cases/<str:reference>/papers/<int:number>/picture/",
        bundles.bundle_exhibit_picture,
        name="bundle_exhibit_picture",
    ),
    path(
        "cases/<str:reference>/papers/<int:number>/original/",
        bundles.bundle_exhibit_original,
        name="bundle_exhibit_original",
    ),
    path("cases/<str:reference>/outcome/", outcomes.outcome_detail, name="outcome_detail"),
    path("cases/<str:reference>/appeal/", outcomes.appeal_detail, name="appeal_detail"),
    path(
        "cases/<str:reference>/appeal/findings/<int:position>/",
        hearings.appeal_finding_edit,
        name="appeal_finding_edit",
    ),
    # ---- Governing-body actions, and the tasks that their owners see ------------------------------------------------
    path("cases/<str:reference>/actions/", actions.action_list, name="action_list"),
    path("cases/<str:reference>/actions/add/", actions.action_add, name="action_add"),
    path("cases/<str:reference>/actions/<int:number>/", actions.action_detail, name="action_detail"),
    path("cases/<str:reference>/actions/<int:number>/steps/<str:name>/", actions.action_step, name="action_step"),
    path("tasks/<uuid:pk>/", tasks.task_detail, name="task_detail"),
    path("tasks/<uuid:pk>/steps/<str:name>/", tasks.task_step, name="task_step"),
    # ---- The own page of whoever has only a part: employee, witness, reporter, companion, custodian -----------------
    path("parts/<uuid:pk>/", parts.part_detail, name="part_detail"),
    path("parts/<uuid:pk>/statements/<int:number>/", parts.part_statement, name="part_statement"),
    path(
        "parts/<uuid:pk>/statements/<int:number>/steps/<str:name>/",
        parts.part_statement_step,
        name="part_statement_step",
    ),
    path("parts/<uuid:pk>/papers/", part_papers.part_papers, name="part_papers"),
    path("parts/<uuid:pk>/papers/<int:number>/", part_papers.part_exhibit, name="part_exhibit"),
    path("parts/<uuid:pk>/papers/<int:number>/picture/", part_papers.part_exhibit_picture, name="part_exhibit_picture"),
    path(
        "parts/<uuid:pk>/papers/<int:number>/original/", part_papers.part_exhibit_original, name="part_exhibit_original"
    ),
    path("parts/<uuid:pk>/files/", part_papers.part_files, name="part_files"),
    path("parts/<uuid:pk>/answer/", employee.part_answer, name="part_answer"),
    path("parts/<uuid:pk>/companion/", employee.part_companion, name="part_companion"),
    path("parts/<uuid:pk>/companion/share/", employee.part_companion_share, name="part_companion_share"),
    path("parts/<uuid:pk>/steps/<str:name>/", employee.part_step, name="part_step"),
]
