"""The scripts of front/ that a lesson needs, joined into one."""

from __future__ import annotations

import re
from pathlib import Path

from .. import front

IMPORT = re.compile(r'^import (?:(\w+)(?:, )?)?(?:\{ ([\w, ]+) \})? ?from "\./(\w+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (default )?((?:async )?(?:function|const|let|class) )?(\w+)?", re.MULTILINE)


def script(main: str, begin: str) -> str:
    """One script that does `begin` of the module `main`: each module is a function that gives what it exports."""
    parts: dict[str, str] = {}
    _gather(main, parts)
    return "\n".join(["const modules = {};", *parts.values(), f'modules["{main}"].{begin}();'])


def _gather(name: str, parts: dict[str, str]) -> None:
    """A module with all that it imports, those first."""
    source = (Path(front.__file__).parent / name).read_text(encoding="utf-8")
    for found in IMPORT.finditer(source):
        if found[3] not in parts:
            _gather(found[3], parts)
    names: dict[str, str] = {}
    body = EXPORT.sub(lambda found: _exported(found, names), IMPORT.sub(_imported, source))
    given = ", ".join(f"{outer}: {inner}" for outer, inner in names.items())
    parts[name] = f'modules["{name}"] = (() => {{\n{body}\nreturn {{ {given} }};\n}})();'


def _imported(found: re.Match[str]) -> str:
    """An import as a constant."""
    default, named, module = found.groups()
    taken = [*(["default: " + default] if default else []), *([named] if named else [])]
    return f'const {{ {", ".join(taken)} }} = modules["{module}"];\n'


def _exported(found: re.Match[str], names: dict[str, str]) -> str:
    """What is exported without the word, its name noted."""
    default, kind, name = found.groups()
    own = name or "given"
    names["default" if default else own] = own
    if default and not kind:
        return f"const {own} = {name or ''}"
    return f"{kind}{own}"
