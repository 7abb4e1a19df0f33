"""The table of contents: every address of the site."""

from django.urls import path

from investigations.views import cases, steps

urlpatterns = [
    # ---- One case -----------------------------------------------------------------------------------------------------
    path("cases/<str:reference>/", cases.case_detail, name="case_detail"),
    path("cases/<str:reference>/access/", cases.case_access, name="case_access"),
    path("cases/<str:reference>/steps/<str:name>/", steps.step_take, name="step_take"),
]
