"""The site's addresses: all of them are the domain's."""

from django.urls import include, path

urlpatterns = [path("", include("investigations.urls"))]
