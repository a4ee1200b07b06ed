"""Writes the day's tickets to a PDF and remembers what was exported."""

import pickle
import subprocess
from pathlib import Path

from lfx.custom.custom_component.component import Component
from lfx.io import FileInput, MessageTextInput, Output
from lfx.schema.message import Message


class TicketExport(Component):
    display_name = "Ticket export"
    description = "Renders a ticket list as PDF."
    icon = "file-text"
    name = "TicketExport"

    inputs = [
        MessageTextInput(name="title", display_name="Title", tool_mode=True),
        MessageTextInput(name="html_file", display_name="HTML file"),
        FileInput(name="state", display_name="State of the last export"),
    ]
    outputs = [Output(name="pdf", display_name="PDF", method="export")]

    def export(self) -> Message:
        seen = pickle.loads(Path(self.state).read_bytes())
        target = f"/tmp/{self.title}.pdf"
        subprocess.run(f"wkhtmltopdf --title '{self.title}' {self.html_file} {target}", shell=True)
        return Message(text=f"{target} ({len(seen)} tickets were known already)")
