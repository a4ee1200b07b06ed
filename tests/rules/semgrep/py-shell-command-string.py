import asyncio
import shlex
import subprocess


def search(word):
    # ruleid: py-shell-command-string
    subprocess.run(["bash", "-c", f"grep {word} notes.txt"], check=True)
    # ruleid: py-shell-command-string
    subprocess.check_output(["/bin/sh", "-ec", "grep " + word])
    # ok: py-shell-command-string
    subprocess.run(["bash", "-c", f"grep {shlex.quote(word)} notes.txt"], check=True)
    # ok: py-shell-command-string
    subprocess.run(["bash", "-c", "grep word notes.txt"], check=True)
    # ok: py-shell-command-string
    subprocess.run(["grep", "-c", f"{word}"], check=True)


async def later(word):
    # ruleid: py-shell-command-string
    await asyncio.create_subprocess_exec("sh", "-c", "grep {}".format(word))
