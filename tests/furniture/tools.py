"""tools/ is a folder of scripts and not a package."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

TOOLS = Path(__file__).resolve().parents[2] / "tools"


def load_tool(name: str) -> ModuleType:
    """A tool as a module, under its own name; it finds the others that it imports, as where it is run."""
    if str(TOOLS) not in sys.path:
        # last, so that no tool stands before a package of its name
        sys.path.append(str(TOOLS))
    specification = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module
    specification.loader.exec_module(module)
    return module
