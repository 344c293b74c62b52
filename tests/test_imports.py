"""What must never import what: the design's table, checked by walking every import statement."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BACKENDS = {"tensorflow", "jax", "torch"}
FAMILIES = ("sentiment", "text_generation", "digit_gan")


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, functions: bool = True) -> set[str]:
    """The dotted names that a file imports; for ``from a import b`` both ``a`` and ``a.b``."""
    package = module_name(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    found = set()
    for node in ast.walk(tree):
        if not functions and id(node) in inside:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return found


def top_level_imports(path: Path) -> set[str]:
    """Every name imported by importing a module, through our own modules too; what functions import is left out."""
    seen, waiting, names = set(), [path], set()
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        found = imports(current, functions=False)
        names |= found
        for name in found:
            parts = name.split(".")
            # Importing a.b.c also runs a/__init__.py and a/b/__init__.py.
            for length in range(1, len(parts) + 1):
                base = ROOT.joinpath(*parts[:length])
                waiting += [file for file in (base.with_suffix(".py"), base / "__init__.py") if file.is_file()]
    return names


def files(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


def starts_with(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


def violations(path: Path, forbidden: set[str], allowed: set[str] = frozenset()) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for name in sorted(imports(path))
        if any(starts_with(name, prefix) for prefix in forbidden)
        and not any(starts_with(name, prefix) for prefix in allowed)
    ]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_knows_no_page_no_training_and_no_other_family(family):
    forbidden = {"streamlit", "training", "pages", *(f"models.{other}" for other in FAMILIES if other != family)}
    paths = files(f"models/{family}/**/*.py")
    assert paths
    assert not [line for path in paths for line in violations(path, forbidden)]


def test_from_scratch_is_plain_numpy():
    paths = files("models/from_scratch/**/*.py")
    forbidden = {"keras", "models", "training", "pages", *BACKENDS}
    assert not [line for path in paths for line in violations(path, forbidden, {"models.from_scratch"})]


@pytest.mark.parametrize("name", ["models/storage.py", "streamlit_app.py"])
def test_the_home_page_and_storage_import_no_keras(name):
    names = top_level_imports(ROOT / name)
    assert not [found for found in names if any(starts_with(found, module) for module in ("keras", *BACKENDS))]


def test_training_knows_no_page():
    paths = files("training/**/*.py")
    assert paths
    assert not [line for path in paths for line in violations(path, {"streamlit", "pages"})]


def test_pages_know_datasets_but_no_training_and_no_keras():
    paths = files("pages/**/*.py", "streamlit_app.py")
    assert paths
    forbidden = {"keras", "training", *BACKENDS}
    found = [line for path in paths for line in violations(path, forbidden, {"training.datasets"})]
    # `from training import datasets` names the package itself: that much is allowed, and one place starts the
    # import of keras in the background.
    found = [line for line in found if not line.endswith("imports training")]
    background = [line for line in found if line.endswith("imports keras")]
    assert len(background) <= 1, background
    assert not [line for line in found if line not in background]


def test_streamlit_lives_only_in_the_pages():
    paths = files("models/**/*.py", "training/**/*.py", "benchmarks/**/*.py")
    assert not [line for path in paths for line in violations(path, {"streamlit"})]


def test_tensorflow_is_imported_only_after_keras():
    for path in files("models/**/*.py", "training/**/*.py", "pages/**/*.py"):
        names = imports(path)
        if any(starts_with(name, "tensorflow") for name in names):
            text = path.read_text(encoding="utf-8")
            assert "import keras" in text, path
            assert text.index("import keras") < text.index("import tensorflow"), path
