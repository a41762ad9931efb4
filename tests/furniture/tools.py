"""tools/ is a folder of scripts and not a package."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

TOOLS = Path(__file__).resolve().parents[2] / "tools"


def load_tool(name: str) -> ModuleType:
    """A tool as a module; it finds the others that it imports, as where it is run."""
    if str(TOOLS) not in sys.path:
        # last, so that no tool stands before a package of its name
        sys.path.append(str(TOOLS))
    tool = importlib.import_module(name)
    assert tool.__file__ and Path(tool.__file__).parent == TOOLS, f"another module is named {name}"
    return tool
