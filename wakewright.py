"""The command line: every stage of the pipeline by name. `wakewright` alone opens the app.

With `--json` a command prints one JSON object on stdout; progress and errors go to stderr.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import signal
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from audio import alert
from audio.errors import WakewrightError
from audio.terminal import run_stage
from firmware.arguments import Run, parser

Arguments = argparse.Namespace

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_CANCELLED = 130


def tell(arguments: Arguments, values: dict[str, Any], text: str) -> None:
    """Print the JSON object or the text, whichever was asked for."""
    if arguments.json:
        # Other encodings, as of files and pipes on Windows, have not every letter.
        unicode = sys.stdout.encoding.lower() == "utf-8"
        text = json.dumps(values, ensure_ascii=not unicode)
    print(text)


def open_app(arguments: Arguments) -> int:
    """Open the window."""
    try:
        from gui.app import run
    except ImportError as error:
        raise WakewrightError(
            f"The window cannot open here ({error}).",
            "Install the named library, or use the commands: wakewright --help",
        ) from error
    return run()


def demo(arguments: Arguments) -> int:
    """Walk the whole job on the bundled takes."""
    from firmware.demo import demo as demo_stage
    from firmware.demo import describe

    result = run_stage(demo_stage(arguments.out))
    tell(arguments, result.summary, describe(result))
    return 0


def new(arguments: Arguments) -> int:
    """Create a project."""
    from audio.project import Project
    from compress.commands import advice_text, advise_on

    project = Project.create(arguments.project, arguments.word)
    advice = advise_on(project.words)
    values = {"project": str(project.folder), "words": list(project.words)}
    tell(
        arguments,
        {**values, "advice": [each.to_dict() for each in advice]},
        f"Made {project.folder} for {', '.join(project.words)}.\n{advice_text(advice)}"
        f"Next: wakewright import {arguments.project} FOLDER, or "
        f'wakewright record {arguments.project} "{project.words[0]}"',
    )
    return 0


def rename(arguments: Arguments) -> int:
    """Call a word otherwise; its takes and what it does go along."""
    from audio.dataset import load_takes
    from audio.labels import check_word
    from audio.project import Project
    from audio.renaming import rename_word

    project = rename_word(Project.open(arguments.project), arguments.word, arguments.name)
    label = check_word(arguments.name)
    takes = len(load_takes(project).of(label).takes)
    values = {"project": str(project.folder), "words": list(project.words), "takes": takes}
    tell(
        arguments,
        values,
        f"It is called {label} now, with {takes} takes. Models know it only after another "
        f"training: wakewright train {arguments.project}",
    )
    return 0


def import_takes(arguments: Arguments) -> int:
    """Take recordings in."""
    from audio.importing import import_folder
    from audio.project import Project
    from compress.commands import advice_text, advise_on_project

    project = Project.open(arguments.project)
    report = run_stage(import_folder(project, arguments.folder))
    advice = advise_on_project(project)
    refused = "".join(f"\n  {each.path}: {each.reason}" for each in report.refused)
    warnings = "".join(f"\n  {warning}" for warning in report.warnings)
    text = f"Took in {len(report.accepted)} takes; {len(report.known)} were there already."
    text += f"\nRefused {len(report.refused)}:{refused}" if refused else ""
    text += f"\nWorth a look:{warnings}" if warnings else ""
    text += f"\nOn the words:\n{advice_text(advice).rstrip()}" if advice else ""
    tell(arguments, report.to_dict() | {"advice": [each.to_dict() for each in advice]}, text)
    return 0


def record(arguments: Arguments) -> int:
    """Record takes of a word, hands-free."""
    from audio.dataset import load_takes
    from audio.labels import find_label
    from audio.microphones import Microphone, SystemMicrophone, find_device
    from audio.missing import missing_line, needs
    from audio.pace import PACES
    from audio.project import Project
    from audio.recording import Recording, record_takes
    from firmware.board_microphone import BoardMicrophone

    pace = PACES[arguments.pace.replace("-", " ")]
    project = Project.open(arguments.project)
    label = find_label(arguments.word, project.words)
    plan = Recording(label, arguments.takes, arguments.speaker, pace=pace)
    microphone: Microphone
    if arguments.port:
        microphone = BoardMicrophone(arguments.port)
    else:
        microphone = SystemMicrophone(find_device(arguments.device))
    takes = run_stage(record_takes(project, microphone, plan))
    missing = missing_line(needs(project.words, load_takes(project)))
    recorded = [{"name": take.name, "quality": list(take.quality)} for take in takes]
    tell(
        arguments,
        {"takes": recorded, "missing": missing},
        f"Recorded {len(takes)} takes of {label}. {missing}",
    )
    return 0


def train(arguments: Arguments) -> int:
    """Train, quantize and measure models."""
    from audio.project import Project
    from compress.commands import advice_text, advise_on_project, train_words
    from compress.uno.commands import train_small_words

    project = Project.open(arguments.project)
    advice = advise_on_project(project)
    print(advice_text(advice), end="", file=sys.stderr, flush=True)
    train_all = train_small_words if arguments.preset == "uno" else train_words
    values, text = run_stage(train_all(project, arguments.preset, arguments.seed))
    tell(arguments, {**values, "advice": [each.to_dict() for each in advice]}, text)
    return 0


def advise(arguments: Arguments) -> int:
    """Say which words are short, alike or ordinary, before or after recording."""
    from compress.commands import advice_text, advise_on, how_advised

    advice = advise_on(arguments.what, arguments.language)
    good = f"Nothing to say against these words, judged {how_advised()}."
    values = {"advice": [each.to_dict() for each in advice], "judged": how_advised()}
    tell(arguments, values, advice_text(advice).rstrip() or good)
    return 0


def curve(arguments: Arguments) -> int:
    """Estimate what more takes would buy, by short trainings on fewer."""
    from compress.commands import curve_of

    drawn = run_stage(curve_of(arguments.project, arguments.more, arguments.seed))
    tell(arguments, drawn.to_dict(), drawn.text())
    return 0


def card(arguments: Arguments) -> int:
    """Show the model card: what a model is, for whom it works, and how well."""
    from audio.project import Project
    from firmware.card import card_of

    made = card_of(Project.open(arguments.project), arguments.variant, arguments.out)
    tell(arguments, made.to_dict(), made.markdown().rstrip())
    return 0


def search(arguments: Arguments) -> int:
    """Search for small and accurate models; run again to go on."""
    from compress.search import SearchPlan
    from firmware.search_command import search_for

    wishes = {
        name: getattr(arguments, name)
        for name in ("trials", "minutes", "preset", "storage", "study", "seed", "keep")
    }
    values, text = run_stage(search_for(arguments.project, arguments.board, SearchPlan(**wishes)))
    tell(arguments, values, text)
    return 0


def tradeoffs(arguments: Arguments) -> int:
    """Show size against accuracy of every variant."""
    from firmware.commands import compare_variants

    rows, text = run_stage(compare_variants(arguments.project, arguments.plot))
    tell(arguments, {"variants": [row.to_dict() for row in rows]}, text)
    return 0


def choose(arguments: Arguments) -> int:
    """Choose the variant that goes on boards."""
    from audio.project import Project
    from compress.projectmodels import load_variant

    project = Project.open(arguments.project)
    variant = load_variant(project, arguments.variant)
    project.changed(chosen_variant=variant.name)
    tell(arguments, {"chosen": variant.name}, f"{variant.name} goes on the board from now on.")
    return 0


def evaluate(arguments: Arguments) -> int:
    """Measure a variant on a folder of recordings."""
    from audio.project import Project
    from compress.evaluation import evaluate_folder, in_words
    from compress.projectmodels import load_variant

    project = Project.open(arguments.project)
    variant = load_variant(project, arguments.variant)
    metrics = run_stage(evaluate_folder(project, variant, arguments.folder))
    text = f"{variant.name}: {in_words(metrics)}. {metrics['fairness']['sentence']}"
    tell(arguments, {"variant": variant.name, **metrics}, text)
    return 0


def listen(arguments: Arguments) -> int:
    """Play a sound file to a board and print what it hears."""
    from firmware.asking import run_asking
    from firmware.commands import listen_to_file

    given = (arguments.project, arguments.wav, arguments.board, arguments.engine, None)
    values = run_asking(lambda consent: listen_to_file(*given, consent), arguments.yes)
    lines = [
        f"{each['seconds']:8.2f} s  {each['word']}  {each['score']:.2f}"
        for each in values["detections"]
    ]
    tell(arguments, values, "\n".join(lines) or "Nothing was detected.")
    return 0


def build(arguments: Arguments) -> int:
    """Compile firmware for a board."""
    from firmware.asking import run_asking
    from firmware.commands import build_for

    given = (arguments.project, arguments.board, arguments.engine, arguments.out)
    image = run_asking(lambda consent: build_for(*given, consent), arguments.yes)
    tell(
        arguments,
        {"folder": str(image.folder), **image.to_dict()},
        f"{image.firmware_path}: {image.flash_bytes:,} bytes of flash, {image.ram_bytes:,} of RAM. "
        f"{image.streaming_note}",
    )
    return 0


def flash(arguments: Arguments) -> int:
    """Build firmware, put it on a board, and prove that it is there."""
    from firmware.asking import run_asking
    from firmware.flash import flash_project

    given = (arguments.project, arguments.board, arguments.port)
    engine = arguments.engine
    result = run_asking(lambda consent: flash_project(*given, consent, engine), arguments.yes)
    tell(
        arguments,
        result.to_dict(),
        f"{result.board} runs the model {result.model_hash}: {result.bytes_written:,} bytes "
        f"written to {result.place}, read back and started.",
    )
    return 0


def act(arguments: Arguments) -> int:
    """Say what a word shall do when it is heard, or list what the words do."""
    from audio.action import Safety
    from audio.project import Project
    from firmware.action_commands import (
        action_lines,
        action_values,
        add_action,
        clear_actions,
        for_board,
    )

    project = Project.open(arguments.project)
    if arguments.board:
        project = for_board(project, arguments.board)
    if arguments.clear:
        project = clear_actions(project, arguments.clear)
    if arguments.word:
        times = (round(1000 * seconds) for seconds in (arguments.rest, arguments.within))
        rest_ms, within_ms = times
        safety = Safety(arguments.latch, rest_ms, arguments.confirm, within_ms)
        kind, value = arguments.kind or "", " ".join(arguments.value)
        project = add_action(project, arguments.word, kind, value, safety)
    lines = action_lines(project.actions) or ["Each word sends a line over the serial port."]
    tell(arguments, {"actions": action_values(project.actions)}, "\n".join(lines))
    return 0


def monitor(arguments: Arguments) -> int:
    """Print what a board says until Ctrl+C."""
    from contextlib import ExitStack

    from firmware.commands import monitor_lines
    from firmware.doing import acting_here
    from firmware.session_log import SessionLog

    def say(values: dict[str, Any], text: str) -> None:
        tell(arguments, values, text)
        sys.stdout.flush()

    with ExitStack() as stack:
        log = stack.enter_context(SessionLog(arguments.save)) if arguments.save else None
        doing = stack.enter_context(acting_here(arguments.act, say)) if arguments.act else None
        for values, text in monitor_lines(arguments.port, arguments.seconds, log):
            say(values, text)
            if doing:
                doing.follow(values)
    return 0


def parity(arguments: Arguments) -> int:
    """Check that a board computes the same as this computer, number by number."""
    from firmware.asking import run_asking
    from firmware.parity_check import check_project

    given = (arguments.project, arguments.board, arguments.port, arguments.wav)
    report = run_asking(lambda consent: check_project(*given, consent), arguments.yes)
    tell(arguments, report.to_dict(), f"{report.says} {report.advice}".rstrip())
    return 0 if report.equal else EXIT_FAILED


def export(arguments: Arguments) -> int:
    """Write the chosen model for use elsewhere."""
    from firmware.asking import run_asking
    from firmware.export import export_as

    given = (arguments.project, arguments.format, arguments.out, arguments.board)
    files = run_asking(lambda consent: export_as(*given, consent), arguments.yes)
    tell(arguments, {"files": [str(file) for file in files]}, "\n".join(map(str, files)))
    return 0


def boards(arguments: Arguments) -> int:
    """List the boards."""
    from dataclasses import asdict

    from firmware.boards import load_boards

    found = load_boards().values()
    lines = [f"{board.name:22} {board.status:8} {board.title}" for board in found]
    tell(arguments, {"boards": [asdict(board) for board in found]}, "\n".join(lines))
    return 0


def ports(arguments: Arguments) -> int:
    """List serial ports and the boards on them, and ask them who they are."""
    from firmware.port_report import report_ports

    values, text = run_stage(report_ports(arguments.ask, arguments.reset))
    tell(arguments, values, text)
    return 0


def doctor(arguments: Arguments) -> int:
    """Check what this computer has."""
    from firmware.doctor import examine

    findings = examine()
    lines = [
        f"{'ok ' if each.good else 'NO ' if each.needed else '-- '} {each.name}: {each.found}"
        + (f"\n     {each.hint}" if each.hint else "")
        for each in findings
    ]
    good = all(each.good or not each.needed for each in findings)
    values = {"ok": good, "checks": [each.to_dict() for each in findings]}
    tell(arguments, values, "\n".join(lines))
    return 0 if good else EXIT_FAILED


def selftest(arguments: Arguments) -> int:
    """Check that every part of this installation is there and works."""
    import tempfile

    from firmware.selftest import FAILED, core_checks, run_checks

    with tempfile.TemporaryDirectory(prefix="wakewright-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        checks = [*core_checks(place / "core"), *_window_checks(place)]
        results = []
        for result in run_checks(checks):
            results.append(result)
            print(result.line(), file=sys.stderr, flush=True)
    failed = [each.name for each in results if each.state == FAILED]
    values = {"ok": not failed, "checks": [each.to_dict() for each in results]}
    tell(arguments, values, f"Failed: {', '.join(failed)}." if failed else "Everything works.")
    return EXIT_FAILED if failed else 0


def _window_checks(place: Path) -> Sequence[Any]:
    """Those of the window, or one that says why there is none."""
    from firmware.selftest import Check

    try:
        from gui.selftest import window_checks
    except ImportError as error:
        reason = str(error)

        def refuse() -> str:
            raise WakewrightError(f"The window's libraries cannot be loaded ({reason}).")

        return (Check("window", refuse),)
    return window_checks(place, place / "core" / "sample")


COMMANDS: dict[str, Run] = {
    "demo": demo,
    "new": new,
    "rename": rename,
    "import": import_takes,
    "record": record,
    "train": train,
    "search": search,
    "advise": advise,
    "curve": curve,
    "card": card,
    "tradeoffs": tradeoffs,
    "choose": choose,
    "evaluate": evaluate,
    "listen": listen,
    "build": build,
    "flash": flash,
    "act": act,
    "monitor": monitor,
    "parity": parity,
    "export": export,
    "boards": boards,
    "ports": ports,
    "doctor": doctor,
    "selftest": selftest,
}


def read_arguments(typed: Sequence[str] | None = None) -> Arguments:
    """What was typed, or those words; leaves with code 2 when they are no command."""
    words = sys.argv[1:] if typed is None else typed
    # macOS may add the number of the process when an icon is clicked.
    return parser(COMMANDS, open_app).parse_args([w for w in words if not w.startswith("-psn_")])


def main() -> int:
    """Run one command and return its exit code: 0, 1 (failed), 2 (usage), 130 (cancelled)."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    if isinstance(sys.stdout, TextIOWrapper):
        # A letter that cannot be shown is no reason to stop.
        sys.stdout.reconfigure(errors="backslashreplace")
    arguments = read_arguments()
    try:
        return int(arguments.run(arguments))
    except WakewrightError as error:
        print(f"wakewright: {error.what}", file=sys.stderr)
        if error.hint:
            print(f"  {error.hint}", file=sys.stderr)
        if arguments.run is open_app and not alert.has_terminal():
            alert.show(str(error))
        return EXIT_FAILED
    except KeyboardInterrupt:
        print("\nwakewright: cancelled. What was there before is still there.", file=sys.stderr)
        return EXIT_CANCELLED


if __name__ == "__main__":
    # A frozen copy starts its workers as copies of itself, which leave here.
    multiprocessing.freeze_support()
    sys.exit(main())
