"""Command lines: those of the three training scripts (a preset, then a flag for every setting) and of all others."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import tyro

from models.errors import PlaygroundError
from training.config import RunConfig

Config = TypeVar("Config", bound=RunConfig)


def parse(config_class: type[Config], arguments: Sequence[str] | None = None, description: str | None = None) -> Config:
    """Read a config from the command line.

    ``--preset`` chooses the values that the other flags then override, so ``--help`` shows the preset's own defaults.

    Args:
        config_class: the sentence under each of its fields becomes the flag's help.
        arguments: by default those of the process.
        description: shown above the flags by ``--help``.
    """
    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    first.add_argument("--preset")
    chosen, _ = first.parse_known_args(arguments)
    default = config_class.for_preset(chosen.preset)
    return tyro.cli(config_class, args=arguments, default=default, description=description, prog=_called())


def main(
    config_class: type[Config],
    train: Callable[[Config], Any],
    description: str | None = None,
    arguments: Sequence[str] | None = None,
) -> None:
    """Parse, train, and end with one sentence where something was wrong with the input."""
    try:
        train(parse(config_class, arguments, description))
    except PlaygroundError as error:
        sys.exit(f"error: {error}")


def run(function: Callable[..., Any], description: str | None = None) -> None:
    """Call a script's main function with the arguments of its command line, and end in one sentence as above.

    Args:
        function: its parameters are the flags, its docstring their help.
        description: shown above the flags by ``--help``; by default what the function says of itself.
    """
    try:
        tyro.cli(function, description=description, prog=_called())
    except PlaygroundError as error:
        sys.exit(f"error: {error}")


def _called() -> str | None:
    """How the running module was called: ``python -m training.sentiment``."""
    module = getattr(sys.modules.get("__main__"), "__spec__", None)
    return None if module is None else f"python -m {module.name.removesuffix('.__main__')}"
