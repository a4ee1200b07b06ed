import subprocess

from lfx.custom import Component

PROGRAMS = {"git": "/usr/bin/git"}


class Runner(Component):
    def program(self):
        # ruleid: lf-component-input-program
        return subprocess.run([self.tool, "--version"], check=True)

    def everything(self):
        command = self.command.split()
        # ruleid: lf-component-input-program
        return subprocess.run(command, check=True)

    def chosen(self):
        # ok: lf-component-input-program
        return subprocess.run(["git", "log", self.revision], check=True)

    def constant(self):
        command = ["git", "status"]
        # ok: lf-component-input-program
        return subprocess.run(command, check=True)
