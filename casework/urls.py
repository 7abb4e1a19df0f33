"""The site's addresses: all of them are the domain's."""

from django.urls import include, path

urlpatterns = [path("", include("investigations.urls"))]

handler400 = "investigations.views.errors.not_understood"
handler403 = "investigations.views.errors.refused"
handler404 = "investigations.views.errors.not_found"
handler500 = "investigations.views.errors.broken"
