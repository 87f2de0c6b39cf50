"""A directory of its own on the loopback: OpenLDAP's slapd, gone afterwards."""

import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

BASE = "dc=example,dc=org"
SECRET = "the directory's own"
SECONDS_TO_START = 60
CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
database mdb
suffix "{base}"
rootdn "cn=admin,{base}"
rootpw "{secret}"
directory {folder}
"""
PEOPLE = """
dn: {base}
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ou=people,{base}
objectClass: organizationalUnit
ou: people

dn: ou=groups,{base}
objectClass: organizationalUnit
ou: groups
"""
PERSON = """
dn: uid={uid},ou=people,{base}
objectClass: inetOrgPerson
uid: {uid}
cn: {name}
sn: {name}
mail: {uid}@example.org
userPassword: {password}
"""


class Directory:
    def __init__(self, url):
        self.url = url

    def run(self, command, text):
        """Have OpenLDAP's own tools change it."""
        words = [command, "-x", "-H", self.url, "-D", f"cn=admin,{BASE}", "-w", SECRET]
        subprocess.run(
            words, input=text, text=True, check=True, timeout=60, capture_output=True
        )

    def add_person(self, uid, name, password):
        facts = {"uid": uid, "name": name, "password": password, "base": BASE}
        self.run("ldapadd", PERSON.format(**facts))

    def set_group(self, name, *uids):
        """Let these people, or nobody but the group itself, be in that group."""
        dn = f"cn={name},ou=groups,{BASE}"
        people = [f"uid={uid},ou=people,{BASE}" for uid in uids] or [dn]
        lines = "".join(f"member: {one}\n" for one in people)
        try:
            self.run(
                "ldapmodify", f"dn: {dn}\nchangetype: modify\nreplace: member\n{lines}"
            )
        except subprocess.CalledProcessError:
            self.run(
                "ldapadd", f"dn: {dn}\nobjectClass: groupOfNames\ncn: {name}\n{lines}"
            )


@contextmanager
def directory():
    """A running one without people; it ends with the block."""
    with tempfile.TemporaryDirectory(prefix="slapd-") as folder:
        data = Path(folder, "data")
        data.mkdir()
        file = Path(folder, "slapd.conf")
        file.write_text(
            CONFIGURATION.format(base=BASE, secret=SECRET, folder=data),
            encoding="utf-8",
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        url = f"ldap://127.0.0.1:{port}"
        path = shutil.which("slapd") or "/usr/sbin/slapd"
        process = subprocess.Popen(
            [path, "-f", str(file), "-h", url, "-d", "0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(port, process)
            found = Directory(url)
            found.run("ldapadd", PEOPLE.format(base=BASE))
            yield found
        finally:
            process.terminate()
            process.wait(60)


def wait_for(port, process):
    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)
