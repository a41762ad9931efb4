"""Word and PowerPoint of 1997 to 2003, converted by LibreOffice where it is installed.

Each conversion has a profile of its own, so several can run at once; macros are off, links are not followed.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rag.errors import FileNotReadable

_SECONDS = 100
"""The longest of the example documents took 9 s on two busy cores, most of it starting."""
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""
_MISSING = "{name} files are read with LibreOffice: install {package} with apt, or save it as {suffix}."
_FAILED = "LibreOffice could not open the file: open it in its program and save it as {suffix}."


@contextmanager
def converted(location: Path, suffix: str) -> Iterator[Path]:
    """The file saved as `docx` or `pptx`, in a folder that is gone afterwards.

    Raises FileNotReadable where LibreOffice is missing, or it cannot open the file in time.
    """
    program = shutil.which("soffice")
    if program is None:
        name, package = (
            ("Word 97-2003 (.doc)", "libreoffice-writer-nogui")
            if suffix == "docx"
            else ("PowerPoint 97-2003 (.ppt)", "libreoffice-impress-nogui")
        )
        raise FileNotReadable(_MISSING.format(name=name, package=package, suffix=f".{suffix}"))
    with TemporaryDirectory(prefix="paragraf-office-") as folder:
        profile = Path(folder, "profile")
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE)
        target = Path(folder, "converted")
        # a name of ours: the document's own may begin with a dash
        source = Path(folder, f"document.{'doc' if suffix == 'docx' else 'ppt'}")
        shutil.copyfile(location, source)
        _run(
            [
                *(program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"),
                *("--convert-to", suffix, "--outdir", str(target), str(source)),
            ],
            folder,
        )
        result = target / f"document.{suffix}"
        if not result.is_file():
            raise FileNotReadable(_FAILED.format(suffix=f".{suffix}"))
        yield result


def _run(command: list[str], home: str) -> None:
    environment = {**os.environ, "HOME": home, "SAL_USE_VCLPLUGIN": "svp"}
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise FileNotReadable("LibreOffice took too long over the file: save it as PDF.") from error
        finally:
            # soffice is a script: what it started is in its group
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
