"""Our worker says what bandit's own command says, to the letter."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from scanner import process
from scanner.code.rules import BanditRules, bandit_rules
from scanner.code.units import CodeUnit, Place, stage
from scanner.engines.bandit import engine as bandit
from tests.engines.test_code_engines import CODE, MODERN

pytestmark = pytest.mark.engines
ROOT = Path(__file__).parents[2]
ODD = {
    "bidi": "x = 1 # \u202e end\n",
    "utf-7": "# coding: utf-7\nx = 1 # +IC4- end\neval(x)\n",
    "latin": "# -*- coding: latin-1 -*-\nx = '\u00e9'; eval(x)\n",
    "broken": "def (:\n",
    "deep": "-" * 9999 + "1",
    "empty": "",
    "nested": "class A:\n  def f(self):\n    class B:\n      def g(self): return eval(a)\n",
    "imports": "import telnetlib, pickle as p\nfrom xml.sax import parse\nfrom . import x\n"
    "p.loads(a)\n__import__('pickle')\nimportlib.import_module('telnetlib')\nparse(a)\n",
    "strings": "a = ['/tmp/x', '0.0.0.0', {'/tmp/y': 1}]\nf('select ' + a + ' from b')\n"
    'q = f"select {a} from b where c = {d}"\n"%s" % \'insert into x values\'\n',
    "default": "def f(password='a', *, token='b'): pass\nasync def g(secret='c'): pass\n",
    "nosec": "eval(a)  # nosec\nassert x  # nosec B101\n",
    "except": "try:\n    f()\nexcept Exception:\n    pass\n"
    "for i in j:\n  try: f()\n  except E: continue\n",
    "tls": "import ssl, requests\nssl.wrap_socket(ssl_version=ssl.PROTOCOL_SSLv3)\n"
    "requests.get(a, verify=False)\ndef f(v=ssl.PROTOCOL_TLSv1): pass\n",
    "shell": "import subprocess as s\nfrom os import system\nsystem('a' + b)\n"
    "s.Popen('tar *', shell=True)\ns.call(['ls', a])\ns.run(a, shell=b)\n",
    "crypto": "import hashlib\nhashlib.md5(a)\nhashlib.new('sha1')\n"
    "from Crypto.Cipher import ARC4\nARC4.new(a)\nrsa.generate_private_key(3, 512)\n",
}


def _units(root: Path) -> dict[str, CodeUnit]:
    texts = [*ODD.values(), *MODERN.values(), CODE]
    texts += [p.read_text("utf-8") for p in sorted(ROOT.glob("tests/rules/semgrep/*.py"))]
    texts += [p.read_text("utf-8") for p in sorted(ROOT.glob("scanner/**/*.py"))]
    units = [CodeUnit(f"file-{n:06}.py", text, (Place("a.py"),)) for n, text in enumerate(texts)]
    return dict(stage(units, root))


def _said(argv: list[str], folder: Path, units: dict[str, CodeUnit]) -> Any:
    done = process.run(argv, cwd=folder, timeout=300)
    output = bandit.parse(done, units)
    results = sorted(msgspec.json.encode(result) for result in output.results)
    return results, sorted(error.filename for error in output.errors)


def _every_test(rules: BanditRules) -> BanditRules:
    ours = set(rules.tests) | {f"B{number}" for number in (105, 106, 107, 110, 112, 310, 401, 404)}
    return replace(rules, tests=tuple(sorted(ours)))


@pytest.mark.parametrize("with_tests", [lambda r: r, _every_test], ids=["ours", "more"])
def test_the_worker_finds_what_the_command_finds(with_tests: Any, tmp_path: Path) -> None:
    rules = with_tests(bandit_rules())
    staged = tmp_path / "code"
    staged.mkdir()
    units = _units(staged)
    stock = _said(bandit.command(staged, rules), tmp_path, units)
    assert _said(bandit.worker(staged, rules), tmp_path, units) == stock
    assert len(stock[0]) > 100
    assert len(stock[1]) == 2


def test_the_command_gets_a_try_where_the_worker_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "worker.py"
    broken.write_text("raise SystemExit(1)\n", "utf-8")
    monkeypatch.setattr(bandit, "WORKER", broken)
    staged = tmp_path / "code"
    staged.mkdir()
    units = stage([CodeUnit("file-0.py", "eval(a)\n", (Place("a.py"),))], staged)
    _, output = bandit.scan(staged, units, bandit_rules(), 60)
    assert [result.test_id for result in output.results] == ["B307"]
