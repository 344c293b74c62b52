"""What must never import what: the design's table, checked by walking every import, those by string included."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BACKENDS = {"tensorflow", "jax", "torch"}
FAMILIES = ("sentiment", "text_generation", "digit_gan")
LAZY_FAMILIES = [f"models.{package}" for package in (*FAMILIES, "side_by_side")]
LAZY = [*LAZY_FAMILIES, "pages.shared"]
OURS = ("models", "pages", "training", "benchmarks", "streamlit_app")


@dataclass(frozen=True)
class Import:
    """One name that a module imports: ``from a import b`` is ``a.b``."""

    name: str
    at_once: bool
    """Whether importing the module does it; otherwise a function does, or a lazy package when the name is used."""
    for_types: bool = False
    """Whether it is only there for a type checker."""


@cache
def files(*patterns: str) -> tuple[Path, ...]:
    return tuple(sorted(path for pattern in patterns for path in ROOT.glob(pattern)))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, Path]:
    """All of our modules by their dotted name; the pages themselves, ``pages/1_Sentiment.py``, among them."""
    paths = files("streamlit_app.py", *(f"{folder}/**/*.py" for folder in OURS[:-1]))
    return {module_name(path): path for path in paths}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def constant_start(node: ast.AST) -> str:
    """What a string begins with: all of a constant, an f-string up to its first field."""
    if isinstance(node, ast.JoinedStr) and node.values:
        node = node.values[0]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def imports_by_string(path: Path) -> list[str]:
    """Calls that import a module by a string, as they stand in the file."""
    names = re.compile(r"(importlib\.)?import_module|__import__|importlib\.__import__")
    return [
        ast.unparse(node)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and names.fullmatch(called(node))
    ]


@cache
def imports(path: Path) -> tuple[Import, ...]:
    """Everything that a module imports, by statement or as a lazy package."""
    package = module_name(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    found: list[Import] = []

    def walk(node: ast.AST, at_once: bool, for_types: bool) -> None:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for child in node.body:
                walk(child, at_once, True)
            for child in node.orelse:
                walk(child, at_once, for_types)
            return
        if isinstance(node, ast.Import):
            found.extend(Import(alias.name, at_once, for_types) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found.extend(Import(f"{module}.{alias.name}", at_once, for_types) for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) == "lazy":
            homes = ast.literal_eval(node.args[1])
            found.extend(Import(f"{module_name(path)}.{home}.{name}", False, for_types) for name, home in homes.items())
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            walk(child, at_once and not inside, for_types)

    walk(tree_of(path), True, False)
    return tuple(found)


def home_of(name: str) -> str | None:
    """The module of ours that an imported name is, or stands in."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if ".".join(parts[:length]) in modules():
            return ".".join(parts[:length])
    return None


@cache
def given_lazily() -> dict[str, str]:
    """``models.sentiment.SentimentClassifier`` -> ``models.sentiment.classifier``, for each name of a lazy package."""
    return {
        f"{package}.{one.name.rpartition('.')[2]}": one.name.rpartition(".")[0]
        for package in LAZY
        for one in imports(modules()[package])
        if one.name.startswith(f"{package}.") and not one.at_once
    }


def defined_in(name: str) -> str | None:
    """The module of ours that defines an imported name, also where a lazy package gives it."""
    return given_lazily().get(name) or home_of(name)


@cache
def arrows(at_once: bool) -> dict[str, set[str]]:
    """Our modules, and those of ours that each imports, by name; with ``at_once`` what importing it brings in."""
    found = {}
    for module, path in modules().items():
        wanted = {one.name for one in imports(path) if not one.for_types and (one.at_once or not at_once)}
        homes = {defined_in(name) for name in wanted} - {None, module}
        if at_once:
            # Importing a.b.c also runs a/__init__.py and a/b/__init__.py.
            homes |= {".".join(home.split(".")[:length]) for home in homes for length in range(1, home.count(".") + 1)}
        found[module] = {home for home in homes if home in modules()}
    return found


def brought_in(module: str) -> set[str]:
    """Every name imported by importing a module of ours, through our own modules too."""
    seen, waiting = set(), [module]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting += arrows(True)[current]
    return {one.name for each in seen for one in imports(modules()[each]) if one.at_once and not one.for_types}


def starts_with(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


def heavy(names: set[str]) -> list[str]:
    return sorted(name for name in names if any(starts_with(name, module) for module in ("keras", *BACKENDS)))


def violations(paths: tuple[Path, ...], forbidden: set[str], allowed: set[str] = frozenset()) -> list[str]:
    assert paths
    return [
        f"{path.relative_to(ROOT)} imports {one.name}"
        for path in paths
        for one in imports(path)
        if any(starts_with(one.name, prefix) for prefix in forbidden)
        and not any(starts_with(one.name, prefix) for prefix in allowed)
    ]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_knows_no_page_no_training_and_no_other_family(family):
    others = {f"models.{other}" for other in FAMILIES if other != family}
    assert not violations(files(f"models/{family}/**/*.py"), {"streamlit", "training", "pages", *others})


def test_from_scratch_is_plain_numpy():
    forbidden = {"keras", "models", "training", "pages", *BACKENDS}
    assert not violations(files("models/from_scratch/**/*.py"), forbidden, {"models.from_scratch"})


@pytest.mark.parametrize("module", ["models.storage", "streamlit_app", *LAZY_FAMILIES])
def test_the_home_page_storage_and_the_families_bring_in_no_keras(module):
    assert not heavy(brought_in(module))


def test_a_page_brings_in_no_keras():
    assert not {
        module: found for module in modules() if starts_with(module, "pages") if (found := heavy(brought_in(module)))
    }


def test_a_page_brings_in_no_scipy():
    """It takes seconds, and the thread that imports Keras imports it at the same time, by another door."""
    assert not {
        module: found
        for module in modules()
        if starts_with(module, "pages") or module == "streamlit_app"
        if (found := sorted(name for name in brought_in(module) if starts_with(name, "scipy")))
    }


@pytest.mark.parametrize("module", LAZY)
def test_a_lazy_package_gives_each_of_its_names(module):
    given = {one.name for one in imports(modules()[module]) if not one.at_once}
    declared = {one.name for one in imports(modules()[module]) if one.for_types}
    assert given == declared
    assert all(home_of(name) != module for name in given)


def test_a_family_imports_its_siblings_directly():
    for package in LAZY_FAMILIES:
        inside = files(f"{package.replace('.', '/')}/**/*.py")
        assert not [
            f"{path.relative_to(ROOT)} imports {one.name}"
            for path in inside
            for one in imports(path)
            if home_of(one.name) == package
        ]


def test_training_knows_no_page():
    assert not violations(files("training/**/*.py"), {"streamlit", "pages"})


def test_pages_know_datasets_but_no_training_and_no_keras():
    found = violations(
        files("pages/**/*.py", "streamlit_app.py"), {"keras", "training", *BACKENDS}, {"training.datasets"}
    )
    # One place starts the import of keras in the background.
    assert found == ["pages/shared/warm_up.py imports keras"]


def test_streamlit_lives_only_in_the_pages():
    assert not violations(files("models/**/*.py", "training/**/*.py", "benchmarks/**/*.py"), {"streamlit"})


def test_no_module_of_ours_is_imported_by_a_string():
    """But in two places: a lazy package fetches its names, and a task's own evaluation is run."""
    found = {module: calls for module, path in modules().items() if (calls := imports_by_string(path))}
    assert set(found) <= {"models.lazy", "training.evaluate"}, found


def test_no_imports_go_round_in_a_circle():
    graph = arrows(False)
    left = dict(graph)
    # What imports nothing that is left stands in no circle, nor does what is imported by nothing that is left.
    while ends := [
        module
        for module, homes in left.items()
        if not homes & left.keys() or not any(module in others for others in left.values())
    ]:
        left = {module: homes for module, homes in left.items() if module not in ends}
    assert not {module: sorted(homes & left.keys()) for module, homes in left.items()}


def page_of(module: str) -> str | None:
    """The page that a module belongs to: ``sentiment`` for ``pages.1_Sentiment`` and ``pages.sentiment.*``."""
    if module == "streamlit_app":
        return "home"
    if not module.startswith("pages."):
        return None
    return re.sub(r"^\d+_", "", module.split(".")[1]).lower()


@cache
def users_among_pages() -> dict[str, set[str]]:
    """By module under ``pages/``: the pages that use it, directly or through what is shared."""
    users: dict[str, set[str]] = {module: set() for module in modules() if starts_with(module, "pages")}
    for module in (*users, "streamlit_app"):
        page = page_of(module)
        if page in (None, "shared"):
            continue
        seen, waiting = set(), [module]
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            if current in users:
                users[current].add(page)
            if current == module or page_of(current) == "shared":
                waiting += arrows(False)[current]
    return users


def test_nothing_is_shared_that_one_page_alone_uses():
    # The catalog is a command for whoever translates, and packages are no code.
    apart = {"pages.shared", "pages.shared.catalog"}
    assert not {
        module: sorted(pages)
        for module, pages in users_among_pages().items()
        if starts_with(module, "pages.shared") and module not in apart and len(pages) < 2
    }


def test_a_pages_package_is_used_by_that_page_alone():
    """And by the home page, whose cards say what is on the others."""
    strange = [
        f"{module} imports {home}"
        for module, homes in arrows(False).items()
        if starts_with(module, "pages") or module == "streamlit_app"
        for home in homes
        if page_of(home) not in (None, "shared", "pages", page_of(module)) and page_of(module) != "home"
    ]
    assert not strange


def test_tensorflow_is_imported_only_after_keras():
    for path in files("models/**/*.py", "training/**/*.py", "pages/**/*.py"):
        if any(starts_with(one.name, "tensorflow") for one in imports(path)):
            text = path.read_text(encoding="utf-8")
            assert "import keras" in text, path
            assert text.index("import keras") < text.index("import tensorflow"), path
