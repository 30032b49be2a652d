from tests.bench.figures import Figure, chosen

NAMES = ["startup.first", "startup.worst_stall", "memory.idle"]


def test_a_figure_is_one_line_with_medians_spread_ratio_and_goal() -> None:
    figure = Figure("startup.first_frame", "ms", [210.0, 190.04, 500.0], [100.0, 120.0, 90.0], goal=1.3)
    assert figure.line.split("  ")[0] == "startup.first_frame"
    assert figure.line.split(maxsplit=1)[1] == (
        "210.0 ms (190.0-500.0)     100.0 ms (90.0-120.0)        2.10   1.30 MISSED"
    )


def test_a_goal_for_the_ratio_looks_at_the_ratio() -> None:
    assert Figure("f", "ms", [130.0], [100.0], goal=1.3).met
    assert not Figure("f", "ms", [131.0], [100.0], goal=1.3).met


def test_a_goal_for_the_value_looks_at_the_value() -> None:
    assert Figure("f", "MiB", [120.0], [1.0], goal=120, of="value").met
    assert not Figure("f", "MiB", [121.0], [1000.0], goal=120, of="value").met
    assert Figure("f", "MiB", [119.0], [35.0], goal=120, of="value").line.endswith("120 MiB met")


def test_a_figure_without_a_goal_is_not_judged() -> None:
    figure = Figure("f", "ms", [1000.0], [1.0])
    assert figure.met
    assert figure.line.endswith("1000.00")


def test_no_only_means_all() -> None:
    assert chosen("", NAMES) == NAMES


def test_a_part_of_a_name_means_what_begins_with_it() -> None:
    assert chosen("startup", NAMES) == ["startup.first", "startup.worst_stall"]


def test_a_whole_name_means_the_bench_that_measures_it() -> None:
    assert chosen("startup.first_key.cold", NAMES) == ["startup.first"]


def test_an_unknown_name_means_nothing() -> None:
    assert chosen("speed", NAMES) == []
