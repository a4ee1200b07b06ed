import os
import shlex
import subprocess

from lfx.custom import Component
from mcp import StdioServerParameters

PROGRAMS = {"git": "/usr/bin/git"}


class Runner(Component):
    def program(self):
        # ruleid: lf-component-input-program
        return subprocess.run([self.tool, "--version"], check=True)

    def everything(self):
        command = self.command.split()
        # ruleid: lf-component-input-program
        return subprocess.run(command, check=True)

    def server(self):
        # ruleid: lf-component-input-program
        return StdioServerParameters(command=self.command, args=[])

    def fixed_server(self):
        # ok: lf-component-input-program
        return StdioServerParameters(command="uvx", args=["server-time"])

    def chosen(self):
        # ok: lf-component-input-program
        return subprocess.run(["git", "log", self.revision], check=True)

    def constant(self):
        command = ["git", "status"]
        # ok: lf-component-input-program
        return subprocess.run(command, check=True)

    def replaced(self):
        # ruleid: lf-component-input-program
        os.execvp(self.tool, [self.tool, "--version"])

    def replaced_fixed(self):
        # ok: lf-component-input-program
        os.execvp("git", ["git", "log", self.revision])

    def in_a_variable(self):
        command = ["curl", "--proto", "=https", "--", self.tool]
        # ok: lf-component-input-program
        return subprocess.run(command, check=True)

    def from_a_table(self):
        programs = {"git": "/usr/bin/git"}
        # ok: lf-component-input-program
        return subprocess.run([programs[self.tool], "--version"], check=True)

    def whole_list(self):
        command = shlex.split(self.tool)
        # ruleid: lf-component-input-program
        return subprocess.run(command, check=True)
