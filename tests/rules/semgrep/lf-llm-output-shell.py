import os
import shlex
import subprocess


def run(llm, prompt):
    command = llm.invoke(prompt).content
    # ruleid: lf-llm-output-shell
    subprocess.run(command, shell=True, check=True)


async def later(llm, prompt):
    answer = await llm.ainvoke(prompt)
    # ruleid: lf-llm-output-shell
    os.system(f"git commit -m '{answer.content}'")


def quoted(llm, prompt):
    answer = llm.invoke(prompt).content
    # ok: lf-llm-output-shell
    os.system(f"git commit -m {shlex.quote(answer)}")


def arguments(llm, prompt):
    answer = llm.invoke(prompt).content
    # ok: lf-llm-output-shell
    subprocess.run(["git", "commit", "-m", answer], check=True)


def piped(llm, prompt):
    script = llm.invoke(prompt).content
    # ruleid: lf-llm-output-shell
    subprocess.run("/bin/sh", input=script, text=True, check=True)
    # ok: lf-llm-output-shell
    subprocess.run(["mail", "owner"], input=script, text=True, check=True)
