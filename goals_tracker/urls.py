from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path, re_path

from goals_tracker import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    re_path(
        r"^accent/(?P<digits>[0-9a-f]{6})\.css$",
        views.accent_sheet,
        name="accent_sheet",
    ),
    re_path(
        r"^accent/(?P<digits>[0-9a-f]{6})\.svg$",
        views.accent_preview,
        name="accent_preview",
    ),
    # First, since a team's metrics would else be looked for among its quarters.
    path("", include("reviews.urls")),
    path("", include("objectives.urls")),
]

handler500 = "goals_tracker.middleware.server_error"
