"""Numbers to a picture. Imported by the worker process only: the library is heavy."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence

import msgspec
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

INCHES, DOTS = (7.2, 3.4), 100  # 720 by 340 pixels: what chats show without shrinking it
INK, SOFT, BARS, LINE = "#1f262b", "#586067", "#0f8a7c", "#a3301c"  # each at least 4.5 to 1 on white
OTHERS = "#b7791f"  # beside BARS, 3 to 1 on white and told apart without color by its place
MOST_LABELS = 8
LONGEST_LABEL = 26


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """Bars with a line over them, both beginning at 0: as many labels, bars and points of the line."""

    labels: Sequence[str]
    bars: Sequence[int]
    line: Sequence[int]
    bars_name: str
    line_name: str


class Pairs(msgspec.Struct, frozen=True, kw_only=True):
    """Two bars for each label, side by side, and what stands beside each in place of its number."""

    labels: Sequence[str]
    first: Sequence[tuple[int, str]]
    second: Sequence[tuple[int, str]]
    first_name: str
    second_name: str


def draw_pairs(pairs: Pairs) -> bytes:
    """A PNG, the first label on top."""
    rows = len(pairs.labels)
    figure = Figure(figsize=(INCHES[0], 1.0 + 0.62 * rows), dpi=DOTS, layout="constrained")
    axes = figure.subplots()
    for bars, color, name, shift in (
        (pairs.first, BARS, pairs.first_name, -0.2),
        (pairs.second, OTHERS, pairs.second_name, 0.2),
    ):
        places = [row + shift for row in range(rows)]
        axes.barh(places, [number for number, _ in bars], color=color, height=0.36, label=name)
        for place, (number, said) in zip(places, bars, strict=True):
            axes.text(number, place, f" {said}", va="center", fontsize=10, color=INK if number else SOFT)
    axes.set_yticks(range(rows), [textwrap.fill(label, LONGEST_LABEL) for label in pairs.labels])
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_xlim(0, max([1, *(number for number, _ in (*pairs.first, *pairs.second))]) * 1.35)
    axes.set_xticks([])
    axes.tick_params(colors=INK, labelsize=11, length=0)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.spines["left"].set_color(SOFT)
    return _png(figure, axes)


def draw(drawing: Drawing) -> bytes:
    """A PNG. What it shows is said in words beside it, for whoever cannot see it."""
    figure = Figure(figsize=INCHES, dpi=DOTS, layout="constrained")
    axes = figure.subplots()
    places = range(len(drawing.labels))
    axes.bar(places, drawing.bars, color=BARS, width=0.7, label=drawing.bars_name)
    axes.plot(
        places,
        drawing.line,
        color=LINE,
        linewidth=2.5,
        linestyle=(0, (4, 2)),
        marker="o",
        label=drawing.line_name,
    )
    every = max(1, -(-len(drawing.labels) // MOST_LABELS))
    named = [place for place in places if (len(drawing.labels) - 1 - place) % every == 0]
    axes.set_xticks(named, [drawing.labels[place] for place in named])
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    axes.set_ylim(bottom=0, top=max([1, *drawing.bars, *drawing.line]) * 1.15)
    axes.tick_params(colors=SOFT, labelsize=11, length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(SOFT)
    axes.grid(axis="y", color="#e2dcd0", linewidth=0.8)
    axes.set_axisbelow(True)
    return _png(figure, axes)


def _png(figure: Figure, axes: Axes) -> bytes:
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        borderaxespad=0.2,
        frameon=False,
        fontsize=11,
        labelcolor=INK,
        ncols=2,
    )
    kept = io.BytesIO()
    figure.savefig(kept, format="png", metadata={"Software": None})
    return kept.getvalue()
