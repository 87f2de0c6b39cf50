from django.urls import path

from reviews.views import decks, preflight

urlpatterns = [
    path(
        "teams/<slug:team>/<slug:quarter>/preflight/",
        preflight.preflight,
        name="preflight",
    ),
    path(
        "teams/<slug:team>/<slug:quarter>/review/",
        decks.review_deck,
        name="review_deck",
    ),
    path(
        "teams/<slug:team>/<slug:quarter>/review.pdf",
        decks.review_pdf,
        name="review_pdf",
    ),
]
