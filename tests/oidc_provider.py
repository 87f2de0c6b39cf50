"""A provider of OpenID Connect on the loopback: small, and strict about what it is for.

It signs in whoever `person` says, without asking, and gives tokens that are signed.
"""

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "goals", "of-the-client"


def new_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider(ThreadingHTTPServer):
    """`person` are the claims; `signing` is the key that tokens are signed with."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.key = self.signing = new_key()
        self.person, self.codes = {"sub": "1"}, {}
        self.overrides = {}

    def config(self):
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self):
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [public | {"kid": "one", "alg": "RS256", "use": "sig"}]}

    def authorize(self, asked):
        """Where the browser is sent back to."""
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        answer = urlencode({"code": code, "state": asked["state"]})
        return f"{asked['redirect_uri']}?{answer}"

    def token(self, sent):
        """A token for a code, once, and for whoever knows what it was asked with."""
        asked = self.codes.pop(sent["code"])
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        assert challenge == asked["code_challenge"]
        assert (sent["client_id"], sent["client_secret"]) == (CLIENT, SECRET)
        assert sent["redirect_uri"] == asked["redirect_uri"]
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60}
        claims |= self.person | self.overrides
        signed = jwt.encode(claims, self.signing, "RS256", headers={"kid": "one"})
        return {"access_token": "x", "token_type": "Bearer", "id_token": signed}


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self):
        place = urlsplit(self.path)
        if place.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.server.authorize(first_of(place.query)))
            self.end_headers()
            return
        is_keys = place.path == "/keys"
        self.say(self.server.keys() if is_keys else self.server.config())

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.say(self.server.token(first_of(self.rfile.read(length).decode())))

    def say(self, content):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *args):
        pass


def first_of(query):
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def running():
    with Provider() as provider:
        threading.Thread(target=provider.serve_forever, daemon=True).start()
        yield provider
        provider.shutdown()
