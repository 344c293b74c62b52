"""The catalogs' keeper: ``python -m pages.shared.catalog update`` (or ``check``, which a test runs too).

It walks the syntax trees of the pages for ``_()``, ``N_()`` and ``ngettext()``, and those of the models
and datasets for the templates of errors, and brings both catalogs in line: what is new is added (in
English as itself, in Chinese empty, to be translated by hand), what is gone is dropped.
"""

import ast
import datetime
import string
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent.parent
LOCALE_FOLDER = Path(__file__).parent / "locale"
LANGUAGES = ("en", "zh")
MARKERS = {"_", "N_"}
SINCE = datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)
"""The date in the catalogs' headers: fixed, so that an update changes only sentences."""

MessageId = str | tuple[str, str]


def source_files() -> Iterator[Path]:
    """Every Python file that holds sentences for a visitor."""
    yield ROOT / "streamlit_app.py"
    for folder in ("pages", "models", "training/datasets"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def messages_in(tree: ast.AST, errors: set[str]) -> Iterator[MessageId]:
    """The sentences of one file: literals given to the markers, and the templates of the ``errors`` classes.

    Raises:
        ValueError: an error is given something else than a literal, which no catalog could know.
    """
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        name, first = node.func.id, node.args[0]
        literal = isinstance(first, ast.Constant) and isinstance(first.value, str)
        if name in MARKERS | errors and literal:
            yield ast.literal_eval(first)
        elif name in errors:
            raise ValueError(f"line {node.lineno}: expected a literal template for {name}")
        elif name == "ngettext":
            yield ast.literal_eval(first), ast.literal_eval(node.args[1])


def error_classes(trees: Iterable[ast.AST]) -> set[str]:
    """PlaygroundError and every class derived from it, by name."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    family = {"PlaygroundError"}
    while grown := {name for name, parents in bases.items() if parents & family} - family:
        family |= grown
    return family


def collect() -> dict[MessageId, list[str]]:
    """Every sentence with the files it occurs in."""
    trees = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in source_files()}
    errors = error_classes(trees.values())
    found: dict[MessageId, list[str]] = {}
    for name, tree in trees.items():
        try:
            for sentence in messages_in(tree, errors):
                places = found.setdefault(sentence, [])
                if name not in places:
                    places.append(name)
        except ValueError as error:
            raise ValueError(f"{name}, {error}") from None
    return found


def catalog_path(language: str) -> Path:
    """Where a language's catalog lies."""
    return LOCALE_FOLDER / language / "playground.po"


def read(language: str) -> Catalog:
    """The catalog of a language as it is on disk."""
    with catalog_path(language).open("rb") as file:
        return read_po(file, locale=language)


def fields(text: str) -> set[str]:
    """The named fields of a template."""
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def problems(language: str) -> list[str]:
    """What is wrong with a catalog, a line each; empty when it is complete."""
    catalog, wanted = read(language), collect()
    present = {message.id: message for message in catalog if message.id}
    lines = [f"missing: {sentence!r}" for sentence in wanted if sentence not in present]
    lines += [f"no longer in the code: {sentence!r}" for sentence in present if sentence not in wanted]
    for sentence, message in present.items():
        originals, translated = _forms(sentence), _forms(message.string)
        expected = set().union(*map(fields, originals))
        if message.fuzzy:
            lines.append(f"fuzzy: {sentence!r}")
        if not all(translated):
            lines.append(f"not translated: {sentence!r}")
        # A singular may leave the count unsaid; nothing may name a field that is not given.
        elif any(fields(text) - expected for text in translated) or fields(translated[-1]) != fields(originals[-1]):
            lines.append(f"other fields than the original: {sentence!r}")
    return lines


def _forms(text: object) -> list[str]:
    """The singular and the plurals, or the one sentence."""
    return [str(form or "") for form in text] if isinstance(text, list | tuple) else [str(text or "")]


def update(language: str) -> None:
    """Write the catalog anew: the code's sentences in the code's order, translations kept."""
    old = {message.id: message for message in read(language) if message.id}
    catalog = Catalog(language, project="Deep learning playground", fuzzy=False)
    catalog.creation_date = catalog.revision_date = SINCE
    for sentence in collect():
        known: Message | None = old.get(sentence)
        translation = known.string if known else (sentence if language == "en" else "")
        catalog.add(sentence, translation)
    with catalog_path(language).open("wb") as file:
        write_po(file, catalog, width=110, omit_header=False)


def main(arguments: list[str]) -> int:
    """Run ``update`` or ``check``; the exit code is 1 when a catalog is not complete."""
    if arguments not in (["update"], ["check"]):
        print("usage: python -m pages.shared.catalog update|check")
        return 2
    status = 0
    for language in LANGUAGES:
        if arguments == ["update"]:
            update(language)
        for line in problems(language):
            print(f"{language}: {line}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
