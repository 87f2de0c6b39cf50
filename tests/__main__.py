"""Everything that must pass, in one run: python -m tests, which is what make test does.

Each step runs even where an earlier one failed. A part of the machine that a step
needs and has not is a failure where CI is set; elsewhere the step is skipped, and the
end names it.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests import parts, pythons
from tests.postgres import throwaway_cluster

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# One limit for all: on a busy machine a step takes many times its usual time. CI itself
# ends a run after 90 minutes, and what has failed by then should still be named.
MINUTES = 85
ENDS = time.monotonic() + MINUTES * 60
TOO_LATE = f"Not done when the run's {MINUTES} minutes were over."
# A worker a core; a file stays with one of them, since its tests share what is slow.
SIDE_BY_SIDE = ("--numprocesses", "auto", "--dist", "loadfile")
OURS = ["DEMO", "DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "HTTPS"]
OURS += ["HSTS_SECONDS", "TRUST_PROXY", "TIME_ZONE", "LOG_LEVEL", "DATABASE_URL"]
OURS += ["METRIC_HOSTS", "METRIC_PRIVATE_HOSTS"]
OURS += ["WORK_IN_WEB"]
NO_CLEAN_ROOT = 77  # as .ci/fresh says
PRODUCTION = {
    "SECRET_KEY": "for-the-check-of-production-settings-and-nothing-else",
    "ALLOWED_HOSTS": "goals.example.org",
}


@dataclass
class Result:
    """How one step ended; one that is not pytest's counts as one test."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    os.chdir(ROOT)
    # A worker that ends without its clean-up leaves its files where they go anyway.
    with tempfile.TemporaryDirectory(prefix="goals-gate-") as folder:
        os.environ["TMPDIR"] = folder
        results = [taken(name, step) for name, step in STEPS.items()]
    return summarise(results)


def taken(name, step):
    print(f"\n== {name}", flush=True)
    started = time.monotonic()
    result = step(name)
    verdict = "FAILED" if result.failed else "ok" if result.passed else "skipped"
    print(f"== {name}: {verdict}, {time.monotonic() - started:.1f} s", flush=True)
    return result


def summarise(results):
    failed = [result.name for result in results if result.failed]
    skips = sorted({reason for result in results for reason in result.skipped})
    print()
    for reason in skips:
        print(f"Skipped: {reason}")
    print(f"Failed: {', '.join(failed)}" if failed else "Nothing failed.")
    print(
        f"{sum(result.passed for result in results)} passed, "
        f"{sum(result.failed for result in results)} failed, "
        f"{sum(len(result.skipped) for result in results)} skipped"
    )
    return 1 if failed else 0


def run(*command, **variables):
    """Run to the end or to that of the whole run; true if it succeeded."""
    environment = {key: old for key, old in os.environ.items() if key not in OURS}
    # As strings: a Path among them is for the reader's ease.
    command = [str(word) for word in command]
    try:
        ended = subprocess.run(
            command,
            env=environment | variables,
            stdin=subprocess.DEVNULL,
            timeout=seconds_left(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        print(TOO_LATE)
        return False
    return ended.returncode == 0


def seconds_left():
    return max(0, ENDS - time.monotonic())


def python(*arguments, **variables):
    return run(sys.executable, *arguments, **variables)


def single(check):
    """Make a step of a check that answers true or false."""

    def step(name):
        good = check()
        return Result(name, passed=int(good), failed=int(not good))

    return step


def lint():
    return python("-m", "ruff", "check", "--quiet", ".")


def code_format():
    return python("-m", "ruff", "format", "--check", "--quiet", ".")


def template_format():
    return run(BIN / "djade", "--check", *sorted(ROOT.glob("templates/**/*.html")))


def types():
    return python("-m", "mypy")


def migrations():
    return python(
        "manage.py",
        "makemigrations",
        "--check",
        DJANGO_SETTINGS_MODULE="tests.settings",
    )


def production_settings():
    with tempfile.TemporaryDirectory() as folder:
        return python(
            *("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
            **PRODUCTION,
            VAR_DIR=folder,
        )


def scripts():
    """Ask the Node.js that Playwright brings along; none needs to be installed."""
    from playwright._impl._driver import compute_driver_executable  # noqa: PLC0415 -- slow

    node, _ = compute_driver_executable()
    files = ROOT.glob("static/js/**/*.js")
    return not [path for path in files if not run(node, "--check", path)]


def on_sqlite(name):
    return pytest(name, "-m", "not browser")


def on_postgresql(name):
    """What touches no database was run already."""
    if lack := parts.missing("postgresql"):
        return without(name, lack)
    given = os.environ.get("TEST_DATABASE_URL")
    try:
        with nullcontext(given) if given else throwaway_cluster() as url:
            return pytest(name, "-m", "database and not browser", DATABASE_URL=url)
    except (LookupError, OSError, RuntimeError, subprocess.CalledProcessError) as end:
        print(f"No PostgreSQL server: {end}")
        return Result(name, failed=1)


def on_other_pythons(name):
    """A machine need not have another one, not even where CI is set."""
    results = [on_python(python) for python in pythons.others()]
    if not results:
        lack = "No other Python from 3.12 on was found."
        print(lack)
        return Result(name, skipped=[lack])
    return Result(
        ", ".join(result.name for result in results if result.failed) or name,
        passed=sum(result.passed for result in results),
        failed=sum(result.failed for result in results),
        skipped=[reason for result in results for reason in result.skipped],
    )


def on_python(python):
    name = f"tests on Python {python.version}"
    if not python.has_pip:
        lack = f"Python {python.version} makes no venv: it has no ensurepip."
        print(lack)
        return Result(name, skipped=[lack])
    if not pythons.prepare(python, root=ROOT, run=run):
        print(f"{name}: the locked packages could not be installed.")
        return Result(name, failed=1)
    interpreter = pythons.venv_of(python, ROOT) / "bin/python"
    result = pytest(name, *pythons.TESTS, interpreter=interpreter)
    print(f"{name}: {result.passed} passed, {result.failed} failed")
    return result


def in_chromium(name):
    if lack := parts.missing("chromium"):
        return without(name, lack)
    return pytest(name, "-m", "browser")


def without(name, lack):
    print(lack)
    if os.environ.get("CI"):
        return Result(name, failed=1)
    return Result(name, skipped=[lack])


def pytest(name, *arguments, interpreter=sys.executable, **variables):
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        good = run(
            *(interpreter, "-m", "pytest", "-q", *SIDE_BY_SIDE, "--durations=10"),
            f"--junit-xml={report}",
            *arguments,
            **variables,
        )
        return counted(name, report, good=good)


def counted(name, report, *, good):
    """Count pytest's own report; what broke off or ran nothing has failed."""
    if not report.exists():
        return Result(name, failed=1)
    cases = list(ElementTree.parse(report).iter("testcase"))
    bad = [case for case in cases if has(case, "failure", "error")]
    skips = [found for case in cases for found in case.iter("skipped")]
    return Result(
        name,
        passed=len(cases) - len(bad) - len(skips),
        failed=len(bad) or int(not good),
        skipped=[skip.get("message", "") for skip in skips],
    )


def has(case, *tags):
    return any(case.find(tag) is not None for tag in tags)


def on_a_clean_debian(name):
    """Where no clean root can be made it is skipped, even where CI is set."""
    if not os.environ.get("CI"):
        return Result(name, skipped=["A clean Debian 13 is made only where CI is set."])
    with subprocess.Popen(
        [ROOT / ".ci" / "fresh"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as process:
        try:
            said, _ = process.communicate(timeout=seconds_left())
        except subprocess.TimeoutExpired:
            print(TOO_LATE)
            return Result(name, failed=1)
        finally:
            process.terminate()
    if process.returncode == NO_CLEAN_ROOT:
        return Result(name, skipped=[said.decode().strip()])
    good = process.returncode == 0
    return Result(name, passed=int(good), failed=int(not good))


STEPS = {
    "lint": single(lint),
    "code format": single(code_format),
    "template format": single(template_format),
    "types": single(types),
    "migrations": single(migrations),
    "production settings": single(production_settings),
    "scripts": single(scripts),
    "tests on SQLite": on_sqlite,
    "tests on other Pythons": on_other_pythons,
    "tests on PostgreSQL": on_postgresql,
    "tests in Chromium": in_chromium,
    "a clean Debian 13": on_a_clean_debian,
}

if __name__ == "__main__":
    sys.exit(main())
