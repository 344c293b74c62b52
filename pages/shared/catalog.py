"""The Chinese catalog's keeper: ``python -m pages.shared.catalog update`` (or ``check``, which a test runs too).

English needs no catalog: a sentence is its own key. Babel finds the sentences, in the pages those given to
``_``, ``N_``, ``ngettext`` and ``pgettext``, in the models and datasets the templates of errors. ``update`` adds
what is new, to be translated by hand, and drops what is gone.
"""

import string
import sys
from pathlib import Path

import tyro
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent.parent
CATALOG = Path(__file__).parent / "locale" / "zh" / "playground.po"
SOURCES = ("", "pages", "models", "training/datasets")
"""The folders that hold sentences for a visitor; of the root only its own files."""

ERRORS = ("PlaygroundError", "MissingModelError", "DamagedModelError", "DatasetError")
KEYWORDS = {
    "_": None,
    "N_": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    **dict.fromkeys(ERRORS),
}
"""What marks a sentence, as Babel writes it: the class of an error takes its template first."""


def collect() -> Catalog:
    """Every sentence of the code, untranslated."""
    found = Catalog()
    for folder in SOURCES:
        # A folder's files come with all below it, but the root's folders are named one by one.
        kept = (lambda path: True) if folder else (lambda path: False)
        for _file, _line, message, _comments, context in extract_from_dir(
            ROOT / folder, [("**.py", "python")], keywords=KEYWORDS, directory_filter=kept
        ):
            found.add(message, context=context)
    return found


def read() -> Catalog:
    """The catalog as it is on disk."""
    with CATALOG.open("rb") as file:
        return read_po(file, locale="zh")


def fields(text: str) -> set[str]:
    """The named fields of a template."""
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def problems() -> list[str]:
    """What is wrong with the catalog, a line each; empty when it is complete."""
    catalog, wanted = read(), collect()
    lines = [f"missing: {message.id!r}" for message in wanted if message.id and not _has(catalog, message)]
    lines += [f"no longer in the code: {key!r}" for key in catalog.obsolete]
    for message in catalog:
        if not message.id:
            continue
        originals, translated = _forms(message.id), _forms(message.string)
        expected = set().union(*map(fields, originals))
        if not _has(wanted, message):
            lines.append(f"no longer in the code: {message.id!r}")
        if message.fuzzy:
            lines.append(f"fuzzy: {message.id!r}")
        if not all(translated):
            lines.append(f"not translated: {message.id!r}")
        # A singular may leave the count unsaid; nothing may name a field that is not given.
        elif any(fields(text) - expected for text in translated) or fields(translated[-1]) != fields(originals[-1]):
            lines.append(f"other fields than the original: {message.id!r}")
    return lines


def _has(catalog: Catalog, message) -> bool:
    """Whether the catalog holds the same sentence, with the same plural and in the same context."""
    same = catalog.get(message.id, message.context)
    return same is not None and same.id == message.id


def _forms(text: object) -> list[str]:
    """The singular and the plurals, or the one sentence."""
    return [str(form or "") for form in text] if isinstance(text, list | tuple) else [str(text or "")]


def check() -> None:
    """Say what is missing from the catalog, too much in it or wrong; the exit code is 1 when something is."""
    lines = problems()
    print("\n".join(lines) or "complete")
    if lines:
        sys.exit(1)


def update() -> None:
    """Bring the catalog in line with the code, translations kept; then check it."""
    catalog = read()
    catalog.update(collect(), no_fuzzy_matching=True, update_creation_date=False)
    with CATALOG.open("wb") as file:
        # Sorted and without the files' names, so that two people's changes seldom meet in one line.
        write_po(file, catalog, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
    check()


if __name__ == "__main__":
    commands = {"update": update, "check": check}
    tyro.extras.subcommand_cli_from_dict(commands, prog="python -m pages.shared.catalog", description=__doc__)
