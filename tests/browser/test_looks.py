import pytest

from tests.browser.looks import violations

PAGE = """
<!doctype html><html lang="en"><title>A page</title>
<style>
@media (prefers-color-scheme: {scheme}) {{ p {{ color: #eee; background: #fff }} }}
</style><main><h1>A page</h1><p>Nobody can read this.</p></main></html>
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_cannot_be_read_is_found_in_light_and_in_dark(page, scheme):
    page.set_content(PAGE.format(scheme=scheme))

    assert [rule for rule, _ in violations(page)] == ["color-contrast"]
