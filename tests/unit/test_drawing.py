"""Pictures: what they show is where the data say; a date is as wide as it is exact."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from civicgraph.drawing import Bar, Chart, Event, Group, PartialDate, Point, Timeline, draw_chart, draw_timeline
from civicgraph.drawing.lanes import axis_of, pieces

SVG = "{http://www.w3.org/2000/svg}"


def date(text: str) -> PartialDate:
    found = PartialDate.parse(text)
    assert found is not None
    return found


def of_class(picture: ET.Element, name: str) -> list[ET.Element]:
    return [node for node in picture.iter() if node.get("class") == name]


def texts(picture: ET.Element) -> list[ET.Element]:
    """The lines of text, without their halos."""
    return [node for node in picture.iter(SVG + "text") if node.get("aria-hidden") != "true"]


def lines(picture: ET.Element) -> list[str]:
    """The words of the lines of text, without what is shown only to who points at them."""
    return [(node.text or "") + "".join(child.tail or "" for child in node) for node in texts(picture)]


def where(picture: ET.Element, words: str) -> tuple[float, float]:
    """The place of a line of text."""
    found = [node for node in picture.iter(SVG + "text") if (node.text or "") == words]
    assert found, words
    return float(found[0].get("x", "")), float(found[0].get("y", ""))


def middle(mark: ET.Element) -> tuple[float, float]:
    """The middle of a mark that is a polygon."""
    points = [tuple(map(float, pair.split(","))) for pair in mark.get("points", "").split()]
    xs, ys = zip(*points, strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


@pytest.mark.parametrize(
    ("text", "begin", "end", "words"),
    [
        ("1990", 1990.0, 1991.0, "1990"),
        ("1990-12", 1990 + 334 / 365, 1991.0, "December 1990"),
        ("2000-03-01", 2000 + 60 / 366, 2000 + 61 / 366, "1 March 2000"),
        ("1990Z", 1990.0, 1991.0, "1990"),
    ],
)
def test_a_date_is_as_long_as_it_is_exact(text: str, begin: float, end: float, words: str) -> None:
    found = date(text)
    assert (found.begin, found.end) == pytest.approx((begin, end))
    assert found.words == words


@pytest.mark.parametrize("text", ["in spring", "19", "1990-13", "1990-02-30"])
def test_what_is_no_date(text: str) -> None:
    assert PartialDate.parse(text) is None


def parts(bar: Bar) -> list[tuple[str, float, float]]:
    return [(piece.kind, piece.begin, piece.end) for piece in pieces(bar)]


def test_the_years_of_beginning_and_end_are_unsure() -> None:
    assert parts(Bar("x", (date("1990"),), (date("1995"),))) == [
        ("unsure", 1990, 1991),
        ("sure", 1991, 1995),
        ("unsure", 1995, 1996),
    ]


def test_two_claimed_beginnings_make_the_time_between_them_unsure() -> None:
    found = parts(Bar("x", (date("1990"), date("1988")), (date("1995"),)))
    assert found[:2] == [("unsure", 1988, 1991), ("sure", 1991, 1995)]


def test_what_no_source_tells_fades() -> None:
    assert parts(Bar("x", (date("1990"),))) == [("unsure", 1990, 1991), ("fade-out", 1991, 1991)]
    assert parts(Bar("x", (), (date("1990"),))) == [("fade-in", 1990, 1990), ("unsure", 1990, 1991)]
    assert parts(Bar("x", (date("1990"),), (), (date("1997"),)))[1:] == [
        ("sure", 1991, 1997),
        ("unsure", 1997, 1998),
        ("fade-out", 1998, 1998),
    ]
    assert [kind for kind, _, _ in parts(Bar("x", (), (), (date("1999"),)))] == ["fade-in", "unsure", "fade-out"]
    assert parts(Bar("x")) == []


def test_a_sighting_after_the_end_does_not_prolong() -> None:
    assert parts(Bar("x", (), (date("1990"),), (date("2005"),))) == [("fade-in", 1990, 1990), ("unsure", 1990, 1991)]


def test_a_suspension_lasts_until_the_resumption() -> None:
    told = (("suspended", date("2017")), ("resumed", date("2018")), ("suspended", date("2020")))
    paused = [p for p in parts(Bar("x", (date("1990"),), (), (date("2024"),), statuses=told)) if p[0] == "paused"]
    assert paused == [("paused", 2017, 2018), ("paused", 2020, 2025)]


def timeline(*events: Event, bars: tuple[Bar, ...] = ()) -> Timeline:
    return Timeline(
        "Timeline", (("P", "political"), ("M", "managerial")), (Group("Mayor", bars),) if bars else (), (), events
    )


def test_a_bar_of_a_year_has_the_width_of_a_year() -> None:
    term = Bar("Ana", (date("1980"),), (date("1999-01-01"),), realm=0, note="P")
    picture = ET.fromstring(draw_timeline(timeline(Event("Fair", (date("1990"),)), bars=(term,))))
    year = (where(picture, "1990")[0] - where(picture, "1980")[0]) / 10
    begun, _ = of_class(picture, "unsure")
    sure = of_class(picture, "sure")[0]
    assert float(begun.get("width", "")) == pytest.approx(year, abs=0.02)
    assert float(begun.get("x", "")) == pytest.approx(where(picture, "1980")[0], abs=0.02)
    assert float(sure.get("width", "")) == pytest.approx(18 * year, abs=0.05)
    fair = of_class(picture, "span")[0]
    assert float(fair.get("width", "")) == pytest.approx(year, abs=0.02)
    assert float(fair.get("x", "")) == pytest.approx(where(picture, "1990")[0], abs=0.02)


def test_a_day_is_a_point_and_realms_differ_by_more_than_colour() -> None:
    bars = (Bar("A", (date("1990"),), (date("1992"),), realm=0), Bar("B", (date("1992"),), (date("1994"),), realm=1))
    text = draw_timeline(timeline(Event("Flood", (date("1992-05-02"),)), bars=bars))
    picture = ET.fromstring(text)
    assert len(of_class(picture, "day")) == 1
    assert of_class(picture, "span") == []
    assert [bar.get("fill") for bar in of_class(picture, "sure")] == ["url(#realm-0)", "url(#realm-1)"]
    first, second = (node for node in picture.iter(SVG + "pattern") if node.get("id", "").startswith("realm"))
    assert len(list(first)) < len(list(second))


def test_a_few_early_events_do_not_stretch_the_axis() -> None:
    late = [Event(f"Event {year}", (date(str(year)),)) for year in range(2000, 2010)]
    early = Event("Foundation", (date("1616"),))
    picture = ET.fromstring(draw_timeline(timeline(early, *late)))
    assert axis_of(timeline(early, *late), 0, 100).first == 2000
    # One of them stands in the key.
    assert len(of_class(picture, "earlier")) == 2
    assert "1616 Foundation" in lines(picture)
    mayor = (Bar("Ana", (date("1800"),), (date("1810"),)),)
    assert axis_of(timeline(early, *late, bars=mayor), 0, 100).first == 1616


def test_an_event_of_two_dates_has_two_marks_and_one_label() -> None:
    picture = ET.fromstring(draw_timeline(timeline(Event("Opening", (date("2000-07-01"), date("2001-07-02"))))))
    assert len(of_class(picture, "day")) == 2
    assert [line for line in lines(picture) if "Opening" in line] == ["2000 Opening ≠"]


def test_labels_of_many_events_of_one_year_stand_below_each_other() -> None:
    events = [Event(f"An event with a rather long name, number {i}", (date("2000"),)) for i in range(6)]
    picture = ET.fromstring(draw_timeline(timeline(*events, Event("Last", (date("2010"),)))))
    labels = [node for node in texts(picture) if "rather long" in "".join(node.itertext())]
    assert len({node.get("y") for node in labels}) == len(labels) == 6


def figures(*points: Point) -> ET.Element:
    return ET.fromstring(draw_chart(Chart("Participants", "person", points)))


def series(*points: tuple[str, float, str], **more: object) -> list[Point]:
    return [Point(s, v, v, date(y), date(y), **more) for s, v, y in points]  # type: ignore[arg-type]


def test_a_mark_stands_where_its_figure_and_its_year_say() -> None:
    picture = figures(*series(("One", 500, "2000"), ("Two", 2000, "2005"), ("One", 1200, "2010")))
    (x0, y0), (_, y1000) = where(picture, "0"), where(picture, "1,000")
    x2000, x2010 = where(picture, "2000")[0], where(picture, "2010")[0]
    assert x0 < x2000
    marks = [middle(mark) for mark in of_class(picture, "full")][:3]
    for (x, y), (value, year) in zip(marks, ((500, 2000.5), (2000, 2005.5), (1200, 2010.5)), strict=True):
        assert x == pytest.approx(x2000 + (x2010 - x2000) * (year - 2000) / 10, abs=0.7)
        assert y == pytest.approx(y0 - 4 + (y1000 - y0) * value / 1000, abs=1)


def test_each_source_has_a_shape_and_a_colour_of_its_own() -> None:
    picture = figures(*series(("One", 5, "2000"), ("Two", 6, "2001"), ("One", 7, "2002")))
    one, two, again = of_class(picture, "full")[:3]
    assert (
        len(one.get("points", "").split()) == len(again.get("points", "").split()) != len(two.get("points", "").split())
    )
    assert one.get("fill") == again.get("fill") != two.get("fill")


@pytest.mark.parametrize(("kind", "hollow"), [("target", 1), ("forecast", 1), ("observed", 0), ("estimate", 0)])
def test_targets_and_forecasts_are_hollow(kind: str, hollow: int) -> None:
    other = series(("One", 5, "2000"), ("One", 6, "2001"))
    picture = figures(*other, *series(("One", 7, "2002"), figure=kind))
    # Where there is a hollow mark, the key has one more.
    assert len(of_class(picture, "hollow")) == 2 * hollow
    assert f"hollow: {kind}" in "".join(picture.itertext()) or not hollow


def test_only_figures_in_dispute_are_joined() -> None:
    disputed = series(("One", 976, "1990"), ("Two", 1300, "1990"), disputes=("d",))
    picture = figures(*disputed, *series(("One", 10, "1993")))
    (line,) = of_class(picture, "dispute")
    ends = sorted(tuple(map(float, pair.split(","))) for pair in line.get("points", "").split())
    marks = sorted(middle(mark) for mark in of_class(picture, "full")[:2])
    assert ends == [pytest.approx(mark, abs=1) for mark in marks]
    assert of_class(figures(*series(("One", 1, "1990"), ("Two", 2, "1991"))), "dispute") == []


def test_a_range_is_a_bar_between_its_ends() -> None:
    wide = Point("One", 1500, 1800, date("1992"), date("1992"))
    picture = figures(*series(("One", 0, "1990")), wide)
    (bar,) = of_class(picture, "range")[:1]
    _, low, _, high = map(float, re.findall(r"[\d.]+", bar.get("d", "")))
    y0, y1000 = where(picture, "0")[1] - 4, where(picture, "1,000")[1] - 4
    assert (low, high) == pytest.approx((y0 + (y1000 - y0) * 1.5, y0 + (y1000 - y0) * 1.8), abs=0.5)


def test_figures_without_a_date_stand_apart() -> None:
    picture = figures(*series(("One", 5, "2000"), ("One", 6, "2010")), Point("Two", 7, 7))
    assert middle(of_class(picture, "full")[2])[0] > where(picture, "2010")[0]
    assert "no date told" in "".join(picture.itertext())


def test_without_a_course_of_time_each_figure_has_a_line() -> None:
    picture = figures(Point("One", 332.6, 332.6), Point("Two", 335.14, 335.14))
    marks = [middle(mark) for mark in of_class(picture, "full")]
    assert marks[0][1] < marks[1][1]
    assert marks[0][0] < marks[1][0]
    assert {"One", "Two", "332.6", "335.14"} <= set(lines(picture))
    assert any("does not begin at 0" in line for line in lines(picture))


def test_what_is_written_into_a_picture_is_no_markup() -> None:
    text = draw_chart(Chart("A < B & C", "<b>", (Point("<script>", 1, 1, sentence="1 < 2 & 3"),)))
    picture = ET.fromstring(text)
    assert picture.find(f".//{SVG}script") is None
    assert picture[0].text == "A < B & C"
