"""A project on disk: made, opened, changed, damaged."""

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.projects import new_project

from audio import files
from audio.action import Action, Safety
from audio.errors import ProjectError
from audio.project import Project, Settings, check_name


def test_a_project_survives_a_round_trip(tmp_path: Path) -> None:
    made = Project.create(tmp_path / "p", ["hey lantern", "안녕"])
    changed = made.changed(
        board="virtual-cortex-m4",
        chosen_variant="small",
        settings=Settings(0.25, 1.5, 7),
        actions=(Action("안녕", "gpio", "pin=2"),),
    )
    opened = Project.open(tmp_path / "p")
    assert opened == changed
    assert opened.words == ("hey_lantern", "안녕")
    assert pickle.loads(pickle.dumps(opened)) == opened
    for place in (opened.takes, opened.models, opened.builds, opened.detections):
        assert place.is_dir()


def test_comments_and_foreign_entries_are_kept(tmp_path: Path) -> None:
    project = new_project(tmp_path, "yes")
    text = project.file.read_text("utf-8")
    text = "# my project\n" + text.replace("sensitivity = 0.5", "sensitivity = 0.5 # tuned\nx = 1")
    project.file.write_text(text, "utf-8")
    Project.open(project.folder).changed(board="uno", settings=Settings(seed=3))
    after = project.file.read_text("utf-8")
    assert "# my project" in after and "# tuned" in after and "x = 1" in after
    assert Project.open(project.folder).settings.seed == 3


def test_a_second_project_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    project = new_project(tmp_path, "yes")
    with pytest.raises(ProjectError, match="already"):
        Project.create(project.folder, ["no"])
    assert Project.open(project.folder).words == ("yes",)


@pytest.mark.parametrize("words", [[], ["Yes", "yes"], ["_unknown_"], [f"w{n}" for n in range(33)]])
def test_unusable_words_make_no_project(tmp_path: Path, words: list[str]) -> None:
    with pytest.raises(ProjectError):
        Project.create(tmp_path / "p", words)
    assert not (tmp_path / "p" / "project.toml").exists()


def test_a_folder_without_project_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="not a Wakewright project") as caught:
        Project.open(tmp_path / "nowhere")
    assert "wakewright new" in caught.value.hint


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"words = 3",
        b'words = ["yes"',
        b'words = ["yes"]\nformat = 99',
        b'words = ["a/b"]',
        b'words = ["yes"]\nboard = 1',
        b'words = ["yes"]\n[settings]\nsensitivity = "high"',
        b'words = ["yes"]\n[settings]\nsensitivity = 2',
        b'words = ["yes"]\n[settings]\nseed = true',
        b'words = ["yes"]\nactions = ["x"]',
        b'words = ["yes"]\n[[actions]]\nword = "yes"',
        b'words = ["yes"]\n[[actions]]\nword = "yes"\nkind = "gpio"\nlatch = 1',
        b'words = ["yes"]\n[[actions]]\nword = "yes"\nkind = "gpio"\nlatched = true',
        b'words = ["yes"]\n[[actions]]\nword = "yes"\nkind = "gpio"\ncooldown_ms = 60001',
        b'words = ["yes"]\n[[actions]]\nword = "yes"\nkind = "gpio"\nconfirm_ms = 499',
        b"\xff\xfe\x00",
    ],
)
def test_a_damaged_project_says_so(tmp_path: Path, content: bytes) -> None:
    project = new_project(tmp_path, "yes")
    project.file.write_bytes(content)
    with pytest.raises(ProjectError) as caught:
        Project.open(project.folder)
    assert "project.toml" in caught.value.what and caught.value.hint


def test_what_keeps_actions_safe_is_kept_and_older_projects_know_nothing_of_it(
    tmp_path: Path,
) -> None:
    safe = Safety(latch=True, cooldown_ms=2000, confirm="yes", confirm_ms=5000)
    actions = (Action("stop", "command", "halt", safe), Action("yes", "message", "ok"))
    project = Project.create(tmp_path / "p", ["stop", "yes"]).changed(actions=actions)
    text = project.file.read_text("utf-8")
    assert text.count("latch") == text.count("confirm_ms") == 1, "the usual is not written"
    assert Project.open(project.folder) == project
    old = 'words = ["stop"]\n[[actions]]\nword = "stop"\nkind = "gpio"\nvalue = "pin=2"\n'
    project.file.write_text(old, "utf-8")
    assert Project.open(project.folder).actions == (Action("stop", "gpio", "pin=2", Safety()),)


def test_a_missing_settings_table_means_the_defaults(tmp_path: Path) -> None:
    project = new_project(tmp_path, "yes")
    project.file.write_text('words = ["yes"]\n', "utf-8")
    assert Project.open(project.folder).settings == Settings()


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = new_project(tmp_path, "yes")
    before = project.file.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(ProjectError, match="No space left"):
        replace(project, board="uno").save()
    assert project.file.read_bytes() == before
    assert sorted(path.name for path in project.folder.iterdir() if path.is_file()) == [
        "project.toml"
    ]


def test_words_come_and_go_with_what_they_do(tmp_path: Path) -> None:
    actions = (Action("a_b", "message", "1"), Action("stop", "message", "2"))
    project = Project.create(tmp_path / "p", ["a b", "stop"]).changed(actions=actions)
    more = project.with_word("불 켜", at=1)
    assert more.words == ("a_b", "불_켜", "stop") and project.words == ("a_b", "stop")
    assert project.with_word("go on").words == ("a_b", "stop", "go_on")
    less = project.without_word("a_b")
    assert less.words == ("stop",) and less.actions == actions[1:]
    assert Project.open(project.folder) == project, "neither is saved by itself"
    with pytest.raises(ProjectError, match="named twice"):
        project.with_word("STOP")
    with pytest.raises(ProjectError, match="needs a word"):
        less.without_word("stop")


def test_the_language_of_the_words_is_kept_and_must_be_text(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "p", ["stop"])
    assert Project.open(project.folder).language == ""
    assert Project.open(project.changed(language="de").folder).language == "de"
    project.file.write_text(
        project.file.read_text("utf-8").replace('language = "de"', "language = 1"), "utf-8"
    )
    with pytest.raises(ProjectError, match="“language” is missing or not a str"):
        Project.open(project.folder)


@pytest.mark.parametrize(
    ("typed", "name"), [("  Desk   lamp ", "Desk lamp"), ("부엌 1", "부엌 1"), ("v1.2", "v1.2")]
)
def test_names_of_projects_are_tidied(typed: str, name: str) -> None:
    assert check_name(typed) == name


@pytest.mark.parametrize("typed", ["", "  ", "a/b", "a\\b", "a:b", ".hidden", "end.", 101 * "x"])
def test_names_that_no_folder_can_have_are_refused(typed: str) -> None:
    with pytest.raises(ProjectError):
        check_name(typed)
