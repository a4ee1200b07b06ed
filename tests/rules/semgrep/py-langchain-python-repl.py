from code import InteractiveConsole

from langchain_experimental.tools import PythonREPLTool
from langchain_experimental.utilities import PythonREPL
from mine.sandbox import PythonREPL as Remote


def tools():
    # ruleid: py-langchain-python-repl
    one = PythonREPLTool()
    # ruleid: py-langchain-python-repl
    two = PythonREPL().run
    # ok: py-langchain-python-repl
    three = Remote()
    # ok: py-langchain-python-repl
    four = InteractiveConsole
    return one, two, three, four
