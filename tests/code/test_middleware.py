"""Which routes of a web application a middleware of Next.js guards."""

from pathlib import Path

from scanner.code.middleware import guarded_folders, is_below
from scanner.tree.source import FileKind, Source, Tree


def tree_of(files: dict[str, str]) -> Tree:
    sources = (Source(uri, FileKind.TEXT, text.encode()) for uri, text in files.items())
    return Tree(Path("/nowhere"), tuple(sources))


def test_a_middleware_with_a_login_guards_what_is_below_its_folder() -> None:
    login = "export function middleware(request) { return auth(request); }\n"
    folders = guarded_folders(tree_of({"web/src/middleware.ts": login, "a/middleware.js": "1;\n"}))
    assert folders == {"web/src"}
    assert is_below("web/src/app/api/run/route.ts", folders)
    assert not is_below("a/app/api/run/route.ts", folders)


def test_one_at_the_root_guards_all_of_it() -> None:
    assert is_below("app/api/run/route.ts", guarded_folders(tree_of({"proxy.ts": "getToken()\n"})))


def test_guards_of_a_whole_application_of_nestjs() -> None:
    guard = "providers: [{ provide: APP_GUARD, useClass: KeyGuard }]\n"
    counter = "providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }]\n"
    started = "app.useGlobalGuards(new KeyGuard());\n"
    files = {"a/app.module.ts": guard, "b/app.module.ts": counter, "c/src/main.ts": started}
    assert guarded_folders(tree_of(files)) == {"a", "c/src"}
