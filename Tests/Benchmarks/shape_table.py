"""Runs the shapes, and prints what they take."""
import json
import sys
import tempfile
from pathlib import Path

from measuring import count_instructions, peer, run, simulation, strip
from shapes import SHAPES

TINY = 4


def executions(summary):
    """Started in all replications."""
    return round(sum(m["started"]["mean"] for m in summary["executions"].values()) * summary["replications"])


def measure(shape, size):
    """One run."""
    with tempfile.TemporaryDirectory(prefix="headroom-shape-") as name:
        folder = Path(name)
        scenario, settings = shape.make(folder, size)
        cpu, memory = run(simulation(scenario, folder / "out", settings, shape.replications))
        # Findings name the scenario, which lies in another folder every time, in the commands that they advise.
        summary = json.loads((folder / "out" / "summary.json").read_text().replace(name, "FOLDER"))
        # The files are others, of course.
        summary.pop("scenarioFile")
    return {"cpu_s": cpu, "peak_rss_mb": memory, "started": executions(summary), "summary": summary,
            "open": round(summary["peakOpen"]["mean"])}


def measure_peer(command, shape, tiny):
    """One run for each replication."""
    options = f"{shape.peer} --roots {TINY}" if tiny else shape.peer
    found = [peer(command, f"{options} --seed {seed + 1}") for seed in range(shape.replications)]
    return {"cpu_s": sum(x["cpu_s"] for x in found), "peak_rss_mb": max(x["peak_rss_mb"] for x in found),
            "started": sum(x["started"] for x in found), "open": max(x["peak_inflight"] for x in found)}


def instructions(shape):
    """Of one more execution: those of a run of twice the size less those of a run."""
    counts = []
    with tempfile.TemporaryDirectory(prefix="headroom-shape-") as name:
        binary = strip(Path(name))
        for size in (shape.counted, 2 * shape.counted):
            folder = Path(name) / str(size)
            folder.mkdir()
            scenario, settings = shape.make(folder, size)
            command = simulation(scenario, folder / "out", settings, 1, binary)
            count = count_instructions(command, folder)
            counts.append((count, executions(json.loads((folder / "out" / "summary.json").read_text()))))
    (less, fewer), (more, all_of_them) = counts
    return (more - less) / (all_of_them - fewer)


def bytes_of_an_open_one(shape, found):
    """By which a run of the size takes more memory than one of half of it."""
    half = measure(shape, shape.size // 2)
    return (found["peak_rss_mb"] - half["peak_rss_mb"]) * 2**20 / (found["open"] - half["open"])


def measure_all(shape, programs, repeat, tiny):
    """The best of the runs of each program, which alternate."""
    best = {}
    for _ in range(repeat):
        for program, command in programs.items():
            if command is None:
                found = measure(shape, TINY if tiny else shape.size)
            elif shape.peer:
                found = measure_peer(command, shape, tiny)
            else:
                continue
            if program not in best or found["cpu_s"] < best[program]["cpu_s"]:
                best[program] = found
    return best


def table(names, others, repeat, tiny, counts):
    """Answers the exit status: 1 where two wordings of a shape differ."""
    programs = {"headroom": None, **others}
    status, summaries = 0, {}
    print("| shape | program | CPU s | executions | executions/s | instructions | peak MB | most open | bytes of an "
          "open one | headroom / program |")
    print("|---|---|---|---|---|---|---|---|---|---|", flush=True)
    for name in names:
        shape = SHAPES[name]
        best = measure_all(shape, programs, repeat, tiny)
        ours = best["headroom"]
        summaries[name] = ours["summary"]
        count = f"{instructions(shape):,.0f}" if counts else ""
        size = f"{bytes_of_an_open_one(shape, ours):,.0f}" if shape.opens and not tiny else ""
        for program, x in best.items():
            is_ours = program == "headroom"
            ratio = (ours["cpu_s"] / ours["started"]) / (x["cpu_s"] / x["started"])
            print(f"| {name} | {program} | {x['cpu_s']:.3f} | {x['started']:,} | {x['started'] / x['cpu_s']:,.0f} | "
                  f"{count if is_ours else ''} | {x['peak_rss_mb']:.0f} | {x['open']:,} | {size if is_ours else ''} | "
                  f"{'' if is_ours else f'{ratio:.1f}'} |", flush=True)
        if shape.same_as in summaries and summaries[shape.same_as] != ours["summary"]:
            print(f"bench: {name} does not give the numbers of {shape.same_as}", file=sys.stderr)
            status = 1
    return status
