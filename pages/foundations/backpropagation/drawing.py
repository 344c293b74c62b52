"""The small network as a drawing: units, edges, and on each the numbers that are known at a step."""

import html
from dataclasses import dataclass

from models.from_scratch.small_network import EDGES, HIDDEN, INPUTS, OUTPUTS, Step

PLACES = {
    **{name: (30.0, y) for name, y in zip(INPUTS, (64.0, 194.0), strict=True)},
    **{name: (170.0, y) for name, y in zip(HIDDEN, (64.0, 194.0), strict=True)},
    **{name: (302.0, y) for name, y in zip(OUTPUTS, (64.0, 194.0), strict=True)},
}
RADIUS = 23.0
SUBSCRIPTS = str.maketrans("12", "₁₂")
COLOURS = {
    "light": {"paper": "#FDFCFA", "ink": "#24292B", "line": "#A9A69D", "here": "#0E7C6B", "slope": "#A85F17"},
    "dark": {"paper": "#15191A", "ink": "#E7E5DF", "line": "#6A7172", "here": "#3CC0A6", "slope": "#E8A15C"},
}


@dataclass(frozen=True)
class Font:
    """How a text is written."""

    colour: str
    halo: str | None = None
    """The page's own colour around it, so that a line below it does not strike it through."""
    bold: bool = False
    size: float = 11


def pretty(name: str) -> str:
    """A unit as a visitor reads it: h₁."""
    return name.translate(SUBSCRIPTS)


def short(value: float) -> str:
    """A number with three digits that fits beside an edge, with a true minus sign."""
    text = f"{value:.3g}" if 0.001 <= abs(value) < 1000 or value == 0 else f"{value:.0e}".replace("e-0", "e-")
    return text.replace("-", "−")


def network(step: Step, weights: dict[tuple[str, str], float], theme: str) -> str:
    """The network as an SVG; ``theme`` is "light" or "dark"."""
    colours = COLOURS["dark" if theme == "dark" else "light"]
    plain = Font(colours["ink"], colours["paper"])
    parts = [_edge(edge, step, colours) for edge in EDGES]
    parts += [_edge_label(edge, step, weights, colours) for edge in EDGES]
    parts += [_unit(name, step, colours) for name in PLACES]
    for output, target in zip(OUTPUTS, ("y1", "y2"), strict=True):
        x, y = PLACES[output]
        parts.append(
            _text(x, y - RADIUS - 7, f"{pretty(output)}  ({pretty(target)} {short(step.known[target])})", plain)
        )
    if "loss" in step.known:
        colour = colours["here"] if step.name == "loss" else colours["ink"]
        loss = f"L = {step.known['loss']:.4f}".replace("-", "−")
        parts.append(_text(170, 264, loss, Font(colour, colours["paper"], bold=True, size=13)))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 340 274" width="680" height="548" '
        f'font-family="Helvetica, Arial, sans-serif">{"".join(parts)}</svg>'
    )


def _edge(edge: tuple[str, str], step: Step, colours: dict[str, str]) -> str:
    (x1, y1), (x2, y2) = PLACES[edge[0]], PLACES[edge[1]]
    here = edge == step.edge
    colour, width = (colours["here"], 3.5) if here else (colours["line"], 1.2)
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-width="{width}"/>'


def _edge_label(
    edge: tuple[str, str], step: Step, weights: dict[tuple[str, str], float], colours: dict[str, str]
) -> str:
    """The weight, the new one once it is known, and the loss's slope by it below."""
    a, b = edge
    (x1, y1), (x2, y2) = PLACES[a], PLACES[b]
    # Near the beginning, where the two crossing edges are apart; a level edge has its label in the middle.
    along = 0.5 if y1 == y2 else 0.34 if a in INPUTS else 0.38
    x, y = x1 + along * (x2 - x1), y1 + along * (y2 - y1)
    # Above and below a level edge, beside each other on a sloping one.
    y, lower = (y - 6, y + 14) if y1 == y2 else (y, y + 12)
    new, slope = step.known.get(f"w_{a}_{b}"), step.known.get(f"dw_{a}_{b}")
    here = edge == step.edge
    text = short(weights[edge]) if new is None else f"→ {short(new)}"
    colour = colours["here"] if here or new is not None else colours["ink"]
    label = _text(x, y, text, Font(colour, colours["paper"], bold=here))
    if slope is not None:
        label += _text(x, lower, f"∂ {short(slope)}", Font(colours["slope"], colours["paper"], bold=here, size=10.5))
    return label


def _unit(name: str, step: Step, colours: dict[str, str]) -> str:
    x, y = PLACES[name]
    here = name == step.unit
    ring = colours["here"] if here else colours["line"]
    parts = [
        f'<circle cx="{x}" cy="{y}" r="{RADIUS}" fill="{colours["paper"]}" stroke="{ring}" '
        f'stroke-width="{3 if here else 1.4}"/>'
    ]
    if name in step.known:
        parts.append(_text(x, y + 4, short(step.known[name]), Font(colours["ink"], bold=True, size=12)))
    if name not in OUTPUTS:
        parts.append(_text(x, y - RADIUS - 7, pretty(name), Font(colours["ink"], colours["paper"])))
    below = []
    if f"z_{name}" in step.known:
        below.append((f"z {short(step.known[f'z_{name}'])}", colours["ink"]))
    if f"d_{name}" in step.known:
        below.append((f"δ {short(step.known[f'd_{name}'])}", colours["slope"]))
    for position, (text, colour) in enumerate(below):
        # A little to the left of a hidden unit: its edges' numbers are to the right.
        left = x - 8 if name in HIDDEN else x
        parts.append(_text(left, y + RADIUS + 13 + 12 * position, text, Font(colour, colours["paper"], size=10.5)))
    return "".join(parts)


def _text(x: float, y: float, text: str, font: Font) -> str:
    halo = f' stroke="{font.halo}" stroke-width="6" paint-order="stroke" stroke-linejoin="round"' if font.halo else ""
    weight = 650 if font.bold else 400
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="{font.size}" font-weight="{weight}" '
        f'fill="{font.colour}"{halo}>{html.escape(text)}</text>'
    )
