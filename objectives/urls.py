from django.urls import path

from objectives.views import home, plans, teams

urlpatterns = [
    path("", home.home, name="home"),
    path("teams/<slug:team>/", teams.team_detail, name="team_detail"),
    path("teams/<slug:team>/<slug:quarter>/", plans.plan_detail, name="plan_detail"),
]
