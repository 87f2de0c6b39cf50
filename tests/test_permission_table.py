"""Who gets what from every address: one row for each address and method.

The columns are people, the cells statuses. 404: not shown to them. 403: shown, but not
theirs to change. 422: theirs, and what was sent (nothing) was refused in words.
"""

from http.cookies import SimpleCookie

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import get_resolver, reverse

from objectives.models.organization import Readers
from tests.deep import DEEP, deep
from tests.scene import make_scene

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
PEOPLE = [
    "anonymous",
    "disabled",
    "teamless",
    "other",
    "member",
    "lead",
    "parent",
    "administrator",
]
ENDS = ["anonymous", "other", "administrator"]
# To the administration; the gate tries the first and the nearest.
STRANGERS = [one if one in ("anonymous", "lead") else deep(one) for one in PEOPLE[:-1]]
TABLE = """
address             method  anon dis  none othe memb lead pare admi

home                GET     200  200  200  200  200  200  200  200
objective_list      GET     200  200  200  200  200  200  200  200
objective_list      POST    403  403  422  422  422  422  422  422
plan_list           GET     200  200  200  200  200  200  200  200
plan_list           POST    403  403  422  422  422  422  422  422
carry_over_list     GET     200  200  200  200  200  200  200  200
carry_over_list     POST    403  403  422  422  422  422  422  422
project_list        GET     200  200  200  200  200  200  200  200
project_list        POST    403  403  422  422  422  422  422  422
forecast            GET     200  200  200  200  200  200  200  200
go_to               GET     200  200  200  200  200  200  200  200
reading             GET     200  200  200  200  200  200  200  200
accent_sheet        GET     200  200  200  200  200  200  200  200
accent_preview      GET     200  200  200  200  200  200  200  200
healthz             GET     200  200  200  200  200  200  200  200
readyz              GET     200  200  200  200  200  200  200  200
security_txt        GET     200  200  200  200  200  200  200  200
sign_in             GET     200  200  302  302  302  302  302  302
sign_in             POST    200  200  302  302  302  302  302  302
account_login       GET     200  200  302  302  302  302  302  302
account_login       POST    200  200  302  302  302  302  302  302
sign_out            POST    302  302  302  302  302  302  302  302
your_account        GET     302  302  200  200  200  200  200  200
your_account        POST    302  302  302  302  302  302  302  302
sessions_end        POST    302  302  302  302  302  302  302  302
address_change      GET     302  302  403  403  403  403  403  403
address_change      POST    302  302  403  403  403  403  403  403
address_confirm     GET     302  302  200  200  200  200  200  200
address_confirm     POST    302  302  422  422  422  422  422  422
mfa_index           GET     302  302  200  200  200  200  200  200
mfa_list_webauthn   GET     302  302  200  200  200  200  200  200
mfa_authenticate    GET     302  302  302  302  302  302  302  302
mfa_authenticate    POST    302  302  302  302  302  302  302  302
mfa_login_webauthn  GET     302  302  302  302  302  302  302  302
mfa_login_webauthn  POST    200  200  302  302  302  302  302  302
account_reauthenticate GET  302  302  403  403  403  403  403  403
account_reauthenticate POST 302  302  403  403  403  403  403  403
mfa_reauthenticate  GET     302  302  403  403  403  403  403  403
mfa_reauthenticate  POST    302  302  403  403  403  403  403  403
mfa_reauthenticate_webauthn GET  302 302 403 403 403 403 403 403
mfa_reauthenticate_webauthn POST 302 302 403 403 403 403 403 403
mfa_activate_totp   GET     302  302  403  403  403  403  403  403
mfa_activate_totp   POST    302  302  403  403  403  403  403  403
mfa_deactivate_totp GET     302  302  404  404  404  404  404  404
mfa_deactivate_totp POST    302  302  404  404  404  404  404  404
mfa_view_recovery_codes GET 302  302  404  404  404  404  404  404
mfa_generate_recovery_codes GET  302 302 403 403 403 403 403 403
mfa_generate_recovery_codes POST 302 302 403 403 403 403 403 403
mfa_add_webauthn    GET     302  302  403  403  403  403  403  403
mfa_add_webauthn    POST    302  302  403  403  403  403  403  403
mfa_remove_webauthn GET     302  302  403  403  403  403  403  403
mfa_remove_webauthn POST    302  302  403  403  403  403  403  403
openid_connect_login POST   404  404  404  404  404  404  404  404
openid_connect_callback GET 404  404  404  404  404  404  404  404
password_forgotten  GET     200  200  200  200  200  200  200  200
password_forgotten  POST    422  422  422  422  422  422  422  422
set_password        GET     200  200  200  200  200  200  200  200
set_password        POST    200  200  200  200  200  200  200  200
weekly_answer       GET     200  200  200  200  200  200  200  200
weekly_answer       POST    302  302  302  302  302  302  302  302
weekly_stop         GET     200  200  200  200  200  200  200  200
weekly_stop         POST    200  200  200  200  200  200  200  200
notifications       GET     302  302  200  200  200  200  200  200
notifications       POST    302  302  422  422  422  422  422  422
password_change     GET     302  302  200  200  200  200  200  200
password_change     POST    302  302  200  200  200  200  200  200

team_detail         GET     200  200  200  200  200  200  200  200
team_follow         POST    403  403  302  302  302  302  302  302
objective_follow    POST    403  403  302  302  302  302  302  302
tag_follow          POST    403  403  302  302  302  302  302  302
plan_detail         GET     200  200  200  200  200  200  200  200
plan_history        GET     200  200  200  200  200  200  200  200
plan_rows           GET     200  200  200  200  200  200  200  200
plan_versions       GET     200  200  200  200  200  200  200  200
objective_detail    GET     200  200  200  200  200  200  200  200
preflight           GET     200  200  200  200  200  200  200  200
review_deck         GET     200  200  200  200  200  200  200  200
review_pdf          GET     200  200  200  200  200  200  200  200
review_handout      GET     200  200  200  200  200  200  200  200
review_handout_pdf  GET     200  200  200  200  200  200  200  200
review_json         GET     200  200  200  200  200  200  200  200
review_md           GET     200  200  200  200  200  200  200  200
review_wiki         GET     200  200  200  200  200  200  200  200
review_pptx         GET     200  200  200  200  200  200  200  200
logo                GET     200  200  200  200  200  200  200  200
photo               GET     200  200  200  200  200  200  200  200

import_start        GET     403  403  403  200  403  200  200  200
import_start        POST    403  403  403  422  403  422  422  422
import_read         GET     404  404  404  404  404  200  404  404
import_read         POST    404  404  404  404  404  422  404  404
import_columns      GET     404  404  404  404  404  200  404  404
import_columns      POST    404  404  404  404  404  422  404  404
import_values       GET     404  404  404  404  404  200  404  404
import_values       POST    404  404  404  404  404  422  404  404
import_preview      GET     404  404  404  404  404  200  404  404
import_preview      POST    404  404  404  404  404  302  404  404
import_refused      GET     404  404  404  404  404  200  404  404
import_done         GET     404  404  404  404  404  302  404  404
import_undo         POST    404  404  404  404  404  422  404  404
deck_import         POST    404  404  404  404  404  302  404  404
deck_undo           POST    404  404  404  404  404  302  404  404
deck_imported       GET     404  404  404  404  404  404  404  404

comment_add         POST    403  403  422  422  422  422  422  422
comment_people      GET     403  403  200  200  200  200  200  200
comment_change      GET     403  403  403  403  200  403  403  403
comment_change      POST    403  403  403  403  422  403  403  403
comment_delete      POST    403  403  403  403  302  302  302  302
comment_review      POST    403  403  403  403  403  302  302  302
check_in            GET     403  403  403  403  200  200  200  200
check_in            POST    403  403  403  403  302  302  302  302
project_add         GET     403  403  403  403  200  200  200  200
project_add         POST    403  403  403  403  422  422  422  422
project_change      GET     403  403  403  403  200  200  200  200
project_change      POST    403  403  403  403  422  422  422  422
project_delete      POST    403  403  403  403  302  302  302  302

plan_start          GET     403  403  403  403  403  200  200  200
plan_start          POST    403  403  403  403  403  422  422  422
plan_change         GET     403  403  403  403  403  200  200  200
plan_change         POST    403  403  403  403  403  422  422  422
plan_commit         GET     403  403  403  403  403  200  200  200
plan_commit         POST    403  403  403  403  403  422  422  422
plan_reopen         GET     403  403  403  403  403  200  200  200
plan_reopen         POST    403  403  403  403  403  422  422  422
plan_delete         GET     403  403  403  403  403  200  200  200
plan_delete         POST    403  403  403  403  403  422  422  422
plan_close          GET     403  403  403  403  403  200  200  200
plan_close          POST    403  403  403  403  403  302  302  302
objective_add       POST    403  403  403  403  403  422  422  422
objective_change    GET     403  403  403  403  403  200  200  200
objective_change    POST    403  403  403  403  403  422  422  422
objective_cell      POST    403  403  403  403  403  400  400  400
objective_move      POST    403  403  403  403  403  302  302  302
objective_duplicate POST    403  403  403  403  403  302  302  302
objective_carry_over GET    403  403  403  403  403  200  200  200
objective_carry_over POST   403  403  403  403  403  422  422  422
objective_take_back POST    403  403  403  403  403  302  302  302
objective_hand_over POST    403  403  403  403  403  302  302  302
objective_delete    POST    403  403  403  403  403  422  422  422
selection_change    POST    403  403  403  403  403  422  422  422
block_paste         POST    403  403  403  403  403  422  422  422
change_undo         POST    403  403  403  403  403  422  422  422

member_add          GET     403  403  403  403  403  200  200  200
member_add          POST    403  403  403  403  403  422  422  422
member_change       GET     403  403  403  403  403  200  200  200
member_change       POST    403  403  403  403  403  422  422  422
member_delete       GET     403  403  403  403  403  200  200  200
member_delete       POST    403  403  403  403  403  422  422  422
team_chat_room_list GET     403  403  403  403  403  200  200  200
team_chat_room_list POST    403  403  403  403  403  422  422  422
chat_room_change    GET     403  403  403  403  403  200  200  200
chat_room_change    POST    403  403  403  403  403  422  422  422
chat_room_act       POST    403  403  403  403  403  302  302  302
chat_room_test      POST    403  403  403  403  403  302  302  302
deletion_list       GET     403  403  403  403  403  200  200  200
deletion_restore    POST    403  403  403  403  302  302  302  302
team_change         GET     403  403  403  403  403  200  200  200
team_change         POST    403  403  403  403  403  422  422  422
team_delete         GET     403  403  403  403  403  403  200  200
team_delete         POST    403  403  403  403  403  403  422  422
team_archive        GET     403  403  403  403  403  403  200  200
team_archive        POST    403  403  403  403  403  403  302  302
team_unarchive      POST    403  403  403  403  403  403  302  302
team_move           GET     403  403  403  403  403  403  200  200
team_move           POST    403  403  403  403  403  403  422  422
group_add           GET     403  403  403  403  403  403  200  200
group_add           POST    403  403  403  403  403  403  422  422

review_prepare      GET     403  403  403  403  403  200  200  200
review_prepare      POST    403  403  403  403  403  422  422  422
review_change       GET     403  403  403  403  403  200  200  200
review_change       POST    403  403  403  403  403  302  302  302
review_notes        GET     403  403  403  403  403  200  200  200
review_notes        POST    403  403  403  403  403  302  302  302
section_delete      POST    403  403  403  403  403  302  302  302
text_add            GET     403  403  403  403  403  200  200  200
text_add            POST    403  403  403  403  403  422  422  422
text_change         GET     403  403  403  403  403  200  200  200
text_change         POST    403  403  403  403  403  422  422  422
text_delete         POST    403  403  403  403  403  302  302  302
text_preview        POST    403  403  403  403  403  200  200  200
review_slide        GET     403  403  403  403  403  200  200  200
picture             GET     200  200  200  200  200  200  200  200
metric_list         GET     200  200  200  200  200  200  200  200
metric_detail       GET     200  200  200  200  200  200  200  200
metric_slide        GET     200  200  200  200  200  200  200  200
metric_add          GET     403  403  403  403  403  200  200  200
metric_add          POST    403  403  403  403  403  422  422  422
metric_change       GET     403  403  403  403  403  200  200  200
metric_change       POST    403  403  403  403  403  422  422  422
metric_move         POST    403  403  403  403  403  302  302  302
metric_delete       GET     403  403  403  403  403  200  200  200
metric_delete       POST    403  403  403  403  403  302  302  302
reading_add         GET     403  403  403  403  403  200  200  200
reading_add         POST    403  403  403  403  403  422  422  422
reading_change      GET     403  403  403  403  403  200  200  200
reading_change      POST    403  403  403  403  403  422  422  422
reading_delete      POST    403  403  403  403  403  302  302  302
incident_list       GET     200  200  200  200  200  200  200  200
incident_add        GET     403  403  403  403  403  200  200  200
incident_add        POST    403  403  403  403  403  422  422  422
incident_change     GET     403  403  403  403  403  200  200  200
incident_change     POST    403  403  403  403  403  422  422  422
incident_delete     POST    403  403  403  403  403  302  302  302
review_present      GET     403  403  403  403  403  200  200  200
meeting_start       POST    403  403  403  403  403  302  302  302
meeting_act         POST    403  403  403  403  403  422  422  422
meeting_detail      GET     403  403  403  403  403  200  200  200
review_live         GET     200  200  200  200  200  200  200  200
minute_list         GET     200  200  200  200  200  200  200  200
minute_list         POST    403  403  403  403  422  422  422  422
minute_change       GET     403  403  403  403  200  200  200  200
minute_change       POST    403  403  403  403  422  422  422  422
minute_delete       POST    403  403  403  403  302  302  302  302
minutes_md          GET     200  200  200  200  200  200  200  200
minutes_wiki        GET     200  200  200  200  200  200  200  200
minutes_txt         GET     200  200  200  200  200  200  200  200
attendance_change   GET     403  403  403  403  200  200  200  200
attendance_change   POST    403  403  403  403  422  422  422  422
question_list       GET     200  200  200  200  200  200  200  200
question_list       POST    422  422  422  422  422  422  422  422
question_settle     GET     403  403  403  403  403  200  200  200
question_settle     POST    403  403  403  403  403  422  422  422
ask_list            GET     200  200  200  200  200  200  200  200
ask_list            POST    403  403  403  403  422  422  422  422
ask_change          GET     403  403  403  403  200  200  200  200
ask_change          POST    403  403  403  403  422  422  422  422
ask_close           POST    403  403  403  403  403  302  302  302
ask_delete          POST    403  403  403  403  403  302  302  302
metric_import       GET     403  403  403  403  403  200  200  200
metric_import       POST    403  403  403  403  403  422  422  422
metric_fetch        POST    403  403  403  403  403  302  302  302
review_draft        GET     403  403  403  403  403  200  200  200
review_publish      GET     403  403  403  403  403  200  200  200
review_publish      POST    403  403  403  403  403  422  422  422
review_withdraw     GET     403  403  403  403  403  200  200  200
review_withdraw     POST    403  403  403  403  403  422  422  422
version_list        GET     200  200  200  200  200  200  200  200
version_deck        GET     200  200  200  200  200  200  200  200
version_file        GET     200  200  200  200  200  200  200  200
version_changes     GET     200  200  200  200  200  200  200  200
guest_link_list     GET     403  403  403  403  403  200  200  200
guest_link_list     POST    403  403  403  403  403  422  422  422
guest_link_take_back POST   403  403  403  403  403  302  302  302
guest_deck          GET     200  200  200  200  200  200  200  200
guest_pdf           GET     200  200  200  200  200  200  200  200
guest_text          GET     200  200  200  200  200  200  200  200
guest_pptx          GET     200  200  200  200  200  200  200  200
guest_file          GET     200  200  200  200  200  200  200  200
calendar_list       GET     302  302  200  200  200  200  200  200
calendar_list       POST    302  302  302  302  302  302  302  302
calendar_change     POST    302  302  404  404  302  404  404  404
calendar            GET     200  200  200  200  200  200  200  200
export_detail       GET     404  404  404  404  200  404  404  404
export_file         GET     404  404  404  404  200  404  404  404
book_add            GET     200  200  200  200  200  200  200  200
book_add            POST    403  403  422  422  422  422  422  422
book_detail         GET     404  404  404  404  200  404  404  200
book_cancel         POST    404  404  404  404  302  404  404  302
book_file           GET     404  404  404  404  200  404  404  200
agenda_change       GET     403  403  403  403  403  403  403  200
agenda_change       POST    403  403  403  403  403  403  403  422
agenda_item_delete  POST    403  403  403  403  403  403  403  302

team_add            GET     403  403  403  403  403  403  403  200
team_add            POST    403  403  403  403  403  403  403  422
chat_room_list      GET     403  403  403  403  403  403  403  200
chat_room_list      POST    403  403  403  403  403  403  403  422
organization_change GET     403  403  403  403  403  403  403  200
organization_change POST    403  403  403  403  403  403  403  422
tag_list            GET     403  403  403  403  403  403  403  200
tag_change          GET     403  403  403  403  403  403  403  200
tag_change          POST    403  403  403  403  403  403  403  422
tag_merge           POST    403  403  403  403  403  403  403  422
tag_delete          POST    403  403  403  403  403  403  403  302
member_invite       GET     403  403  403  403  403  200  200  200
member_invite       POST    403  403  403  403  403  422  422  422
outbox              GET     404  404  404  404  404  404  404  404
account_list        GET     403  403  403  403  403  403  403  200
account_add         GET     403  403  403  403  403  403  403  200
account_add         POST    403  403  403  403  403  403  403  422
account_change      GET     403  403  403  403  403  403  403  200
account_change      POST    403  403  403  403  403  403  403  422
account_rename      GET     403  403  403  403  403  403  403  200
account_rename      POST    403  403  403  403  403  403  403  422
account_delete      GET     403  403  403  403  403  403  403  200
account_delete      POST    403  403  403  403  403  403  403  302
"""
# These are not about one team, or whoever has the link may read them.
OF_NO_TEAM = {
    "accent_preview",
    "accent_sheet",
    "account_login",
    "account_add",
    "account_change",
    "account_delete",
    "account_list",
    "account_reauthenticate",
    "account_rename",
    "address_change",
    "address_confirm",
    "agenda_change",
    "agenda_item_delete",
    "book_cancel",
    "book_detail",
    "book_file",
    "calendar",
    "calendar_change",
    "calendar_list",
    "carry_over_list",
    "chat_room_list",
    "export_detail",
    "export_file",
    "forecast",
    "go_to",
    "guest_deck",
    "guest_file",
    "guest_pdf",
    "guest_pptx",
    "guest_text",
    "healthz",
    "home",
    "import_start",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "notifications",
    "objective_list",
    "openid_connect_callback",
    "openid_connect_login",
    "organization_change",
    "outbox",
    "password_change",
    "password_forgotten",
    "plan_list",
    "plan_versions",  # its key is given to those who see its plans
    "project_list",
    "reading",
    "readyz",
    "security_txt",
    "set_password",
    "sign_in",
    "sign_out",
    "sessions_end",
    "tag_change",
    "tag_delete",
    "tag_list",
    "tag_merge",
    "team_add",
    "weekly_answer",
    "weekly_stop",
    "your_account",
}
# What an address is about, where its name begins otherwise.
ROW_OF = {
    "comment_add": "objective",
    "comment_people": "objective",
    "reading_add": "metric",
}
# Who may see a team that only its own people may see.
OWN_PEOPLE = {"member", "lead", "parent", "administrator"}


def rows():
    """Each row of the table: the address, the method, the status for each person."""
    for line in TABLE.strip().splitlines()[1:]:
        if line:
            name, method, *statuses = line.split()
            yield name, method, dict(zip(PEOPLE, map(int, statuses), strict=True))


@pytest.fixture
def scene():
    return make_scene()


def address(name, scene):
    """The address with that name in the scene."""
    quarter = scene["later" if name == "plan_start" else "quarter"]
    noun = "import" if name.startswith("deck_") else name.partition("_")[0]
    kwargs = {
        "team": scene["whole" if name == "group_add" else "team"],
        "quarter": quarter,
        "pk": scene.get(ROW_OF.get(name, noun)),
        "name": {
            "picture": scene["picture"],
            "logo": scene["logo"],
            "version": "review.pdf",
            "guest": f"photos/{scene['photo']}",
        }.get(noun, scene["photo"]),
        "digits": "7a2c62",
        "provider_id": "nobody",
        "section": scene["slug"],
        "slide": "cover",
        "number": 2,
        "uidb64": "x",
        "token": {
            "guest": scene["token"],
            "calendar": scene["calendar_token"],
        }.get(noun)
        or scene.get(name, "y"),
        "key": scene["key"],
    }
    wanted = parameters()[name]
    query = {"quarter": quarter} if name == "reading" else None
    return reverse(name, kwargs={key: kwargs[key] for key in wanted}, query=query)


def parameters():
    """The parameters of every address outside the administration, by its name."""
    found = {}
    for pattern in get_resolver().url_patterns:
        inside = getattr(pattern, "url_patterns", [pattern])
        if getattr(pattern, "namespace", None) != "admin":
            found |= {one.name: one.pattern.regex.groupindex.keys() for one in inside}
    return found


def status(client, person, method, url):
    if person != "anonymous":
        client.force_login(get_user_model().objects.get(username=person))
    return client.generic(method, url, content_type=FORM).status_code


def test_every_address_has_a_row():
    assert {name for name, _, _ in rows()} == set(parameters())


def test_addresses_for_posts_answer_405_to_a_get(client, scene):
    posts = {name for name, method, _ in rows() if method == "POST"}
    gets = {name for name, method, _ in rows() if method == "GET"}

    found = {
        name: status(client, "administrator", "GET", address(name, scene))
        for name in posts - gets
    }

    assert found == dict.fromkeys(posts - gets, 405)


def test_read_only_pages_refuse_a_post(client, scene):
    posts = {name for name, method, _ in rows() if method == "POST"}
    only_read = set(parameters()) - posts - {"healthz", "readyz"}

    found = {
        name: status(client, "administrator", "POST", address(name, scene))
        for name in only_read
    }

    assert found == dict.fromkeys(only_read, 405)


@pytest.fixture
def cookies(client, scene):
    """Each person's: they sign in once, whatever they ask for."""
    found = {}
    for person in PEOPLE:
        client.cookies = SimpleCookie()
        if person != "anonymous":
            client.force_login(get_user_model().objects.get(username=person))
        found[person] = client.cookies
    return found


def asked(statuses):
    """The people who are tried: where all get the same, the ends of the scale do."""
    is_for_all = len(set(statuses.values())) == 1
    return ENDS if is_for_all and not DEEP else PEOPLE


def answers(client, cookies, name, method, url):
    """What each of these people gets there, in words as the table has them."""
    found = []
    for mine in cookies.values():
        client.cookies = SimpleCookie(mine)
        with transaction.atomic():
            found.append(client.generic(method, url, content_type=FORM).status_code)
            transaction.set_rollback(True)  # everybody finds the same scene
    return f"{name} {method} {' '.join(map(str, found))}"


def test_each_person_gets_what_the_table_says(client, scene, cookies):
    expected = [
        f"{name} {method} {' '.join(str(statuses[one]) for one in asked(statuses))}"
        for name, method, statuses in rows()
    ]

    found = [
        answers(
            client,
            {one: cookies[one] for one in asked(statuses)},
            *(name, method, address(name, scene)),
        )
        for name, method, statuses in rows()
    ]

    assert found == expected


def test_pages_of_a_closed_team_give_others_a_404(client, scene, cookies):
    scene["organization"].readers = Readers.TEAM
    scene["organization"].save()
    others = {person: cookies[person] for person in PEOPLE if person not in OWN_PEOPLE}
    about_a_team = [row[:2] for row in rows() if row[0] not in OF_NO_TEAM]

    found = [
        answers(client, others, name, method, address(name, scene))
        for name, method in about_a_team
    ]

    hidden = " ".join(["404"] * len(others))
    assert found == [f"{name} {method} {hidden}" for name, method in about_a_team]


@pytest.mark.parametrize("person", [*STRANGERS, "administrator"])
def test_the_administration_is_for_administrators(client, scene, person):
    expected = 200 if person == "administrator" else 302

    assert status(client, person, "GET", "/admin/") == expected


@pytest.mark.parametrize("person", STRANGERS)
def test_no_admin_page_opens_to_others(client, scene, person):
    found = {
        url: status(client, person, "GET", url)
        for model in admin.site._registry
        for url in admin_pages(model._meta)
    }

    assert set(found.values()) == {302}


def admin_pages(meta):
    name = f"admin:{meta.app_label}_{meta.model_name}"
    yield reverse(f"{name}_changelist")
    yield reverse(f"{name}_add")
    yield reverse(f"{name}_change", args=[1])
    yield reverse(f"{name}_delete", args=[1])
