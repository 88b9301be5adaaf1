"""A process's time, memory and instructions."""
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
HEADROOM = os.environ.get("HEADROOM") or str(TESTS.parent / ".build" / "release" / "headroom")


def run(command):
    """CPU seconds and peak memory in MB of a process and what it waits for."""
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"bench: {shlex.join(map(str, command))} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def simulation(scenario, out, settings=(), replications=None, binary=HEADROOM):
    """The command that runs a scenario on one core."""
    more = [word for setting in settings for word in ("--set", setting)]
    more += [] if replications is None else ["--replications", replications]
    return [binary, "run", scenario, "--quiet", "--no-exemplars", "--jobs", "1", "--out", out, *more]


def strip(folder):
    """A binary for valgrind, of which 3.19 cannot read the debug information of all libraries in a Swift binary."""
    subprocess.run(["strip", "--strip-debug", "-o", folder / "headroom", HEADROOM], check=True)
    return folder / "headroom"


def count_instructions(command, folder):
    """Of a whole run, as callgrind counts them."""
    words = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/callgrind", *map(str, command)]
    answer = subprocess.run(words, capture_output=True, text=True,
                            env={**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"})
    found = re.search(r"Collected : (\d+)", answer.stderr)
    if answer.returncode or not found:
        sys.exit(f"bench: {shlex.join(words)} ended with {answer.returncode}: {answer.stderr[-500:]}")
    return int(found[1])


def peer(command, options):
    """What a program with the peer adapter's options answers."""
    answer = subprocess.run([*shlex.split(command), *shlex.split(options)], capture_output=True, text=True)
    if answer.returncode:
        sys.exit(f"bench: {command} ended with {answer.returncode}: {answer.stderr[-300:]}")
    return json.loads(answer.stdout.strip().splitlines()[-1])
