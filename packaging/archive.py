#!/usr/bin/env python3
"""Puts the programs of one target into an archive, with everything that must go with them.

usage: archive.py TARGET EXTRAS OUT PROGRAM…

EXTRAS is a folder with what was made for this target: licences, bill of materials. PROGRAM is a file,
or for macOS the folder Whence.app. The archive is OUT/whence-VERSION-TARGET.zip for Windows, .tar.gz for
the others. Everything in it lies in one folder of that name. The same files give the same bytes: names
are sorted, and all times are that of the commit (SOURCE_DATE_EPOCH, or Git is asked).
"""
import gzip
import os
import pathlib
import subprocess
import sys
import tarfile
import time
import tomllib
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

ALWAYS = [
    "README.md", "LICENSE-APACHE", "LICENSE-MIT", "ARCHITECTURE.md", "CORRELATION.md", "docs",
    "sample_logs",
]
LINUX = ["assets/whence.desktop", "assets/whence-mime.xml", "assets/icon.png"]
# These make the pictures of the guide from a checkout.
LEFT_OUT = {"docs/picture", "docs/pictures"}


def files_below(path: pathlib.Path) -> list[pathlib.Path]:
    return [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())


def commit_time() -> int:
    if "SOURCE_DATE_EPOCH" in os.environ:
        return int(os.environ["SOURCE_DATE_EPOCH"])
    shown = ["git", "show", "--no-patch", "--format=%ct", "HEAD"]
    return int(subprocess.run(shown, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def main() -> int:
    if len(sys.argv) < 5:
        print(__doc__, file=sys.stderr)
        return 2
    target, extras, out = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    version = tomllib.loads((ROOT / "Cargo.toml").read_text("utf-8"))["package"]["version"]
    name = f"whence-{version}-{target}"

    # What goes in: the path in the archive, the file, and whether it is run.
    entries: dict[str, tuple[pathlib.Path, bool]] = {}
    for program in map(pathlib.Path, sys.argv[4:]):
        for path in files_below(program):
            runs = path == program or path.parent.name == "MacOS"
            entries[path.relative_to(program.parent).as_posix()] = (path, runs)
    for path in files_below(extras):
        entries[path.relative_to(extras).as_posix()] = (path, False)
    for item in ALWAYS + (LINUX if "linux" in target else []):
        for path in files_below(ROOT / item):
            inside = path.relative_to(ROOT).as_posix()
            if inside not in LEFT_OUT:
                entries[inside] = (path, False)

    seconds = commit_time()
    out.mkdir(parents=True, exist_ok=True)
    if "windows" in target:
        archive = out / f"{name}.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
            for inside, (path, _) in sorted(entries.items()):
                info = zipfile.ZipInfo(f"{name}/{inside}", time.gmtime(seconds)[:6])
                info.external_attr = 0o644 << 16
                file.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED)
    else:
        archive = out / f"{name}.tar.gz"
        with (
            archive.open("wb") as raw,
            gzip.GzipFile("", "wb", 9, raw, mtime=seconds) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as file,
        ):
            for inside, (path, runs) in sorted(entries.items()):
                info = tarfile.TarInfo(f"{name}/{inside}")
                info.size = path.stat().st_size
                info.mtime = seconds
                info.mode = 0o755 if runs else 0o644
                with path.open("rb") as content:
                    file.addfile(info, content)
    print(archive)
    return 0


if __name__ == "__main__":
    sys.exit(main())
