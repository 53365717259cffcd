"""The curves of learning: their numbers are the engine's, and they cost no more than one run each."""

import json
import time
import zlib
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from backprop_explorer.engine import backprop
from backprop_explorer.figures.learning.maps import DIGITS
from backprop_explorer.lesson.maps import COARSE, FINE
from backprop_explorer.scenario import MAX_STEP, Scenario, read_link, write_link
from backprop_explorer.visit import learned
from backprop_explorer.visit.exchange import answer, hear
from backprop_explorer.visit.panels import PANELS
from backprop_explorer.visit.picks import pick
from backprop_explorer.visit.session import Session
from backprop_explorer.visit.stage import Stage
from backprop_explorer.visit.watch import MOST

from ..figures.html_tree import read
from ..scenario.cases import CLASSES, DEEP, OR, WIDE, XOR, largest
from .test_exchange import answered, message
from .test_session import DIVERGING, arrive, at, place

STUCK = {"preset": "xor-2-3-1", "seed": "42", "compare": "seed:1", "panel": "learning"}


def learning(scenario: Scenario, step: int, **view) -> Session:
    """A session with the group open, at a step, with all curves there."""
    looking = replace(scenario, view=replace(scenario.view, panel="learning", **view))
    return caught_up(at(looking, step))


def caught_up(session: Session) -> Session:
    session.watch()
    while session.lags:
        session.watch()
    return session


def figures(session: Session) -> dict:
    """The figures as a browser gets them, each taken by Plotly's own classes: those of the curves, and of the maps."""
    made = {
        name: (each["data"], each["layout"]) for name, each in json.loads(learned.curves(session))["figures"].items()
    }
    for plot in read(PANELS["learning"].draw(Stage(session))).find("div", "plot", data_figure=""):
        figure = json.loads(plot.attributes["data-figure"])
        made[plot.attributes["data-kept"]] = figure["data"], figure["layout"]
    for data, layout in made.values():
        go.Figure(data=data, layout=layout)
    return made


def by_name(traces: list[dict]) -> dict[str, dict[int, float]]:
    """The points of each line."""
    return {trace["name"]: dict(zip(trace["x"], trace["y"], strict=True)) for trace in traces}


@pytest.mark.parametrize(("scenario", "steps"), [(XOR, (0, 128, 700)), (CLASSES, (0, 120, 613)), (DEEP, (0, 64, 300))])
def test_three_points_of_each_curve_are_the_engines(scenario, steps):
    session, run = learning(scenario, steps[-1]), scenario.start()
    made, notation = figures(session), scenario.notation
    cost, sizes, weights = (by_name(made[name][0]) for name in ("cost", "gradient", "weights"))
    single = cost["C of a mini-batch" if run.batches_per_epoch > 1 else "C of all examples"]
    for step in steps:
        trace = run.seek(step)
        assert single[step] == trace.cost
        for number, layer in enumerate(trace.layers, start=1):
            squares = sum(value**2 for value in layer.grad_w.ravel().tolist())
            assert sizes[notation.text(("grad_w", number))][step] == pytest.approx(squares**0.5, rel=1e-12)
        for number, j, k in session.learning.curves[0].followed:
            assert weights[notation.entry(("w", number), j, k)][step] == trace.layers[number - 1].w[j, k]


def test_three_epochs_have_the_cost_and_the_right_answers_of_all_examples():
    session, run = learning(CLASSES, 613), CLASSES.start()
    x, y = CLASSES.data()
    cost, right = (by_name(figures(session)[name][0]) for name in ("cost", "right"))
    for step in (0, 15, 600):
        whole = backprop(run.seek(step).network, x, y)
        assert cost["C of all examples"][step] == pytest.approx(whole.cost, rel=1e-12)
        best = [max(range(3), key=lambda j, a=a: a[j]) for a in whole.layers[-1].a.T.tolist()]
        hits = sum(y[j, example] == 1 for example, j in enumerate(best))
        assert right["training"][step] == hits / 150


@pytest.mark.parametrize("scenario", [XOR, CLASSES])
def test_the_maps_are_what_the_network_answers(scenario):
    session = learning(scenario, 40)
    made, net = figures(session), scenario.start().seek(40).network
    one = scenario.sizes[-1] == 1

    def outputs(x1: float, x2: float) -> list[np.ndarray]:
        """Each layer's answer, written out anew."""
        a, found = np.array([[x1], [x2]]), []
        for number, layer in enumerate(net.layers, start=1):
            z = layer.w @ a + layer.b
            if number < len(net.layers) and not one:
                a = np.tanh(z)
            else:
                a = 1 / (1 + np.exp(-z)) if one else np.exp(z) / np.exp(z).sum()
            found.append(a[:, 0])
        return found

    (plane, *_), (first, *_) = made["plane"][0], made["neurons"][0]
    assert (len(plane["x"]), len(first["x"])) == (FINE, COARSE)
    near = pytest.approx if one else None
    for row, column in ((0, 0), (15, 3), (30, 30)):
        a = outputs(plane["x"][column], plane["y"][row])[-1]
        found = plane["z"][row][column]
        assert found == near(a[0], rel=10.0 ** (2 - DIGITS)) if one else found == int(np.argmax(a))
    for trace, (layer, j) in zip(made["neurons"][0], [(1, 0), (1, 1), (1, 2)], strict=False):
        a = outputs(trace["x"][5], trace["y"][9])[layer - 1][j]
        assert trace["z"][9][5] == pytest.approx(a, rel=0.02, abs=2e-3)


def test_the_line_between_two_classes_and_the_examples_are_drawn_over_the_plane():
    made = figures(learning(XOR, 40))
    heat, edge, marks = made["plane"][0]
    assert (heat["type"], edge["type"], marks["type"]) == ("heatmap", "contour", "scatter")
    assert edge["contours"]["start"] == edge["contours"]["end"] == 0.5
    corners = list(zip(marks["x"], marks["y"], marks["text"], strict=True))
    assert corners == [(0.0, 0.0, "0"), (0.0, 1.0, "1"), (1.0, 0.0, "1"), (1.0, 1.0, "0")]


def test_which_points_are_kept_depends_on_the_last_step_and_not_on_the_way():
    straight = learning(XOR, 3000)
    winding = learning(XOR, 7)
    for step in (300, 20, 1111, 900, 3000):
        winding.cursor.travel(step)
        caught_up(arrive(winding))
    assert winding.learning.curves == straight.learning.curves
    points = straight.learning.curves[0].points
    assert MOST / 2 < len(points) <= MOST + 1 and points[-1].step == 3000


def test_a_curve_is_never_begun_again_and_stays_when_the_page_goes_back():
    session = learning(XOR, 500)
    own, digest = session.learning.watches[0], learned.version(session)
    pick(session, "at:100")
    caught_up(arrive(session))
    assert place(session)[0] == 100 and session.learning.watches[0] is own and own.at == 500
    assert learned.version(session) == digest
    assert session.cursor.scenario.view.until == 500
    again = Session.open(write_link(session.cursor.scenario))
    assert caught_up(arrive(again)).learning.curves == session.learning.curves


def test_a_further_step_is_one_step_of_work_however_many_lie_behind(monkeypatch):
    session, computed = learning(XOR, 3000), []
    run = session.learning.watches[0].run
    compute = type(run)._compute
    monkeypatch.setattr(type(run), "_compute", lambda self, *a: computed.append(self) or compute(self, *a))
    for step in range(3001, 3006):
        session.cursor.travel(step)
        caught_up(arrive(session))
    assert computed.count(run) == 5


def test_another_setup_begins_other_curves_and_another_second_run_keeps_the_first():
    session = learning(XOR, 200)
    own = session.learning.watches[0]
    pick(session, "compare:eta:0.5")
    caught_up(session)
    assert session.learning.watches[0] is own and len(session.learning.watches) == 2
    session.show(replace(OR, view=session.cursor.scenario.view))
    caught_up(arrive(session))
    assert session.learning.watches[0] is not own
    assert session.learning.watches[0].run.network.sizes == OR.sizes


def test_two_seeds_of_xor_stand_side_by_side_on_one_link_one_of_them_stuck():
    session = caught_up(arrive(Session.open({**STUCK, "step": "1500"})))
    lines = by_name(figures(session)["cost"][0])
    for name, seed in (("seed 42", 42), ("seed 1", 1)):
        for step in (0, 1000, 1500):
            assert lines[name][step] == replace(XOR, seed=seed).start().seek(step).cost
    assert lines["seed 42"][1500] > 0.06 > 0.001 > lines["seed 1"][1500]
    ends = json.loads(learned.curves(session))["ends"]
    assert ends == (
        "seed 42: after 1500 updates C is 0.06329 and 50 % of the answers are right. "
        "seed 1: after 1500 updates C is 4.855e−4 and 100 % of the answers are right."
    )
    arrive_again = Session.open(write_link(session.cursor.scenario))
    assert arrive_again.cursor.scenario.view == session.cursor.scenario.view
    pick(session, "again")
    assert place(arrive(session)) == (0, "batch")
    assert np.array_equal(session.cursor.trace.flat, replace(XOR, seed=42).start().seek(0).flat)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("seed:3", {"seed": 3}),
        ("eta:0.1,seed:3", {"seed": 3, "eta": 0.1}),
        ("cost:binary-cross-entropy", {"cost": "binary-cross-entropy"}),
        ("layers:2-2-1,hidden:tanh", {"sizes": (2, 2, 1), "activations": ("tanh", "sigmoid")}),
        ("batch:2", {"batch_size": 2}),
    ],
)
def test_a_second_run_differs_in_what_its_link_says_and_in_nothing_else(text, fields):
    scenario, notes = read_link({"preset": "xor-2-3-1", "compare": text})
    assert notes == ()
    session = learning(scenario, 20)
    other = session.learning.watches[1].run
    wanted = replace(XOR, **fields).start()
    assert np.array_equal(other.seek(20).flat, wanted.seek(20).flat)
    assert read_link(write_link(scenario)) == (scenario, ())
    assert figures(session).keys() == {"cost", "gradient", "weights", "right", "plane", "neurons"}


@pytest.mark.parametrize(
    "text",
    ["seed", "seed:", "seed:-1", "title:x", "cost:cross-entropy", "eta:nan", "layers:9-9", "seed:1;eta:2", "x" * 999],
)
def test_a_second_run_that_cannot_be_is_left_out_with_a_reason(text):
    scenario, notes = read_link({"preset": "xor-2-3-1", "compare": text})
    assert scenario == XOR and len(notes) == 1
    session = learning(XOR, 5)
    pick(session, f"compare:{text}")
    assert session.cursor.scenario.view.compare == ""


def test_the_curves_end_where_the_numbers_end():
    session = learning(DIVERGING, 0)
    session.cursor.by_epoch(1000)
    caught_up(arrive(session))
    curves = session.learning.curves[0]
    assert curves.ended and curves.points[-1].step == session.cursor.run.divergence.step
    assert not session.lags
    figures(session)


def test_words_say_what_a_chart_shows_with_its_first_last_and_lowest_number():
    session = learning(XOR, 300)
    run, told = XOR.start(), json.loads(learned.curves(session))["figures"]
    first, last = f"{run.seek(0).cost:.4f}", f"{run.seek(300).cost:.4g}"
    assert told["cost"]["words"] == (
        f"C of the mini-batch is {first} at the beginning, {last} after 300 updates, at the lowest {last} after 300 "
        "updates."
    )
    for name, figure in told.items():
        assert len(figure["words"]) > 40, name


def test_curves_are_sent_when_they_are_new_and_only_while_they_are_looked_at():
    session = at(XOR, 50)
    assert answered(session)[0]["curves"] == {"digest": "", "more": False, "bytes": 0}
    hear(session, message(session, events=[[1, 0, 50, "batch", "panel:learning"]]))
    caught_up(session)
    (header, *_) = answered(session)
    session.browser.curves = ""
    sent = answer(session)
    length = int.from_bytes(sent[:4], "big")
    told = json.loads(sent[4 : 4 + length])["curves"]
    assert json.loads(zlib.decompress(sent[-told["bytes"] :]))["figures"].keys() == {
        "cost",
        "right",
        "gradient",
        "weights",
    }
    hear(session, message(session, curves=told["digest"]))
    assert answered(session)[0]["curves"] == {**told, "bytes": 0}
    hear(session, message(session, curves="an old one"))
    assert answered(session)[0]["curves"]["bytes"] > 0
    assert header["play"] == "next_phase" and header["pace"] == 1200


def test_no_answer_takes_much_longer_than_a_stretch_whatever_is_watched():
    session = at(replace(largest(), view=replace(CLASSES.view, panel="learning", compare="seed:3")), 0)
    session.watch()
    session.cursor.travel(300)
    for _ in range(3):
        begin = time.thread_time()
        session.work()
        session.watch()
        assert time.thread_time() - begin < 0.6
    assert max(watch.at for watch in session.learning.watches) <= session.cursor.scenario.step


def test_all_that_is_kept_of_the_largest_network_is_small():
    session = at(replace(largest(), view=replace(CLASSES.view, panel="learning")), 0)
    session.cursor.travel(5)
    caught_up(arrive(session))
    (watch,) = session.learning.watches
    assert watch.run.x is session.cursor.run.x and watch.run.y is session.cursor.run.y
    assert watch.run._history.nbytes <= 4 << 20
    assert len(learned.curves(session)) < 60_000


def test_running_on_goes_by_epochs_and_stops_at_the_last_step():
    session = learning(CLASSES, 10)
    pick(session, "run:3")
    assert place(arrive(session))[0] == 55
    pick(session, "run:999999")
    assert session.cursor.target == MAX_STEP
    session.cursor.stop()
    pick(session, "run:x")
    assert session.cursor.target is None


def test_how_the_page_plays_is_part_of_its_link_and_told_to_the_browser():
    session = learning(XOR, 3)
    for what, told in (("play:epoch", "next_epoch"), ("play:batch", "next_batch"), ("play:phase", "next_phase")):
        pick(session, what)
        assert answered(session)[0]["play"] == told
    pick(session, "speed:fast")
    assert answered(session)[0]["pace"] == 100
    pick(session, "speed:warp")
    assert session.cursor.scenario.view.speed == "fast"
    assert write_link(session.cursor.scenario)["speed"] == "fast"


def test_a_wide_network_has_a_bounded_panel():
    session = learning(WIDE, 20)
    made = figures(session)
    assert len(made["neurons"][0]) == 12 and len(made["weights"][0]) == 12
    assert len(PANELS["learning"].draw(Stage(session))) < 150_000
