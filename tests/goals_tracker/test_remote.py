import socket
import threading

import pytest

from goals_tracker.remote import RemoteError, Rules, get_body
from goals_tracker.remote.addresses import checked, is_public, redirected
from tests.metric_server import CERTIFICATE, serving

BODY = b"[[1412121600, 3]]"


@pytest.fixture(scope="module")
def server():
    with serving() as server:
        server.answers["/figures"] = BODY
        yield server


def rules(*hosts, **limits):
    """Rules under which these hosts may be private, patient if not told else."""
    patient = dict.fromkeys(("connect_seconds", "silent_seconds", "total_seconds"), 60)
    return Rules(hosts, hosts, **patient | limits)


def refusal(url, rules):
    with pytest.raises(RemoteError) as found:
        get_body(url, rules)
    return str(found.value)


@pytest.fixture
def names(monkeypatch):
    """What names resolve to, from first to last time; each look-up takes one."""
    known = {}

    def look_up(host, port, **kwargs):
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        found = known[host].pop(0)
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (address, port),
            )
            for address in found
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


# What is read


def test_an_answer_of_an_allowed_host_is_read(server):
    assert get_body(server.url("/figures?a=1&b=2#c"), rules(server.host)) == BODY
    assert server.asked[-1] == ("/figures?a=1&b=2", server.host)


@pytest.mark.parametrize(
    "path",
    [
        "/chunked",
        "/open-ended?body=[[1412121600, 3]]".replace(" ", "%20"),
        "/redirect?to=/figures",
        "/redirect?to=figures",
    ],
)
def test_an_answer_is_read_however_it_is_sent(server, path):
    assert get_body(server.url(path), rules(server.host)) == BODY


def test_a_redirect_to_the_same_host_may_name_it(server):
    path = f"/redirect?to={server.url('/figures')}"

    assert get_body(server.url(path), rules(server.host)) == BODY


# Where to


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://graphite.test/", "The administrator has not allowed the host g"),
        ("http://other.test:8080/", "The administrator has not allowed the host o"),
        ("http://allowed.test:8081/", "The administrator has not allowed the host a"),
        ("http://allowed.test.evil.test/", "The administrator has not allowed the"),
        ("http://evil.test/allowed.test", "The administrator has not allowed the"),
        ("http://evil.test#@allowed.test/", "The administrator has not allowed the"),
        ("http://allowed.test@evil.test/", "Remove the user name and password"),
        ("http://me:secret@allowed.test/", "Remove the user name and password"),
        ("http://evil.test\\@allowed.test/", "Remove the user name and password"),
        ("http://allowed.test/\\x", "The address has characters that are not"),
        ("http://allowed.test/a b", "The address has characters that are not"),
        ("http://allowed.test/\r\nX: y", "The address has characters that are not"),
        ("http://allowed.test/ü", "The address has characters that are not"),
        ("file:///etc/passwd", "The address must start with http"),
        ("gopher://allowed.test/", "The address must start with http"),
        ("//allowed.test/", "The address must start with http"),
        ("http:///x", "The address must start with http"),
        ("http://allowed.test:99999/", "The address is not valid."),
        ("http://[::1/", "The address is not valid."),
        ("", "The address must start with http"),
    ],
)
def test_what_is_not_allowed_is_not_even_looked_up(names, url, why):
    said = refusal(url, Rules(["allowed.test", "graphite.test:8080"]))

    # The look-up of a name that is not known would say so.
    assert said.startswith(why)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("a.test", "http://a.test/"),
        ("a.test", "http://A.TEST:80/"),
        ("a.test", "https://a.test/"),
        ("a.test:8080", "http://a.test:8080/"),
        ("a.test:8080", "https://a.test:8080/"),
    ],
)
def test_a_host_is_allowed_with_its_ports(names, host, url):
    assert refusal(url, Rules([host])) == "Could not find a.test."


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.7"],
        ["172.16.0.1"],
        ["192.168.1.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["0.0.0.0"],
        ["224.0.0.1"],
        ["255.255.255.255"],
        ["::1"],
        ["::"],
        ["fe80::1%eth0"],
        ["fc00::1"],
        ["ff0e::1"],
        ["::ffff:127.0.0.1"],
        ["::ffff:10.0.0.7"],
        ["64:ff9b::7f00:1"],
        ["2002:7f00:1::"],
        ["2001:0:1::7f00:1"],
        ["93.184.216.34", "127.0.0.1"],
    ],
)
def test_a_name_of_a_private_address_is_refused(names, addresses):
    names["a.test"] = [addresses]

    said = refusal("http://a.test/", Rules(["a.test", "b.test"], ["b.test"]))

    assert said == (
        "a.test has a private address, and the administrator has not allowed that."
    )


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "8.8.8.8"])
def test_an_address_of_the_internet_is_public(address):
    assert is_public(address)


def test_the_loopback_itself_is_private(server):
    said = refusal(server.url("/figures"), Rules([server.host]))

    assert said.startswith("127.0.0.1 has a private address")


def test_the_connection_goes_to_the_checked_address(server, names):
    host = f"graphite.test:{server.port}"
    names["graphite.test"] = [["127.0.0.1"], ["203.0.113.9"]]

    assert get_body(f"http://{host}/figures", rules(host)) == BODY
    assert server.asked[-1] == ("/figures", host)
    # It was looked up once, so that there was no second answer to connect to.
    assert names["graphite.test"] == [["203.0.113.9"]]


def test_every_step_of_a_redirect_is_checked_again(server, names):
    host = f"graphite.test:{server.port}"
    names["graphite.test"] = [["127.0.0.1"], ["127.0.0.1"]]

    assert get_body(f"http://{host}/redirect?to=/figures", rules(host)) == BODY
    assert names["graphite.test"] == []


def test_the_next_address_is_tried_where_one_does_not_answer(server, names):
    host = f"graphite.test:{server.port}"
    names["graphite.test"] = [["127.0.0.2", "127.0.0.1"]]

    assert get_body(f"http://{host}/figures", rules(host)) == BODY


def test_a_look_up_that_hangs_is_not_waited_for(monkeypatch):
    done = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: [done.wait(60)][:0])

    said = refusal("http://a.test/", rules("a.test", connect_seconds=0.05))

    assert said == "Could not look up a.test in time."
    done.set()


@pytest.mark.parametrize(
    "to",
    [
        "http://evil.test/",
        "//evil.test/",
        "http://127.0.0.1:1/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_to_elsewhere_is_not_followed(server, to):
    said = refusal(server.url(f"/redirect?to={to}"), rules(server.host))

    assert said.startswith("The server redirects elsewhere. The ad")


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("http://other.test/", "The server redirects to another host: other.test."),
        ("http://[::1/", "The server redirects to a malformed address."),
    ],
)
def test_a_redirect_to_another_host_is_refused_though_that_is_allowed(server, to, why):
    url = server.url(f"/redirect?to={to}")

    assert refusal(url, rules(server.host, "other.test")) == why


def test_redirects_are_followed_a_few_times_only(server):
    asked = len(server.asked)

    said = refusal(server.url("/loop"), rules(server.host))

    assert said == "The server redirects more than 3 times."
    assert len(server.asked) == asked + 4


# What misbehaves


@pytest.mark.parametrize(
    "path", ["/hang", "/hang-in-body", "/drip", "/drip-headers", "/continue-for-ever"]
)
def test_what_takes_too_long_is_given_up(server, path):
    patience = rules(server.host, silent_seconds=0.3, total_seconds=0.6)

    said = refusal(server.url(path), patience)

    assert said.startswith(
        "127.0.0.1 did not respond in time: the limit is 0.3 s of silence or 0.6"
    )


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/breaks-off", "The response is incomplete."),
        ("/bad-chunks", "The response is incomplete."),
        ("/nothing", "The response is incomplete."),
        ("/open-ended?body=2014-10-01,12", "The response is incomplete."),
        ("/says-too-much", "The response is larger than 0.1 MB."),
        ("/endless", "The response is larger than 0.1 MB."),
        ("/endless-chunks", "The response is larger than 0.1 MB."),
        ("/endless-headers", "127.0.0.1 does not respond like a web server."),
        ("/garbage", "127.0.0.1 does not respond like a web server."),
        ("/gzip-bomb", "The response is compressed, but should not be."),
        ("/status?code=500", "The server responded with 500: Internal Server Error"),
        ("/status?code=404", "The server responded with 404: Not Found"),
        ("/status?code=204", "The server responded with 204: No Content"),
        ("/status?code=302", "The server responded with 302: Found"),
        ("/parse-error", "The server responded with 400: parse error at char 5"),
    ],
)
def test_what_is_no_whole_answer_is_refused(server, path, why):
    assert refusal(server.url(path), rules(server.host, most_bytes=100_000)) == why


def test_an_answer_as_large_as_allowed_is_read(server):
    limits = {"most_bytes": len(BODY)}

    assert get_body(server.url("/figures"), rules(server.host, **limits)) == BODY
    assert get_body(server.url("/chunked"), rules(server.host, **limits)) == BODY


def test_a_closed_port_refuses_the_connection():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{taken.getsockname()[1]}"

        said = refusal(f"http://{host}/", rules(host))

    assert said == "127.0.0.1 refused the connection."


# TLS


def test_the_certificate_is_the_names_and_not_the_addresses(names, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with serving(is_secure=True) as server:
        server.answers["/figures"] = BODY
        host = f"graphite.test:{server.port}"
        names["graphite.test"] = [["127.0.0.1"]]

        assert get_body(f"https://{host}/figures", rules(host)) == BODY

        assert server.named == ["graphite.test"]
        assert server.asked == [("/figures", host)]


@pytest.mark.parametrize(
    ("name", "is_trusted", "why"),
    [
        ("graphite.test", False, "self-signed certificate"),
        ("other.test", True, "Hostname mismatch"),
    ],
)
def test_a_certificate_that_is_not_valid_is_refused(
    names, monkeypatch, name, is_trusted, why
):
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with serving(is_secure=True) as server:
        host = f"{name}:{server.port}"
        names[name] = [["127.0.0.1"]]

        said = refusal(f"https://{host}/figures", rules(host))

        assert said.startswith(f"The certificate of {name} is not valid: {why}")
        assert server.asked == []


def test_a_secure_answer_that_drips_is_given_up(names, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with serving(is_secure=True) as server:
        host = f"graphite.test:{server.port}"
        names["graphite.test"] = [["127.0.0.1"]]
        patience = rules(host, silent_seconds=0.3, total_seconds=0.6)

        said = refusal(f"https://{host}/drip", patience)

    assert said.startswith("graphite.test did not respond in time")


def test_a_handshake_that_hangs_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"

        said = refusal(f"https://{host}/", rules(host, connect_seconds=0.2))

    assert said.startswith("127.0.0.1 did not respond in time")


def test_a_redirect_gives_up_no_security(names):
    place = checked("https://a.test/", Rules(["a.test"]))

    with pytest.raises(RemoteError) as found:
        redirected(place, "http://a.test/", Rules(["a.test"]))
    assert str(found.value) == "The server redirects from https to http."

    place = checked("http://a.test/", Rules(["a.test"]))
    target = redirected(place, "https://a.test/x", Rules(["a.test"]))
    assert target.geturl() == "https://a.test/x"
