import os
from pathlib import Path

from lfx.custom import Component
from lfx.io import MessageTextInput, StrInput

FOLDER = Path("/data/reports")


class Report(Component):
    inputs = [
        StrInput(name="file_name", display_name="File"),
        MessageTextInput(name="text", display_name="Text"),
    ]

    def read(self):
        # ruleid: lf-component-input-path
        with open(self.file_name) as stream:
            return stream.read()

    def write(self):
        path = FOLDER / self.file_name
        # ruleid: lf-component-input-path
        path.write_text("report")

    def kept_inside(self):
        path = (FOLDER / self.file_name).resolve()
        if not path.is_relative_to(FOLDER):
            raise ValueError
        # ok: lf-component-input-path
        return path.read_text()

    def name_only(self):
        # ok: lf-component-input-path
        return open(os.path.join(FOLDER, os.path.basename(self.file_name))).read()

    def content(self):
        # ok: lf-component-input-path
        (FOLDER / "last.txt").write_text(self.text)
