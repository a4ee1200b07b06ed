import asyncio
import os
import shlex
import subprocess

from lfx.custom import Component


class Converter(Component):
    def direct(self):
        # ruleid: lf-component-input-shell
        os.system("convert " + self.file_name)

    def formatted(self):
        command = f"pdftotext {self.file_name} -"
        # ruleid: lf-component-input-shell
        return subprocess.run(command, shell=True, check=True)

    def through_bash(self):
        # ruleid: lf-component-input-shell
        return subprocess.check_output(["bash", "-c", f"ls {self.folder}"])

    async def later(self):
        # ruleid: lf-component-input-shell
        return await asyncio.create_subprocess_shell(f"ls {self.folder}")

    def quoted(self):
        # ok: lf-component-input-shell
        return subprocess.run(f"ls {shlex.quote(self.folder)}", shell=True, check=True)

    def arguments(self):
        # ok: lf-component-input-shell
        return subprocess.run(["ls", "--", self.folder], check=True)

    def constant(self):
        # ok: lf-component-input-shell
        return subprocess.run("ls | wc -l", shell=True, check=True)

    def kept_open(self):
        self._shell = subprocess.Popen(["powershell", "-Command", "-"], stdin=subprocess.PIPE)

    def typed(self):
        # ruleid: lf-component-input-shell
        self._shell.stdin.write(self.command.encode())

    def sorted(self):
        process = subprocess.Popen(["sort"], stdin=subprocess.PIPE)
        # ok: lf-component-input-shell
        return process.communicate(self.text.encode())
