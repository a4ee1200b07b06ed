"""What an open route reaches, in Python and JavaScript, and everything that closes a route."""

import pytest

from scanner.code import endpoints, script_endpoints
from scanner.formats.positions import SourceText
from scanner.formats.python_ import PythonText

PYTHON = """\
import fastapi
app = fastapi.FastAPI()
{extra}
def reached(text):
    return run(text)

def between(text):
    return reached(text)

@app.post("/ask/token")
{decorator}
async def ask(text: str{argument}):
    {first}
    return between(text)
"""
OPEN = {"extra": "", "decorator": "", "argument": "", "first": "pass"}


def python(code: str) -> list[int]:
    """The lines at which open routes reach `run(text)`."""
    text = PythonText(code)
    start = code.index("run(text)")
    return [one.start_line for one in endpoints.open_calls(text, text.lines.region(start, start))]


def script(code: str) -> list[int]:
    text = SourceText(code)
    start = code.index("run(text)")
    found = script_endpoints.open_calls(text, text.lines.region(start, start + 3))
    return [one.start_line for one in found]


def test_a_route_reaches_what_functions_of_its_file_call() -> None:
    assert python(PYTHON.format(**OPEN)) == [14]


@pytest.mark.parametrize(
    "change",
    [
        {"argument": ", db=fastapi.Depends(get_db)"},
        {"argument": ", settings: Annotated[Settings, Depends(get_settings)]"},
        {"decorator": "@limiter.limit('5/minute')"},
        {"extra": "app.add_middleware(CORSMiddleware, allow_origins=ORIGINS)"},
        {"first": "port = 4010"},
        {"first": "found = session.get(URL)"},
    ],
    ids=str,
)
def test_what_asks_nobody_leaves_a_route_open(change: dict[str, str]) -> None:
    assert python(PYTHON.format(**{**OPEN, **change}))


@pytest.mark.parametrize(
    "change",
    [
        {"argument": ", user=fastapi.Depends(get_current_user)"},
        {"argument": ", user: Annotated[User, Depends(current)]"},
        {"argument": ", key: str = Security(scheme)"},
        {"argument": ", x_api_key: str = Header()"},
        {"argument": ", current_user=None"},
        {"decorator": "@login_required"},
        {"decorator": "@auth.required('admin')"},
        {"first": "if not ok: raise HTTPException(401)"},
        {"first": "verify_token(text)"},
        {"first": "key = request.headers.get('Authorization')"},
        {"first": "name = session['user']"},
        {"extra": "app.add_middleware(AuthMiddleware)"},
        {"extra": "router = APIRouter(dependencies=[Depends(current)])"},
        {"extra": "@app.before_request\ndef check(): pass"},
    ],
    ids=str,
)
def test_what_asks_who_is_calling_closes_it(change: dict[str, str]) -> None:
    assert python(PYTHON.format(**{**OPEN, **change})) == []


@pytest.mark.parametrize(
    "code",
    [
        "async def ask(request):\n    return run(text)\nweb.router.add_post('/ask', ask)\n",
        "async def ask(request):\n    return run(text)\nroutes = [Route('/ask', ask)]\n",
        "class Handler(Base):\n    def do_POST(self):\n        run(text)\n",
        "class H(Base):\n    def do_POST(self):\n        self.go()\n    def go(self): run(text)\n",
    ],
)
def test_routes_of_other_frameworks(code: str) -> None:
    assert python(code)


def test_a_function_that_no_route_calls_is_not_reached() -> None:
    assert python("def job():\n    return run(text)\n") == []
    assert python("run(text)\n") == []


@pytest.mark.parametrize(
    "code",
    [
        "export async function POST(req: Request) {\n  return run(text);\n}\n",
        "export const GET = async (req: Request): Promise<Data> => {\n  return run(text);\n};\n",
        "export default async function handler(req, res) {\n  run(text);\n}\n",
        "app.post('/ask', async (req, res) => {\n  run(text);\n});\n",
        "router.post('/ask', upload.single('file'), (req, res) => {\n  run(text);\n});\n",
        "async function ask(req, res) {\n  run(text);\n}\nserver.get('/ask', ask);\n",
        "Deno.serve(async (req) => {\n  return run(text);\n});\n",
        "const u = `${base}/api/'${id}`;\nfunction go() {\n  run(text);\n}\n"
        "export function PUT() {\n  return go();\n}\n",
        "const go = async (a) => {\n  run(text);\n};\nexport function PUT() { return go(1); }\n",
        "class A {\n  async go(a: string): Promise<void> {\n    run(text);\n  }\n}\n"
        "export function PUT() { return new A().go(''); }\n",
    ],
)
def test_open_routes_of_scripts(code: str) -> None:
    assert script(code)


@pytest.mark.parametrize(
    "code",
    [
        "export async function POST(req) {\n  await requireUser();\n  return run(text);\n}\n",
        "export async function POST(req) {\n  if (!x) return json({}, { status: 401 });\n"
        "  run(text);\n}\n",
        "app.post('/ask', ownersOnly, (req, res) => {\n  run(text);\n});\n",
        "app.post('/ask', (req, res) => {\n  go(req.headers['x-api-key']);\n  run(text);\n});\n",
        "export async function helper() {\n  run(text);\n}\n",
        "// export function POST() { go(); }\nfunction go() {\n  run(text);\n}\n",
        "const s = 'export function POST() { go(); }';\nfunction go() {\n  run(text);\n}\n",
    ],
)
def test_scripts_that_ask_or_that_no_route_reaches(code: str) -> None:
    assert script(code) == []


def test_blanks_keep_every_place() -> None:
    code = 'a = `x ${b(\'}\')} y` + "{"; // {\nf(/[/"{]x/g, {a: `${`n${1}`}`});'
    blank = script_endpoints.blanked(code)
    assert len(blank) == len(code)
    assert "".join(blank.split()) == "a={b()}+;f(,{a:{{1}}});"
