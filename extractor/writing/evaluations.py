"""An evaluation as a table for reading on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor.writing.tables import one_line

if TYPE_CHECKING:
    from extractor.evaluation import Evaluation

TOTALS = ("CORE", "TOTAL")


def show(evaluation: Evaluation, console: Console, *, errors: bool = False) -> None:
    """Print counts and rates per record type that occurs; with `errors` also every disagreement."""
    if errors:
        for error in evaluation.errors:
            said = f"wanted {error.wanted!r}, got {error.got!r}" + (f", by {error.quote!r}" if error.quote else "")
            line = f"{error.document}  {error.slot}  {error.kind}  {error.what}: {said}"
            console.print(Text(one_line(line)), soft_wrap=True)
    table = Table("Type", box=SIMPLE_HEAD)
    for heading in ("Right", "False", "Missed", "Precision", "Recall", "F1", "Attributes"):
        table.add_column(heading, justify="right")
    for slot, tally in evaluation.rows.items():
        if tally.tp + tally.fp + tally.fn or slot in TOTALS:
            counts = (str(count) for count in (tally.tp, tally.fp, tally.fn))
            rates = (f"{rate:.3f}" for rate in (tally.precision, tally.recall, tally.f1, tally.attributes))
            table.add_row(slot, *counts, *rates, style="bold" if slot in TOTALS else "")
    console.print(table)
    for span in evaluation.false_spans:
        console.print(Text(f"false evidence: {one_line(str(span))}", style="red"), soft_wrap=True)
    for name in evaluation.not_predicted:
        console.print(Text(f"no prediction for {name}", style="yellow"), soft_wrap=True)
    for name in evaluation.not_checked:
        console.print(Text(f"evidence not checked, text not found: {name}", style="yellow"), soft_wrap=True)
