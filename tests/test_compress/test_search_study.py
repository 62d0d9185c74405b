"""The memory of a search: front and spread, and studies that several processes share."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest

from audio.errors import ProjectError
from compress import architectures
from compress.route import Route
from compress.search_front import Measured, pareto_front, spread
from compress.search_space import AMOUNTS, ORDERS, families, route_from, route_values
from compress.search_study import Finished, Limits, SearchStudy, StudyError

HASH = "0123456789abcdef"
EACH_PROCESS = 12


def measured(error: float, encoded_bytes: int, arena_bytes: int = 0) -> Measured:
    return Measured(error, encoded_bytes, 1, arena_bytes)


def made_up(route: Route) -> Measured:
    """Stands for a training: wide networks are better, every step makes smaller and worse."""
    size = architectures.get(route.architecture).size_rank * 1000
    hardness = sum(min(step.amount, 1.2 - step.amount / 40) for step in route.steps)
    return measured(min(1.0, 0.05 + 2000 / size + 0.1 * hardness), round(size / (1 + hardness)))


def open_study(storage: str | Path, seed: int = 1, limits: Limits | None = None) -> SearchStudy:
    return SearchStudy(storage, "shared", HASH, seed, limits or Limits())


def work_on(storage: str, count: int) -> None:
    """What a process of a shared search does, but for the training."""
    study = open_study(storage)
    for _ in range(count):
        question = study.ask()
        study.answer(question, made_up(question.route))


def storages(folder: Path) -> dict[str, str]:
    return {"journal": str(folder / "study.log"), "sqlite": f"sqlite:///{folder / 'study.db'}"}


def test_the_front_is_what_nothing_beats_smallest_first() -> None:
    points = [
        measured(0.10, 300),
        measured(0.30, 100),
        measured(0.30, 120),  # As good as the second, but larger.
        measured(0.20, 200),
        measured(0.20, 200),  # A twin: one of them is enough.
        measured(0.10, 301),
        measured(0.29, 250),
    ]
    assert pareto_front(points) == [1, 3, 0]
    assert pareto_front([]) == []


def test_a_few_of_the_front_stand_for_all_of_it() -> None:
    # Errors fall steeply, then hardly: what is chosen first is the bend, then the ends.
    points = [measured(0.50 - 0.1 * n, 1000 * 2**n) for n in range(5)]
    points += [measured(0.10 - 0.001 * n, 17_000 + 100 * n) for n in range(1, 6)]
    worst = measured(0.9, 20_000)
    chosen = spread([*points, worst], 3)
    assert len(chosen) == 3
    assert set(chosen) <= set(pareto_front([*points, worst]))
    sizes = [points[index].encoded_bytes for index in chosen]
    assert sizes == sorted(sizes)
    # Nearly equal neighbours never take two of three places.
    assert sum(size > 15_000 for size in sizes) == 1
    assert spread(points, 99) == pareto_front(points)
    assert spread([measured(0.5, 10)], 2) == [0]


@pytest.mark.parametrize("kind", ["journal", "sqlite"])
def test_two_processes_share_one_study(tmp_path: Path, kind: str) -> None:
    storage = storages(tmp_path)[kind]
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=work_on, args=(storage, EACH_PROCESS)) for _ in range(2)]
    for worker in workers:
        worker.start()  # Both find no study: one of them makes it, the other joins.
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0, 0]
    found = open_study(storage).finished()
    trials = open_study(storage)._study.get_trials()
    assert sorted(trial.number for trial in trials) == list(range(2 * EACH_PROCESS))
    assert all(trial.state.name == "COMPLETE" for trial in trials)
    # Nothing was lost or mixed up, and the two did not walk in step.
    assert {each.route for each in found} == {
        route_from(trial.user_attrs["route"]) for trial in trials
    }
    assert all(each.measured == made_up(each.route) for each in found)
    assert len(found) > EACH_PROCESS


def test_a_search_that_stopped_goes_on_as_if_it_had_not(tmp_path: Path) -> None:
    whole, halves = tmp_path / "whole.log", tmp_path / "halves.log"
    work_on(str(whole), 14)
    work_on(str(halves), 9)
    work_on(str(halves), 5)
    assert open_study(halves).finished() == open_study(whole).finished()
    others = SearchStudy(tmp_path / "other.log", "shared", HASH, 2, Limits())
    question = others.ask()
    assert question.route != open_study(whole).finished()[0].route


def test_what_was_learned_makes_better_candidates(tmp_path: Path) -> None:
    storage = tmp_path / "study.log"
    work_on(str(storage), 40)
    errors = [each.measured for each in open_study(storage).finished()]
    front = pareto_front([each for each in errors if each])
    assert any(index >= 8 for index in front), "nothing after the random start was any good"


def test_failures_are_remembered_and_what_was_given_up_is_not(tmp_path: Path) -> None:
    study = open_study(tmp_path / "study.log")
    failed, left, killed = study.ask(), study.ask(), study.ask()
    study.fail(failed, "The export is wrong.")
    study.give_up(left)
    again = open_study(tmp_path / "study.log")
    assert again.finished() == [Finished(failed.route, None, "The export is wrong.")]
    # A process that died leaves its trial running; nobody waits for it.
    assert killed.route not in {each.route for each in again.finished()}
    next_one = again.ask()
    again.answer(next_one, measured(0.1, 5))
    assert again.finished()[-1].measured == measured(0.1, 5)


def test_a_study_of_other_takes_is_refused(tmp_path: Path) -> None:
    storage = tmp_path / "study.log"
    work_on(str(storage), 1)
    with pytest.raises(StudyError, match="other takes"):
        SearchStudy(storage, "shared", "another hash", 1, Limits())
    SearchStudy(storage, "another name", "another hash", 1, Limits())


def test_limits_count_as_constraints(tmp_path: Path) -> None:
    limits = Limits(model_bytes=1000, arena_bytes=500)
    assert limits.hold(measured(0.5, 1000, 500))
    assert not limits.hold(measured(0.5, 1001, 500))
    assert not limits.hold(measured(0.5, 1000, 501))
    assert limits.excess(measured(0.5, 1200, 400)) == (200.0, -100.0)
    assert Limits().hold(measured(0.5, 10**9, 10**9))
    study = open_study(tmp_path / "study.log", limits=limits)
    question = study.ask()
    study.answer(question, measured(0.5, 1200, 400))
    [trial] = study._study.get_trials()
    assert list(trial.user_attrs["constraints"]) == [200.0, -100.0]


@pytest.mark.parametrize(
    ("storage", "said"),
    [
        ("sqlite:////nowhere/at/all/study.db", "cannot be used"),
        ("no such thing://", "no database address"),
    ],
)
def test_storages_that_cannot_be_used_are_said_so(
    storage: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("compress.search_study.time.sleep", lambda _: None)
    with pytest.raises((StudyError, ProjectError), match=said):
        open_study(storage)


def test_a_file_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StudyError, match="cannot be written"):
        open_study(tmp_path / "file" / "study.log")


def test_every_architecture_and_every_step_is_asked_for(tmp_path: Path) -> None:
    assert {name for names in families().values() for name in names} == set(
        architectures.registry()
    )
    work_on(str(tmp_path / "study.log"), 60)
    routes = [each.route for each in open_study(tmp_path / "study.log").finished()]
    assert {route.architecture.rpartition("-")[0] for route in routes} == set(families())
    assert {step.name for route in routes for step in route.steps} == set(AMOUNTS)
    for route in routes:
        assert route_from(json.loads(json.dumps(route_values(route)))) == route
        names = [step.name for step in route.steps]
        assert any(names == [name for name in order if name in names] for order in ORDERS)
        assert all(step.amount in AMOUNTS[step.name] and step.amount for step in route.steps)
    assert len({tuple(step.name for step in route.steps) for route in routes}) > 10
