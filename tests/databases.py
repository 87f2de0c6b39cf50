"""Which tests are run on PostgreSQL as well: those whose outcome could differ there."""

from functools import cache
from pathlib import Path

from tests.deep import DEEP

TESTS = Path(__file__).parent
# What is about the database and can differ between databases: constraints, triggers,
# queries, search, bulk writes, the queue. Whatever is a crowd comes by itself.
SUBJECTS = {
    *("test_constraints", "test_refusals", "test_table_version", "test_deletion"),
    *("test_filters", "test_order", "test_queries", "test_rows", "test_history"),
    *("test_searched_text", "test_tag", "test_list_plans_of_the_database"),
    *("test_many_rows", "test_metric_readings", "snapshot", "test_once"),
    *("test_engine", "test_launcher", "test_apply", "test_running", "test_undoing"),
}
if DEEP:
    SUBJECTS |= {
        *("models", "goals_tracker", "lists", "test_fetching", "test_page_cache"),
        *("test_importing", "test_builder", "test_make_sample_data"),
        *("test_hostile_input", "test_permission_table"),
        *("test_sample_review", "test_sent_twice", "test_text_slides"),
    }
# What a file says of which single tests are run on each database.
WORDS = ("transaction=True", "transactional_db", "mark.postgresql")


def are_the_subject_of(path):
    return not SUBJECTS.isdisjoint(path.relative_to(TESTS).with_suffix("").parts)


@cache
def may_be_named_in(path):
    text = path.read_text(encoding="utf-8")
    return are_the_subject_of(path) or any(word in text for word in WORDS)


def files():
    """Those that are collected for PostgreSQL; all others take longer than they run."""
    found = TESTS.glob("[!b]*/**/test_*.py"), TESTS.glob("test_*.py")
    return [path for some in found for path in sorted(some) if may_be_named_in(path)]
