"""Run everything that must pass: `python -m tests`, which is `make test`.

Given the names of steps, it runs only those; "check" stands for the quick ones. All
steps run, even after one has failed. If the machine lacks something that a step needs,
the step fails where CI is set; elsewhere it is skipped, and listed at the end.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests import databases, parts, pythons
from tests.deep import DEEP, times
from tests.postgres import throwaway_cluster

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# One limit for the whole run, since on a busy machine any step can take many times as
# long. CI ends a run after 90 minutes; the failures have to be printed before.
MINUTES = times(240, 85)
ENDS = time.monotonic() + MINUTES * 60
TOO_LATE = f"Not done when the run's {MINUTES} minutes were over."
# All tests of a file go to one worker, since they share slow fixtures.
BY_FILE = ("--dist", "loadfile", "--no-loadscope-reorder")
OURS = ["DEMO", "DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "HTTPS"]
OURS += ["HSTS_SECONDS", "TRUST_PROXY", "TIME_ZONE", "LOG_LEVEL", "DATABASE_URL"]
OURS += ["MAIL_HOST", "SITE_URL", "OIDC_PROVIDERS", "LDAP_URL"]
OURS += ["METRIC_HOSTS", "METRIC_PRIVATE_HOSTS"]
OURS += ["WORK_IN_WEB", "RUN_SCHEDULES", "PDF_CPU_SECONDS", "PAGE_CACHE_MB"]
OURS += ["SLIDES_A_TEXT", "SLIDES_A_DECK"]
# If it were set, each worker would compile every test again.
OURS += ["PYTHONDONTWRITEBYTECODE"]
# The variable that tells a second process where to write the results of its steps.
RESULTS = "GATE_RESULTS"
# Tests that need a single process and print no PDF.
QUICK_MARKS = "not crowd and not pdf"
COVERAGE = [
    f"--cov={package}" for package in ("goals_tracker", "objectives", "reviews")
]
COVERAGE += ["--cov-report="]
# With sys.monitoring, coverage costs next to nothing; on 3.12 it counts lines only.
CORE = "sysmon"
NO_CLEAN_ROOT = 77  # as in .ci/fresh
PRODUCTION = {
    "SECRET_KEY": "for-the-check-of-production-settings-and-nothing-else",
    "ALLOWED_HOSTS": "goals.example.org",
}


@dataclass
class Result:
    """The outcome of a step; one that does not run pytest counts as one test."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)


def main(names):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    os.chdir(ROOT)
    names = QUICK if names == ["check"] else names or EVERYTHING
    beside = [name for name in BESIDE if name in names and len(names) > 1]
    # A worker that is killed does not clean up: its files are deleted with the folder.
    with tempfile.TemporaryDirectory(prefix="goals-gate-") as folder:
        os.environ["TMPDIR"] = folder
        with started(beside, folder) as finish:
            results = [run_step(name) for name in names if name not in beside]
            results += finish()
    return summarise(results)


@contextmanager
def started(names, folder):
    """Run these steps in a second process; yield a function that waits for the results.

    Their output is printed when all of them have ended.
    """
    if not names or RESULTS in os.environ:
        yield lambda: [run_step(name) for name in names]
        return
    log, results = Path(folder, "log"), Path(folder, "results.json")
    with (
        log.open("w") as output,
        subprocess.Popen(
            [sys.executable, "-m", "tests", *names],
            env=os.environ | {RESULTS: str(results)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):

        def finish():
            with suppress(subprocess.TimeoutExpired):
                process.wait(seconds_left())
            print(log.read_text(), flush=True)
            if not results.exists():
                return [Result(", ".join(names), failed=1)]
            return [Result(**one) for one in json.loads(results.read_text())]

        try:
            yield finish
        finally:
            process.terminate()


def run_step(name):
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    result = STEPS[name](name)
    verdict = "FAILED" if result.failed else "ok" if result.passed else "skipped"
    print(f"== {name}: {verdict}, {time.monotonic() - began:.1f} s", flush=True)
    return result


def summarise(results):
    if path := os.environ.get(RESULTS):
        Path(path).write_text(json.dumps([asdict(result) for result in results]))
        return 0
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
    """Run a command until it ends or the run is over; return whether it succeeded."""
    environment = {key: old for key, old in os.environ.items() if key not in OURS}
    # Callers may pass a Path, but a message should show what one could type.
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
    """Make a step of a function that returns whether all is well."""

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


def script_lint():
    return run(BIN / "oxlint", "--deny-warnings", "static/js")


def scripts():
    """Check the syntax with Playwright's Node.js, so that none need be installed."""
    from playwright._impl._driver import compute_driver_executable  # noqa: PLC0415 -- slow

    node, _ = compute_driver_executable()
    files = ROOT.glob("static/js/**/*.js")
    return not [path for path in files if not run(node, "--check", path)]


def on_sqlite(name):
    """Print the coverage as well, which is not enforced."""
    with tempfile.TemporaryDirectory() as folder:
        data = {"COVERAGE_FILE": str(Path(folder, "coverage")), "COVERAGE_CORE": CORE}
        result = pytest(name, *marked("not browser"), *COVERAGE, **data)
        print("Coverage in per cent:", flush=True)
        python("-m", "coverage", "report", "--format=total", **data)
    return result


def on_postgresql(name):
    """Run the tests whose outcome may differ between databases."""
    if lack := parts.missing("postgresql"):
        return without(name, lack)
    given = os.environ.get("TEST_DATABASE_URL")
    try:
        with nullcontext(given) if given else throwaway_cluster() as url:
            marks = marked("postgresql and not browser")
            return pytest(name, *marks, *databases.files(), DATABASE_URL=url)
    except (LookupError, OSError, RuntimeError, subprocess.CalledProcessError) as end:
        print(f"No PostgreSQL server: {end}")
        return Result(name, failed=1)


def on_other_pythons(name):
    """Skipped on a machine that has no other Python, even where CI is set."""
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
    # One worker, since the tests that run beside this use a worker for each core.
    tests = [*marked(QUICK_MARKS), *times(pythons.THOROUGH, pythons.TESTS)]
    result = pytest(name, *tests, interpreter=interpreter, workers=1)
    print(f"{name}: {result.passed} passed, {result.failed} failed")
    return result


def in_chromium(name):
    if lack := parts.missing("chromium"):
        return without(name, lack)
    return pytest(name, *marked("browser"), "tests/browser")


def quick_tests(name):
    tests = ["tests/test_architecture.py", *pythons.THOROUGH]
    return pytest(name, *marked(QUICK_MARKS), *tests)


def marked(expression):
    return "-m", expression if DEEP else f"({expression}) and not deep"


def without(name, lack):
    print(lack)
    if os.environ.get("CI"):
        return Result(name, failed=1)
    return Result(name, skipped=[lack])


def pytest(name, *arguments, interpreter=sys.executable, workers="auto", **variables):
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        good = run(
            *(interpreter, "-m", "pytest", "-q", "--durations=10", *BY_FILE),
            *(f"--numprocesses={workers}", f"--junit-xml={report}"),
            *arguments,
            **variables,
        )
        return counted(name, report, good=good)


def counted(name, report, *, good):
    """Read the counts from pytest's report; a crash or an empty run is a failure."""
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
    """Skipped where no clean root can be made, even where CI is set."""
    if not os.environ.get("CI"):
        return Result(name, skipped=["A clean Debian 13 is made only where CI is set."])
    with subprocess.Popen(
        [ROOT / ".ci" / "fresh"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as process:
        try:
            output, _ = process.communicate(timeout=seconds_left())
        except subprocess.TimeoutExpired:
            print(TOO_LATE)
            return Result(name, failed=1)
        finally:
            process.terminate()
    if process.returncode == NO_CLEAN_ROOT:
        return Result(name, skipped=[output.decode().strip()])
    good = process.returncode == 0
    return Result(name, passed=int(good), failed=int(not good))


STEPS = {
    "lint": single(lint),
    "code format": single(code_format),
    "template format": single(template_format),
    "types": single(types),
    "migrations": single(migrations),
    "production settings": single(production_settings),
    "script lint": single(script_lint),
    "scripts": single(scripts),
    "tests on other Pythons": on_other_pythons,
    "a clean Debian 13": on_a_clean_debian,
    "tests on SQLite": on_sqlite,
    "tests on PostgreSQL": on_postgresql,
    "tests in Chromium": in_chromium,
    "quick tests": quick_tests,
}
QUICK = ["lint", "code format", "template format", "types", "quick tests"]
# They mostly use one core, or wait for the network, so they run beside the others.
BESIDE = ["types", "tests on other Pythons", "a clean Debian 13"]
EVERYTHING = [name for name in STEPS if name != "quick tests"]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
