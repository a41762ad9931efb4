"""The page with a made-up Paragraf behind it, as a script of Streamlit's.

For browsers that look at how questions end with a real one only when something is broken.
"""

import tempfile
from pathlib import Path

import streamlit as st

from tests.screen.fake_service import FakeParagraf
from tests.screen.page_fixtures import Kept
from ui.parts import service

APP = Path(service.__file__).parents[1] / "entry" / "app.py"


@st.cache_resource
def made_up() -> tuple[FakeParagraf, Kept]:
    """One for all who look at the page."""
    return FakeParagraf(), Kept(Path(tempfile.mkdtemp(prefix="paragraf-made-up-")) / "texts")


paragraf, records = made_up()
service.get_paragraf = lambda: paragraf
service.get_records = lambda: records
service.texts_folder = lambda: records.texts
service.contact = lambda: records.contact
service.roles = lambda: records.roles
exec(compile(APP.read_text("utf-8"), str(APP), "exec"))
