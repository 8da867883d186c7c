#!/usr/bin/env python3
"""Writes the licences of everything that is compiled into Whence for one target.

usage: licences.py TARGET FOLDER

TARGET is a Rust target triple. FOLDER gets two files: THIRD-PARTY-LICENCES.txt with every dependency,
its licence texts and those of the embedded fonts, and RUST-LIBRARY-COPYRIGHT.html with those of the
Rust standard library. The run fails when a dependency has a licence that nobody has accepted here, or
when a font comes in that is not listed here.

Needs cargo, rustc and the dependencies (`cargo fetch`), and nothing but Python's standard library.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

ACCEPTED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "ISC", "MIT",
    "OFL-1.1", "Ubuntu-font-1.0", "Unicode-3.0", "Unlicense", "Zlib",
}

# Fonts that are compiled in: licence, copyright, and the files with the text, by package and path.
EGUI_FONTS = "epaint_default_fonts/fonts"
FONTS = {
    "Cantarell-Regular.ttf": (
        "SIL Open Font License 1.1",
        "Copyright (c) 2009-2011 Understanding Limited, Copyright (c) 2010-2011 Jakub Steiner",
        [f"{EGUI_FONTS}/OFL.txt"],
    ),
    "Hack-Regular.ttf": (
        "MIT, Bitstream Vera",
        "Copyright (c) 2018 Source Foundry Authors, Copyright (c) 2003 Bitstream, Inc.",
        [f"{EGUI_FONTS}/Hack-Regular.txt"],
    ),
    "NotoEmoji-Regular.ttf": (
        "SIL Open Font License 1.1", "Copyright 2013 Google Inc.", [f"{EGUI_FONTS}/OFL.txt"]
    ),
    "Ubuntu-Light.ttf": (
        "Ubuntu Font Licence 1.0", "Copyright 2011 Canonical Ltd.", [f"{EGUI_FONTS}/UFL.txt"]
    ),
    "egui-icons.ttf": (
        "MIT",
        "Copyright (c) 2014 John Slegers",
        [f"{EGUI_FONTS}/egui-icons.txt", f"{EGUI_FONTS}/emoji-icon-font-mit-license.txt"],
    ),
    "emoji-icon-font.ttf": (
        "MIT",
        "Copyright (c) 2014 John Slegers",
        [f"{EGUI_FONTS}/emoji-icon-font-mit-license.txt"],
    ),
}

# The fonts in assets/fonts, by their file: licence, copyright, and the file with the text.
OWN_FONTS = {
    "IBMPlexSansVar-Roman.ttf": (
        "SIL Open Font License 1.1", "Copyright 2017 IBM Corp.", "IBM-Plex-OFL.txt"
    ),
    "IBMPlexMono-Regular.ttf": (
        "SIL Open Font License 1.1", "Copyright 2017 IBM Corp.", "IBM-Plex-OFL.txt"
    ),
    "whence-icons.ttf": ("MIT", "Copyright (c) 2020-2021 Phosphor Icons", "Phosphor-MIT.txt"),
    "whence-icons-fill.ttf": ("MIT", "Copyright (c) 2020-2021 Phosphor Icons", "Phosphor-MIT.txt"),
}

# What the licence field of a package does not say.
NOTES = {
    "libsqlite3-sys": "Contains SQLite, which its authors put into the public domain.",
    "self_cell": "Used under Apache-2.0.",
    "wayland-protocols-plasma": "Made from interface descriptions of KDE, some of them under "
    "LGPL-2.1-or-later; their source is in the source archive of Whence.",
}

LICENCE_FILE = re.compile(
    r"^(un)?licen[cs]e|^copying|^copyright|^notice|-licen[cs]e|_licen[cs]e", re.IGNORECASE
)
NOT_COMPILED_IN = {"tests", "test", "benches", "examples", "test-data", "assets", "autotests"}


def output(*command: str) -> str:
    return subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout


def accepted(expression: str) -> bool:
    """Whether an SPDX expression can be met by accepted licences alone."""
    # Old packages write `MIT/Apache-2.0`. An exception only ever permits more.
    expression = re.sub(r"\bWITH\s+\S+", "", expression.replace("/", " OR "))
    tokens = re.findall(r"[()]|[^\s()]+", expression)

    def choice() -> bool:
        value = both()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            value = both() or value
        return value

    def both() -> bool:
        value = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            value = one() and value
        return value

    def one() -> bool:
        token = tokens.pop(0)
        if token != "(":
            return token in ACCEPTED
        value = choice()
        tokens.pop(0)
        return value

    value = choice()
    if tokens:
        raise ValueError(f"not a licence expression: {expression}")
    return value


def packages_of(target: str) -> list[dict]:
    """The packages that are compiled into the programs for this target, by name and version."""
    tree = output(
        "cargo", "tree", "--locked", "--edges", "normal", "--target", target,
        "--prefix", "none", "--format", "{p}",
    )
    wanted = {tuple(line.split()[:2]) for line in tree.splitlines() if line.strip()}
    metadata = json.loads(
        output("cargo", "metadata", "--locked", "--format-version", "1",
               "--filter-platform", target)
    )
    packages = [
        package
        for package in metadata["packages"]
        if (package["name"], "v" + package["version"]) in wanted and package["source"]
    ]
    if len(packages) + 1 != len(wanted):
        raise SystemExit(f"{len(wanted) - 1} packages in the tree, {len(packages)} found")
    return sorted(packages, key=lambda package: (package["name"], package["version"]))


def licence_files(folder: pathlib.Path) -> list[pathlib.Path]:
    """The licence texts of a package, with those of code that it contains."""
    found = []
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder).parts[:-1]
        if not LICENCE_FILE.search(path.name) or not path.is_file() or path.suffix == ".rs":
            continue
        # The one licence that is not chosen: `Apache-2.0 OR GPL-2.0-only`.
        not_chosen = re.search(r"(?<!L)GPL", path.name)
        if not not_chosen and not NOT_COMPILED_IN.intersection(inner):
            found.append(path)
    return found


def standard_text(package: dict, packages: list[dict]) -> str:
    """The text of a licence whose package only names it."""
    names = re.findall(r"[\w.-]+", package["license"])
    if "Apache-2.0" in names:
        return (ROOT / "LICENSE-APACHE").read_text("utf-8")
    if "MIT" in names:
        terms = (ROOT / "LICENSE-MIT").read_text("utf-8")
        terms = terms[terms.index("Permission is hereby granted"):]
        authors = ", ".join(package["authors"]) or f"the authors of {package['name']}"
        return f"MIT License\n\nCopyright (c) {authors}\n\n{terms}"
    # Another package under the same licence has its text.
    for other in packages:
        if other["license"] == package["license"]:
            for path in licence_files(pathlib.Path(other["manifest_path"]).parent):
                return path.read_text("utf-8")
    raise SystemExit(f"{package['name']}: no text for {package['license']}")


def fonts_of(packages: list[dict]) -> list[tuple[str, str, str, list[pathlib.Path]]]:
    """The fonts in these packages and in assets/fonts: name, licence, copyright, files with the text."""
    folders = {
        package["name"]: pathlib.Path(package["manifest_path"]).parent for package in packages
    }
    fonts = []
    for name, folder in folders.items():
        for path in sorted(folder.rglob("*")):
            inner = path.relative_to(folder).parts[:-1]
            if path.suffix not in {".ttf", ".otf", ".woff", ".woff2"}:
                continue
            if NOT_COMPILED_IN.intersection(inner):
                continue
            if path.name not in FONTS:
                raise SystemExit(f"{name}: the terms of {path.name} are not known")
            terms, holder, texts = FONTS[path.name]
            files = []
            for text in texts:
                owner, _, rest = text.partition("/")
                files.append(folders[owner] / rest)
            fonts.append((path.name, terms, holder, files))
    own = ROOT / "assets" / "fonts"
    for path in sorted(own.glob("*.ttf")):
        if path.name not in OWN_FONTS:
            raise SystemExit(f"the terms of {path.name} are not known")
        terms, holder, text = OWN_FONTS[path.name]
        fonts.append((path.name, terms, holder, [own / text]))
    return fonts


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    target, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    packages = packages_of(target)
    refused = [
        f"{package['name']} {package['version']}: {package['license']}"
        for package in packages
        if not package["license"] or not accepted(package["license"])
    ]
    if refused:
        print("licences not accepted:", *refused, sep="\n  ", file=sys.stderr)
        return 1

    # One text is printed once, with everything it is for.
    texts: dict[str, tuple[str, list[str]]] = {}

    def add(text: str, user: str) -> None:
        text = text.replace("\r\n", "\n").strip("\n")
        users = texts.setdefault(" ".join(text.split()), (text, []))[1]
        if user not in users:
            users.append(user)

    lines = [
        "Third-party software in Whence",
        "",
        f"What is compiled into the programs for {target}. Whence itself is under MIT or",
        "Apache-2.0. The Rust standard library has its own file, RUST-LIBRARY-COPYRIGHT.html.",
        "",
    ]
    for package in packages:
        name = f"{package['name']} {package['version']}"
        lines.append(f"{name}: {package['license']}")
        if package["repository"]:
            lines.append(f"    {package['repository']}")
        if package["name"] in NOTES:
            lines.append(f"    {NOTES[package['name']]}")
        files = licence_files(pathlib.Path(package["manifest_path"]).parent)
        for path in files:
            add(path.read_text("utf-8", errors="replace"), name)
        if not files:
            add(standard_text(package, packages), name)
    lines += ["", "Fonts", ""]
    for font, terms, holder, files in fonts_of(packages):
        lines += [f"{font}: {terms}", f"    {holder}"]
        for path in files:
            add(path.read_text("utf-8", errors="replace"), font)
    for text, users in texts.values():
        lines += ["", "=" * 80, ", ".join(users), "-" * 80, "", text]
    notices = folder / "THIRD-PARTY-LICENCES.txt"
    notices.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")

    sysroot = pathlib.Path(output("rustc", "--print", "sysroot").strip())
    shutil.copyfile(
        sysroot / "share/doc/rust/COPYRIGHT-library.html", folder / "RUST-LIBRARY-COPYRIGHT.html"
    )
    print(f"{target}: {len(packages)} packages, {len(texts)} texts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
