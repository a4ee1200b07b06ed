import subprocess
import sys


def run(name, path, container):
    # ruleid: py-code-from-argument
    subprocess.run([sys.executable, "-c", f"import job; job.run('{name}')"], check=True)
    # ok: py-code-from-argument
    subprocess.run([sys.executable, "-c", "import job, sys; job.run(sys.argv[1])", name], check=True)
    # ok: py-code-from-argument
    subprocess.run([sys.executable, "-c", f"import job; job.run({name!r})"], check=True)
    code = "print(open('%s').read())" % path
    # ruleid: py-code-from-argument
    subprocess.check_output(["docker", "exec", "flows", "python3", "-c", code])
    # ruleid: py-code-from-argument
    container.exec_run(["python", "-c", "load('{}')".format(path)])
    # ruleid: py-code-from-argument
    exec("result = " + name)
    # ok: py-code-from-argument
    exec("result = 1")
    # ok: py-code-from-argument
    subprocess.run(["grep", "-c", f"{name}", path], check=True)
