import functools
import os
import subprocess

# ruleid: py-runner-renamed
runner = functools.partial(subprocess.run, shell=True)
# ruleid: py-runner-renamed
calculate = eval
# ok: py-runner-renamed
quiet = functools.partial(subprocess.run, check=True, capture_output=True)
# ok: py-runner-renamed
evaluate = len


# ruleid: py-runner-renamed
def each(values, run=exec):
    return [run(value) for value in values]


# ok: py-runner-renamed
def every(values, run=str):
    return [run(value) for value in values]


def called(name):
    # ruleid: py-runner-renamed
    getattr(subprocess, "check_output")(name, shell=True)
    # ruleid: py-runner-renamed
    __builtins__["exec"](name)
    # ok: py-runner-renamed
    return getattr(os, "getcwd")()
