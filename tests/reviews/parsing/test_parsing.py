import csv
import io
import json
import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews import parsing
from reviews.parsing import figures
from tests.deep import times

PARIS = ZoneInfo("Europe/Paris")
OCT = datetime(2014, 10, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def parse(content, zone=UTC, **options):
    return parsing.parse(content, zone=zone, **options)


def read(content, zone=UTC, **options):
    """The readings, where all could be read."""
    found = parse(content, zone, **options)
    assert [str(one) for one in found.refusals] == []
    return list(found.readings)


def refused(content, zone=UTC, **options):
    """The refusals in words; there are no readings beside them."""
    found = parse(content, zone, **options)
    assert found.readings == ()
    return [str(one) for one in found.refusals]


# Tables


@pytest.mark.parametrize(
    "content",
    [
        "2014-10-01,3\n2014-10-02,4.5\n",
        "time,value\n2014-10-01,3\n2014-10-02,4.5",
        "Date;p95\r\n2014-10-01;3\r\n2014-10-02;4,5\r\n",
        "date\tmedian\n2014-10-01\t3\n2014-10-02\t4,5\n",
        '"time","value"\n"2014-10-01","3"\n"2014-10-02","4,5"\n',
        "\ufeffday,load\n2014-10-01,3\n2014-10-02,4.5\n",
        ",value\n2014-10-01,3\n2014-10-02,4.5\n",
        "\n\n2014-10-01, 3 ,\n , \n2014-10-02, 4.5,\n\n",
        "2014-10-01,3\r2014-10-02,4.5\r",
        "\r\n \r\n2014-10-01\t3\r\n2014-10-02\t4,5\r\n",
        "2014-10-02,4.5\n2014-10-01,3\n",
        "date,value\n2014-10-01,3\n2014-10-02,4.5\n".encode("utf-16"),
        b"\xef\xbb\xbfdate,value\n2014-10-01,3\n2014-10-02,4.5\n",
    ],
)
def test_a_table_is_read_however_it_is_written(content):
    assert read(content) == [(OCT, 3.0), (OCT + 24 * HOUR, 4.5)]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2014-10-31", datetime(2014, 10, 31)),
        ("2014-10", datetime(2014, 10, 1)),
        ("2014/10/31", datetime(2014, 10, 31)),
        ("2014-10-31 23:59", datetime(2014, 10, 31, 23, 59)),
        ("2014-10-31T23:59:58", datetime(2014, 10, 31, 23, 59, 58)),
        ("2014-10-31T23:59:58.25Z", datetime(2014, 10, 31, 23, 59, 58, 250_000)),
        ("2014-10-31 23:59:58,123456789", datetime(2014, 10, 31, 23, 59, 58, 123456)),
        ("2014-10-31 23:59 UTC", datetime(2014, 10, 31, 23, 59)),
        ("2014-10-31T23:59+02:00", datetime(2014, 10, 31, 21, 59)),
        ("2014-10-31 23:59-0730", datetime(2014, 11, 1, 7, 29)),
        ("2014-10-31 23:59 +02", datetime(2014, 10, 31, 21, 59)),
        ("12/31/2014 22:59", datetime(2014, 12, 31, 22, 59)),
        ("3/14/2015, 1:05 PM", datetime(2015, 3, 14, 13, 5)),
        ("3/14/2015 12:05 am", datetime(2015, 3, 14, 0, 5)),
        ("14/3/2015", datetime(2015, 3, 14)),
        ("3/3/2015", datetime(2015, 3, 3)),
        ("1412121600", datetime(2014, 10, 1)),
        ("1412121600.5", datetime(2014, 10, 1, 0, 0, 0, 500_000)),
        ("1412121600250", datetime(2014, 10, 1, 0, 0, 0, 250_000)),
    ],
)
def test_a_time_is_read_by_the_rules(text, moment):
    assert read(f'"{text}";1') == [(moment.replace(tzinfo=UTC), 1.0)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("13/14/2015", "“13/14/2015” has no month 14: with slashes, the day "),
        ("2/30/2015", "“2/30/2015” is not in the calendar."),
        ("2015-02-30", "“2015-02-30” is not in the calendar."),
        ("2015-13-01", "“2015-13-01” is not in the calendar."),
        ("2015-02-03 25:00", "“2015-02-03 25:00” has no such time of day."),
        ("2015-02-03 23:59:60", "“2015-02-03 23:59:60” has no such time of day."),
        ("2015-02-03 13:00 PM", "“2015-02-03 13:00 PM” has no such time of day."),
        ("2015-02-03 10:00+23:00", "“2015-02-03 10:00+23:00” has no such offset."),
        ("0015-02-03", "“0015-02-03” is not between 1900 and 2199."),
        ("9999-12-31", "“9999-12-31” is not between 1900 and 2199."),
        ("3/4/15", "“3/4/15” is not a time."),
        ("03.04.2015", "“03.04.2015” is not a time."),
        ("20150304", "“20150304” is not a time."),
        ("201503041200", "“201503041200” is not a time."),
        ("2015-W10-3", "“2015-W10-3” is not a time."),
        ("٢٠١٥-٠٣-٠٤", "“٢٠١٥-٠٣-٠٤” is not a time."),
        ("2014-10-01\0", "“2014-10-01?” is not a time."),
        ("9999999999", "“9999999999” is not between 1900 and 2199."),
        ("9" * 13, "“9999999999999” is not between 1900 and 2199."),
    ],
)
def test_no_time_is_guessed(text, why):
    [said] = refused(f"2014-10-01;1\n{text};2\n2014-10-03;3")

    assert said.startswith(f"Line 2: {why}")


@pytest.mark.parametrize(
    ("order", "day"), [("day", datetime(2015, 4, 3)), ("month", datetime(2015, 3, 4))]
)
@pytest.mark.parametrize("content", ["3/4/2015;1", '[["3/4/2015", 1]]'])
def test_a_date_with_slashes_is_read_in_the_order_that_is_known(content, order, day):
    assert read(content, order=order) == [(day.replace(tzinfo=UTC), 1.0)]


@pytest.mark.parametrize(
    "content", ["3/4/2015 10:00;1\n2015-04-05;2", '[["3/4/2015 10:00", 1]]']
)
def test_a_date_that_can_be_either_is_asked_about(content):
    found = parse(content)

    assert found.asks_order
    assert [str(one) for one in found.refusals] == [
        "“3/4/2015 10:00” can be 3 April 2015 or 4 March 2015. "
        "Choose whether the day or the month comes first."
    ]


def test_one_date_shows_the_order_of_all():
    found = read("3/4/2015;1\n13/4/2015;2")

    assert [moment.day for moment, _ in found] == [3, 13]


def test_a_date_that_does_not_follow_the_others_is_refused():
    [said] = refused("3/4/2015;1\n13/4/2015;2\n4/13/2015;3")

    assert said.startswith("Line 3: “4/13/2015” has no month 13: with slashes, the day")


@pytest.mark.parametrize(
    ("zone", "text", "utc"),
    [
        (PARIS, "2015-07-01 02:00", datetime(2015, 7, 1)),
        (PARIS, "2015-03-29 01:59", datetime(2015, 3, 29, 0, 59)),
        (PARIS, "2015-03-29 03:00", datetime(2015, 3, 29, 1)),
        (PARIS, "2015-03-29 02:30+01:00", datetime(2015, 3, 29, 1, 30)),
        (PARIS, "2015-10-25", datetime(2015, 10, 24, 22)),
        # Clocks go forward at midnight there: the day begins at one o'clock.
        (ZoneInfo("Asia/Beirut"), "2015-03-29", datetime(2015, 3, 28, 22)),
        (PARIS, "1412121600", datetime(2014, 10, 1)),
    ],
)
def test_a_time_without_an_offset_is_the_installs(zone, text, utc):
    assert read(f"{text},1", zone) == [(utc.replace(tzinfo=UTC), 1.0)]


@pytest.mark.parametrize(
    ("zone", "text", "why"),
    [
        (PARIS, "2015-03-29 02:30", "does not exist in Europe/Paris"),
        (PARIS, "2015-10-25 02:30", "happened twice in Europe/Paris"),
        (ZoneInfo("Pacific/Apia"), "2011-12-30", "does not exist in Pacific/Apia"),
    ],
)
def test_a_time_that_the_clocks_skipped_or_repeated_is_refused(zone, text, why):
    [said] = refused(f"{text},1", zone)

    assert said.startswith(f"Line 1: “{text}” {why}")


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (
            ["3", "-4.5", "+6", ".5", "7.", "1e3", "2.5E-2"],
            [3, -4.5, 6, 0.5, 7, 1e3, 0.025],
        ),
        (["0,5", "12,34", "1,234"], [0.5, 12.34, 1.234]),
        (["0.5", "1,234", "1,234.5"], [0.5, 1234, 1234.5]),
        (["1.234,5", "1.234", "7"], [1234.5, 1234, 7]),
        (["1.234.567", "1,5"], [1234567, 1.5]),
        (["1,234,567", "1,234"], [1234567, 1234]),
        (["1.234", "2"], [1.234, 2]),
        (["1 234", "1\u202f234,5", "1'234'567"], [1234, 1234.5, 1234567]),
        (["\u22124,5"], [-4.5]),
        (["0", "-0.0"], [0, 0]),
    ],
)
def test_a_number_is_read_by_what_its_column_shows(cells, values):
    rows = "\n".join(f'2014-10-{day:02};"{cell}"' for day, cell in enumerate(cells, 1))

    assert [value for _, value in read(rows)] == values


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("NaN", "“NaN” is not a number."),
        ("inf", "“inf” is not a number."),
        ("-Infinity", "“-Infinity” is not a number."),
        ("true", "“true” is not a number."),
        ("n/a", "“n/a” is not a number."),
        ("1_000", "“1_000” is not a number."),
        ("1,2,3", "“1,2,3” is not a number."),
        ("1.2.3", "“1.2.3” is not a number."),
        ("99%", "“99%” is not a number."),
        ("0x10", "“0x10” is not a number."),
        ("٣", "“٣” is not a number."),
        ("1e999", "“1e999” is too large."),
        ("-1e31", "“-1e31” is too large."),
        ("1,234", "“1,234” could be 1234 or 1.234. Write one of them."),
    ],
)
def test_what_is_no_number_is_refused_with_its_line(cell, why):
    assert refused(f"time;value\n2014-10-01;1\n2014-10-02;{cell}") == [f"Line 3: {why}"]


def test_a_column_that_mixes_decimal_marks_is_refused():
    said = refused("2014-10-01;0,5\n2014-10-02;0.25")

    assert said == [
        "Line 2: “0.25” has a decimal point, others in the column have a decimal comma."
    ]


@pytest.mark.parametrize("blank", ["", " ", '""', "null", "NULL"])
def test_an_empty_cell_is_no_reading_and_no_zero(blank):
    assert read(f"2014-10-01,{blank}\n2014-10-02,1") == [(OCT + 24 * HOUR, 1.0)]


def test_the_time_of_an_empty_cell_is_looked_at_all_the_same():
    [said] = refused("2014-10-01,1\n13/14/2015,")

    assert said.startswith("Line 2: “13/14/2015” has no month 14")


def test_a_value_without_a_time_is_refused():
    assert refused("2014-10-01,1\n,2") == ["Line 2: A value has no time."]


def test_a_decimal_comma_without_quotation_marks_is_refused():
    [said] = refused("2014-10-01,4\n2014-10-02,1,5")

    assert said.startswith("Line 2: It has 3 columns, the first line has 2.")


def test_the_first_line_is_no_header_only_because_it_is_wrong():
    [said] = refused("13/14/2015,5\n2014-10-02,1")

    assert said.startswith("Line 1: “13/14/2015” has no month 14")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "It is empty."),
        (b" \n\n", "It is empty."),
        ("time,value\n", "It has no readings."),
        (",,,\n,,", "It has no readings."),
        ("2014-10-01,\n", "It has no readings."),
        ("Load\n2014-10-01,1", "Line 1 has one column. Enter a time and a value."),
        ("<!doctype html>", "It is a web page, not figures."),
        (b"2014-10-01,1\n\xff,2", "Line 2 is not text in UTF-8."),
        (b"\xff\xfea", "It is not text in UTF-16."),
        ('2014-10-01,1\n2014-10-02,"2\n3', "Line 2: Its quotation marks do not match."),
        ("x" * 140_000, "Line 1: A cell is longer than 131,072 characters."),
    ],
)
def test_what_is_no_table_of_figures_is_refused(content, why):
    assert refused(content) == [why]


def test_a_line_is_counted_as_an_editor_counts_it():
    [said] = refused('time,value\n"2014-10-01\n",1\n\n2014-10-02,x')

    assert said == "Line 5: “x” is not a number."


# Columns

SEVERAL = "time,p50,p95,note\n2014-10-01,1,2,slow\n"


@pytest.mark.parametrize(
    ("options", "value"),
    [
        ({"metric": "P95"}, 2),
        ({"column": "p50"}, 1),
        ({"column": " 3 "}, 2),
        ({"column": "p95", "metric": "p50"}, 2),
    ],
)
def test_the_named_column_of_several_is_used(options, value):
    assert read(SEVERAL, **options) == [(OCT, value)]


@pytest.mark.parametrize("options", [{}, {"metric": "Load"}, {"column": "p99"}])
def test_which_of_several_columns_is_asked_with_their_names(options):
    found = parse(SEVERAL, **options)

    assert found.columns == ("p50", "p95", "note")
    assert "by name or number: “p50”, “p95”, “note”." in str(found.refusals[0])


def test_columns_without_names_are_chosen_by_number():
    rows = "2014-10-01,1,2\n2014-10-02,3,4\n"

    assert parse(rows).columns == ("Column 2", "Column 3")
    assert [value for _, value in read(rows, column="3")] == [2, 4]


def test_two_columns_of_one_name_are_chosen_by_number():
    rows = "time,load,load\n2014-10-01,1,2\n"

    assert parse(rows, metric="load").columns == ("load", "load")
    assert read(rows, column="3") == [(OCT, 2)]


# Answers


def graphite(*pairs, target="load"):
    return json.dumps([{"target": target, "datapoints": list(pairs)}])


def prometheus(*pairs):
    series = {"metric": {"__name__": "load"}, "values": list(pairs)}
    data = {"resultType": "matrix", "result": [series]}
    return json.dumps({"status": "success", "data": data})


@pytest.mark.parametrize(
    ("content", "format"),
    [
        (graphite([3, 1412121600], [None, 1412125200], [4.5, 1412128800]), "graphite"),
        (prometheus([1412121600, "3"], [1412128800.0, "4.5"]), "prometheus"),
        ("[[1412121600, 3], [1412125200, null], [1412128800000, 4.5]]", "json"),
        ('[["2014-10-01", "3"], ["2014-10-01T02:00Z", 4.5], ["2015", null]]', ""),
    ],
)
def test_an_answer_is_read_whether_its_format_is_named_or_not(content, format):
    if not format:
        content = content.replace(', ["2015", null]', ', ["2015-01-01", null]')
    for named in ("", format):
        assert read(content, format=named) == [(OCT, 3.0), (OCT + 2 * HOUR, 4.5)]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (graphite([True, 1412121600]), "Reading 1: “true” is not a number."),
        (graphite(["5", 1412121600]), "Reading 1: “5” is not a number."),
        (graphite([math.nan, 1412121600]), "Reading 1: “NaN” is not a number."),
        (graphite([math.inf, 1412121600]), "Reading 1: “Infinity” is not a number."),
        (graphite([10**40, 1412121600]), f"Reading 1: “{10**39}…” is too large."),
        (graphite([1, False]), "Reading 1: “false” is not a time in seconds."),
        (graphite([1, 1e300]), "Reading 1: “1e+300” is not a time in Unix seconds."),
        (graphite([1412121600, 1]), "Reading 1: “1” is not a time in Unix seconds."),
        (graphite([1]), "Reading 1: A list is not a pair of a time and a value."),
        (graphite(7), "Reading 1: “7” is not a pair of a time and a value."),
        (prometheus([1412121600, "NaN"]), "Reading 1: “NaN” is not a number."),
        (prometheus([1412121600, "+Inf"]), "Reading 1: “+Inf” is not a number."),
        (prometheus([1412121600, 5]), "Reading 1: “5” is not a number."),
        ('[["2014-10-01", "0,5"]]', "Reading 1: “0,5” is not a number."),
        ('[["2014-10-01", {}]]', "Reading 1: An object is not a number."),
        ("[]", "The server has no such series."),
        (graphite(), "It has no readings."),
        (graphite([None, 1412121600]), "It has no readings."),
        ("[[1412121600, 3], [14", "It is not valid JSON: see line 1, column 22."),
        ("[" * 100_000, "It is JSON that cannot be read as figures."),
        (f"[[1412121600, {'9' * 5000}]]", "It is JSON that cannot be read as figures."),
        (
            '{"a": 1}',
            "It is JSON, but not from Graphite or Prometheus, and "
            "not a list of [time, value].",
        ),
        (
            '{"status": "error", "error": "parse error at char 5"}',
            "The server refused: parse error at char 5",
        ),
        ('{"status": "error"}', "The server refused: it does not say why."),
        (
            '{"status": "success", "data": {"resultType": "vector", "result": []}}',
            "It has no matrix. Use Prometheus' query_range.",
        ),
    ],
)
def test_an_invalid_response_has_one_refusal(content, why):
    assert refused(content) == [why]


@pytest.mark.parametrize("format", ["graphite", "prometheus", "json", "csv"])
def test_an_answer_in_another_format_than_named_is_refused(format):
    others = {
        "graphite": prometheus([1412121600, "3"]),
        "prometheus": graphite([3, 1412121600]),
        "json": prometheus([1412121600, "3"]),
        "csv": graphite([3, 1412121600]),
    }

    assert len(refused(others[format], format=format)) == 1


def test_several_series_are_refused_by_name():
    series = [{"target": f"cpu.{n}", "datapoints": []} for n in range(12)]

    [said] = refused(json.dumps(series))

    assert said.startswith("It has 12 series. Fetch only one: “cpu.0”, “cpu.1”")
    assert said.endswith("“cpu.9” and 2 more.")


def test_prometheus_series_are_named_by_their_labels():
    labels = [{"__name__": "up", "job": "web"}, {"__name__": "up", "job": "db"}]
    result = [{"metric": one, "values": []} for one in labels]
    data = {"resultType": "matrix", "result": result}

    [said] = refused(json.dumps({"status": "success", "data": data}))

    assert said.endswith('only one: “up{job="web"}”, “up{job="db"}”.')


# Twice, and too much


def test_the_same_time_twice_with_one_value_is_one_reading():
    assert read("2014-10-01,1\n2014-10-01T00:00Z,1.0") == [(OCT, 1.0)]


def test_the_same_time_twice_with_two_values_names_both_lines():
    said = refused("time,value\n2014-10-01,1\n2014-10-02,1\n2014/10/1,2")

    assert said == ["Line 4: 2014-10-01 00:00:00 UTC has another value in line 2."]


def test_twenty_refusals_are_named_and_the_others_counted():
    found = parse("".join(f"day {n},1\n" for n in range(50)))

    assert [one.place for one in found.refusals] == [f"Line {n}" for n in range(1, 21)]
    assert found.left_off == 30


def test_more_readings_than_the_limit_are_refused(monkeypatch):
    monkeypatch.setattr(figures, "MOST_READINGS", 3)
    rows = [f"{1412121600 + n},1" for n in range(4)]

    assert len(read("\n".join(rows[:3]))) == 3
    assert refused("\n".join(rows)) == ["It has more than 3 readings."]


def test_more_bytes_than_the_limit_are_not_looked_at():
    assert refused(b"1" * 20_000_001) == ["It is larger than 20 MB."]


def test_more_json_than_a_million_readings_need_is_not_loaded():
    content = "[" + "[]," * 1_200_000 + "[]]"

    assert refused(content) == ["It has more than 1,000,000 readings."]


# For anything at all

MOMENTS = st.datetimes(datetime(1980, 1, 1), datetime(2150, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
SERIES = st.dictionaries(MOMENTS, st.floats(-1e15, 1e15), min_size=1, max_size=20)


def as_csv(series):
    file = io.StringIO()
    csv.writer(file).writerows((m.isoformat(), repr(v)) for m, v in series.items())
    return file.getvalue()


def as_comma_csv(series):
    rows = (f"{m:%m/%d/%Y %H:%M:%S};{v:.9f}" for m, v in series.items())
    return "\r\n".join(rows).replace(".", ",")


def as_graphite(series):
    return graphite(*([value, int(m.timestamp())] for m, value in series.items()))


def as_prometheus(series):
    return prometheus(*([m.timestamp(), repr(value)] for m, value in series.items()))


@given(SERIES)
@settings(max_examples=times(60, 15))
def test_what_is_written_is_read_again(series):
    expected = sorted(series.items())

    assert read(as_csv(series)) == expected
    assert read(as_graphite(series)) == expected
    assert read(as_prometheus(series)) == expected


@given(st.dictionaries(MOMENTS, st.floats(-1e6, 1e6), min_size=1, max_size=20))
@settings(max_examples=times(60, 15))
def test_what_is_written_with_commas_is_read_again(series):
    expected = sorted((m, float(f"{v:.9f}")) for m, v in series.items())

    assert read(as_comma_csv(series), order="month") == expected


@given(st.binary(max_size=300))
@settings(max_examples=times(300, 40))
def test_any_bytes_are_read_or_refused(content):
    found = parse(content)

    assert bool(found.readings) != bool(found.refusals)
    assert all(math.isfinite(value) for _, value in found.readings)


CELLS = st.sampled_from(
    [
        "2014-10-01",
        "1412121600",
        "1,5",
        "1.5",
        "1,234",
        '"',
        "",
        "null",
        "NaN",
        ";",
        "p95",
    ]
)


@given(
    st.lists(st.lists(CELLS | st.text(max_size=5), max_size=4), max_size=5),
    st.sampled_from(",;\t"),
    st.sampled_from([UTC, PARIS]),
    st.text(max_size=3),
)
@settings(max_examples=times(300, 40))
def test_any_table_is_read_or_refused(rows, delimiter, zone, column):
    content = "\n".join(delimiter.join(row) for row in rows)

    found = parse(content, zone, format="csv", column=column)

    assert bool(found.readings) != bool(found.refusals)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["target", "datapoints", "status", "data", "result", "values", "x"]
            ),
            inner,
            max_size=3,
        )
    ),
)


@given(JSON, st.sampled_from(["", "graphite", "prometheus", "json", "csv"]))
@settings(max_examples=times(300, 40))
def test_any_json_is_read_or_refused(data, format):
    found = parse(json.dumps(data), format=format)

    assert bool(found.readings) != bool(found.refusals)
