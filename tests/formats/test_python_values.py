"""Which strings are made of nothing but what stands in the same file."""

import time

import pytest

from scanner.formats.python_ import PythonText
from scanner.formats.python_values import FixedValues
from scanner.model.place import Region
from tests.making import assert_cost_grows_with_size

FIXED = {
    "constant": 'run("SELECT 1" + COLUMNS)',
    "local": 'def f(x):\n    part = "a" if x else "b"\n    run(f"SELECT {part}")',
    "placeholders": 'def f(ids):\n    m = ",".join("?" for _ in ids)\n    run(f"SELECT {m}")',
    "repeated": 'def f(ids):\n    run("SELECT " + ",".join("?" * len(ids)))',
    "checked": 'def f(table):\n    run(f"SELECT {_validated(table)}")',
    "checked before": 'def f(table):\n    check_name(table)\n    run(f"SELECT {table}")',
    "listed": 'def f(c):\n    if c not in ("a", "b"):\n        raise E\n    run(f"SELECT {c}")',
    "loop": 'def f():\n    for t, v in (("a", x), ("b", y)):\n        run(f"SELECT {t}", v)',
    "grown": 'def f(v):\n    w = []\n    w.append("a = ?")\n    run("SELECT " + ",".join(w))',
    "private argument": 'def _f(t):\n    run(f"SELECT {t}")\n\n_f("a")\n_f(t="b")',
    "result": 'def w():\n    return "a = ?", k\n\ndef f():\n    s, v = w()\n    run("SELECT " + s)',
    "number": 'def f(n):\n    run(f"SELECT {int(n)}")',
    "table": 'def f(n):\n    run("SELECT " + TABLES[n])',
    "own attribute": 'class A:\n    def __init__(self):\n        self.t = "a"\n\n'
    '    def f(self):\n        run(f"SELECT {self.t}")',
}
OPEN = {
    "argument": 'def f(table):\n    run(f"SELECT {table}")',
    "private argument": 'def _f(t):\n    run(f"SELECT {t}")\n\n_f("a")\n_f(x)',
    "input": 'class A:\n    def f(self):\n        run(f"SELECT {self.table}")',
    "call": 'def f():\n    run("SELECT " + read())',
    "reassigned": 'def f(x):\n    p = "a"\n    p = x\n    run("SELECT %s" % p)',
    "grown": 'def f(v):\n    w = []\n    w.append(v)\n    run("SELECT " + ",".join(w))',
    "loop": 'def f(rows):\n    for t in rows:\n        run("SELECT {}".format(t))',
    "itself": 'def f():\n    a = a\n    run("SELECT " + a)',
    "no Python": 'def (\n "SELECT " + x',
}


def _is_fixed(code: str) -> bool:
    start = code.index('"SELECT') if '"SELECT' in code else 0
    text = PythonText(code)
    line, column = code[:start].count("\n") + 1, start - code.rfind("\n", 0, start)
    return FixedValues(text).is_fixed(Region(line, column, line, column + 1))


@pytest.mark.parametrize("code", FIXED.values(), ids=FIXED)
def test_what_nobody_reaches_is_fixed(code: str) -> None:
    assert _is_fixed(code)


@pytest.mark.parametrize("code", OPEN.values(), ids=OPEN)
def test_what_comes_from_outside_is_not(code: str) -> None:
    assert not _is_fixed(code)


def test_a_web_of_names_costs_little() -> None:
    names = [f"n{number}" for number in range(30)]
    web = "".join(f"    {name} = {' + '.join(names)}\n" for name in names)
    began = time.process_time()
    assert not _is_fixed(f'def f():\n{web}    run("SELECT " + n0)\n')
    assert time.process_time() - began < 2


def test_many_statements_cost_in_proportion() -> None:
    def work(size: int) -> None:
        text = PythonText('def f(a):\n    run(f"SELECT {a}")\n' * size)
        values = FixedValues(text)
        for line in range(2, 2 * size, 2):
            assert not values.is_fixed(Region(line, 9, line, 10))
            assert text.statement(Region(line, 9, line, 10)) is not None

    assert_cost_grows_with_size(work, 200)
