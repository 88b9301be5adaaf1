"""The shapes that workflows have in practice: scenarios of each in any size, what runs of them take, and their table.

A shape's size is what a run has of it: roots of a fan-out, orders, rows of an import. Instructions are counted on small
runs, of n and of 2n, because callgrind is fifty times as slow as the processor; where throttling decides what an
execution costs, the quotas of a small run shrink with it, so that its calls are refused as often.
"""
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

REPOSITORY = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(__file__).resolve().parent / "Shapes"
FAN_OUT = REPOSITORY / "Scenarios" / "nested-fanout"
# Of nested-fanout: an execution of Root, ten of Middle, a hundred of Leaf.
FAN_OUT_EXECUTIONS = 111
BUCKET, REFILL = 1300, 300


def copied_fan_out(folder, definitions=FAN_OUT):
    """The shipped scenario, with its definitions or others of the same names."""
    shutil.copytree(definitions, folder / "nested-fanout")
    return Path(shutil.copy(FAN_OUT.with_suffix(".yaml"), folder))


def burst(roots):
    """The scenario's expectations are of its own size."""
    return [f"load.0.arrivals.burst={roots}", "expect=[]"]


def free(roots):
    limits = ("StartExecution", "StateTransition", "OpenExecutions")
    return [*burst(roots), *(f"quotas.{limit}=unlimited" for limit in limits)]


def throttled(roots, of):
    """As many refusals for each call as `of` roots meet."""
    bucket = f"{{ bucket: {max(1, round(BUCKET * roots / of))}, refill: {REFILL * roots / of:g}/s }}"
    return [*burst(roots), f"quotas.StartExecution={bucket}"]


def payload(size):
    """About so many bytes of an order, as JSON counts them."""
    row = {"sku": "A-1000", "quantity": 2, "unitPrice": 9.95, "title": "An article in a box of its own", "gift": True}
    number = max(1, size // (len(json.dumps(row, separators=(",", ":"))) + 1))
    return {"id": "2026-0004711", "lines": [{**row, "sku": f"A-{1000 + i}"} for i in range(number)]}


def carrying(folder, size):
    """The fan-out whose every execution hands an order on to those that it starts."""
    scenario = copied_fan_out(folder)
    for name, state in (("root", "Run Middle"), ("middle", "Run Leaf")):
        path = folder / "nested-fanout" / f"{name}.asl.json"
        definition = json.loads(path.read_text())
        fan_out = definition["States"]["Fan out"]
        fan_out["ItemSelector"]["order.$"] = "$.order"
        fan_out["ItemProcessor"]["States"][state]["Parameters"]["Input"]["order.$"] = "$.order"
        path.write_text(json.dumps(definition))
    (folder / "input.json").write_text(json.dumps({"items": list(range(1, 11)), "order": payload(size)}))
    return scenario


def order(folder, orders):
    shutil.copytree(FOLDER / "order", folder / "order")
    return Path(shutil.copy(FOLDER / "order.yaml", folder)), [f"load.0.for={orders * 20}ms"]


def rows(number):
    return [{"id": f"o-{i}", "sku": f"A-{i % 997}", "quantity": 1 + i % 5, "country": ("DE", "FR", "IT")[i % 3]}
            for i in range(number)]


def imported(folder, number, kind="CSV", **fields):
    """The import of so many rows of a CSV file, or of an array in a JSON object, with further fields of the Map."""
    shutil.copytree(FOLDER / "import", folder / "import")
    path = folder / "import" / "import.asl.json"
    definition = json.loads(path.read_text())
    orders = definition["States"]["Orders"]
    for name in ("orders", "results"):
        (folder / name).mkdir()
    if kind == "CSV":
        lines = [",".join(map(str, row.values())) for row in rows(number)]
        (folder / "orders" / "orders").write_text("\n".join(["id,sku,quantity,country", *lines, ""]))
    else:
        orders["ItemReader"]["ReaderConfig"] = {"InputType": "JSON", "ItemsPointer": "/month/orders"}
        (folder / "orders" / "orders").write_text(json.dumps({"month": {"name": "11", "orders": rows(number)}}))
    orders.update(fields)
    path.write_text(json.dumps(definition))
    return Path(shutil.copy(FOLDER / "import.yaml", folder)), []


SELECTOR = {"ItemSelector": {"order.$": "$$.Map.Item.Value", "index.$": "$$.Map.Item.Index", "source.$": "$.key",
                             "import.$": "$$.Execution.Id"}}
WRITER = {"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
                           "Parameters": {"Bucket": "results", "Prefix": "priced"}}}


@dataclass
class Shape:
    """Of what a run has `size`, and how that is made."""
    # Writes a scenario of a size into a folder; answers it and what is to be `--set`.
    make: Callable
    size: int
    # The size of the smaller one of the two runs whose instructions are counted.
    counted: int
    replications: int = 1
    # Nearly all of its executions are open at once.
    opens: bool = False
    # The shape of which this is another wording: every number of the summary is the same.
    same_as: str = ""
    # The same for programs with the peers' options; they have one replication, and another seed for each.
    peer: str = ""


def fan_out(size, definitions=FAN_OUT, **fields):
    return Shape(lambda f, n: (copied_fan_out(f, definitions), free(n)), size, 20,
                 opens=True, peer=f"--roots {size} --bucket 1e9", **fields)


def throttled_fan_out(size, counted, replications, definitions=FAN_OUT, **fields):
    return Shape(lambda f, n: (copied_fan_out(f, definitions), throttled(n, size)), size, counted, replications,
                 peer=f"--roots {size}", **fields)


def carrying_fan_out(size, counted, count):
    return Shape(lambda f, n: (carrying(f, count), [*free(n), "load.0.input={ file: input.json }"]), size, counted,
                 opens=True, peer=f"--roots {size} --bucket 1e9")


def import_of(kind="CSV", **fields):
    return Shape(lambda f, n: imported(f, n, kind, **fields), 100_000, 1_000)


JSONATA = FOLDER / "jsonata"
SHAPES = {
    "fan-out-200": fan_out(200),
    "fan-out-1000": fan_out(1_000),
    # More than a million executions are open at once.
    "fan-out-10000": fan_out(10_000),
    "throttled-200": throttled_fan_out(200, 20, 10),
    "throttled-1000": throttled_fan_out(1_000, 20, 10),
    # Most callers give up: twenty retries are too few for such a burst.
    "throttled-10000": throttled_fan_out(10_000, 100, 1),
    "jsonata-200": fan_out(200, JSONATA, same_as="fan-out-200"),
    "jsonata-1000": fan_out(1_000, JSONATA, same_as="fan-out-1000"),
    "jsonata-10000": fan_out(10_000, JSONATA, same_as="fan-out-10000"),
    "jsonata-throttled": throttled_fan_out(200, 20, 10, JSONATA, same_as="throttled-200"),
    "payload-1KB": carrying_fan_out(1_000, 20, 1_000),
    "payload-100KB": carrying_fan_out(200, 2, 100_000),
    "order": Shape(order, 10_000, 100),
    "import-csv": import_of(),
    "import-json": import_of("JSON"),
    "import-selector": import_of(**SELECTOR),
    "import-writer": import_of(**WRITER),
    "import-all": import_of("JSON", **SELECTOR, **WRITER),
}
