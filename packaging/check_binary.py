#!/usr/bin/env python3
"""Checks that programs need only libraries that every system has.

usage: check_binary.py PROGRAM…

The kind of program is told from its first bytes: Linux programs need `readelf`, macOS programs `otool`
(or what the variable OTOOL names), Windows programs the Python package `pefile` of requirements.txt. A
library that is not on the list here fails the check by name; it is put on the list only when every
supported system has it.

A program also loads libraries by name while it runs (Vulkan, OpenGL, X11), which no such check sees.
"""
import os
import pathlib
import re
import subprocess
import sys

LINUX = {
    "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "libc.so.6", "libm.so.6", "libgcc_s.so.1",
    "libdl.so.2", "libpthread.so.0", "librt.so.1",
}
# The C library of Ubuntu 22.04. Debian 12, Fedora 36 and everything newer have it too.
NEWEST_GLIBC = (2, 35)

MACOS = ("/usr/lib/", "/System/Library/")
# As in Info.plist.
OLDEST_MACOS = (11, 0)

# Part of Windows 10 and 11. The C runtime of the compiler (vcruntime140.dll, msvcp140.dll) is not, and
# nor are the api-ms-win-crt libraries here: a program that needs them was not linked statically.
WINDOWS = {
    "advapi32.dll", "bcrypt.dll", "bcryptprimitives.dll", "cfgmgr32.dll", "combase.dll",
    "comctl32.dll", "comdlg32.dll", "crypt32.dll", "d3d11.dll", "d3d12.dll", "dbghelp.dll",
    "dcomp.dll", "dwmapi.dll", "dwrite.dll", "dxgi.dll", "gdi32.dll", "imm32.dll", "iphlpapi.dll",
    "kernel32.dll", "kernelbase.dll", "msimg32.dll", "ncrypt.dll", "ntdll.dll", "ole32.dll",
    "oleacc.dll", "oleaut32.dll", "opengl32.dll", "powrprof.dll", "propsys.dll", "psapi.dll",
    "rpcrt4.dll", "secur32.dll", "setupapi.dll", "shcore.dll", "shell32.dll", "shlwapi.dll",
    "uiautomationcore.dll", "user32.dll", "userenv.dll", "uxtheme.dll", "version.dll", "winmm.dll",
    "ws2_32.dll",
}
WINDOWS_PREFIXES = ("api-ms-win-core-", "ext-ms-win-")
# A build with the GNU tools uses the C library of Windows itself.
WINDOWS_GNU = {"msvcrt.dll", "ucrtbase.dll"}
WINDOWS_GNU_PREFIXES = ("api-ms-win-crt-",)


def output(*command: str) -> str:
    return subprocess.run(
        command, check=True, stdout=subprocess.PIPE, encoding="utf-8", errors="replace",
        env={**os.environ, "LC_ALL": "C"},
    ).stdout


def version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def linux(path: pathlib.Path) -> tuple[list[str], list[str]]:
    dynamic = output("readelf", "-dW", str(path))
    needed = re.findall(r"\(NEEDED\).*\[(.+)\]", dynamic)
    wrong = [f"needs {name}" for name in needed if name not in LINUX]
    if re.search(r"\((RPATH|RUNPATH)\)", dynamic):
        wrong.append("has a search path for libraries of its own")
    glibc = max(map(version, re.findall(r"\bGLIBC_([0-9.]+)", output("readelf", "-VW", str(path)))))
    if glibc > NEWEST_GLIBC:
        wrong.append(f"needs glibc {'.'.join(map(str, glibc))}")
    return [*needed, f"glibc {'.'.join(map(str, glibc))}"], wrong


def macos(path: pathlib.Path) -> tuple[list[str], list[str]]:
    otool = os.environ.get("OTOOL", "otool")
    listed = output(otool, "-L", str(path)).splitlines()
    needed = [line.split(" (compat")[0].strip() for line in listed if line.startswith("\t")]
    wrong = [f"needs {name}" for name in needed if not name.startswith(MACOS)]
    if not needed:
        wrong.append("otool lists no library at all")
    oldest = re.findall(r"^\s+minos ([0-9.]+)", output(otool, "-l", str(path)), re.MULTILINE)
    if not oldest:
        wrong.append("does not say which macOS it needs")
    wrong += [f"needs macOS {minos}" for minos in oldest if version(minos) > OLDEST_MACOS]
    return [*needed, *(f"macOS {minos}" for minos in oldest)], wrong


def windows(path: pathlib.Path) -> tuple[list[str], list[str]]:
    import pefile

    program = pefile.PE(str(path))
    needed = {
        entry.dll.decode("ascii").lower()
        for table in ("DIRECTORY_ENTRY_IMPORT", "DIRECTORY_ENTRY_DELAY_IMPORT")
        for entry in getattr(program, table, [])
    }
    # Only the Microsoft linker writes a `Rich` header.
    gnu = program.parse_rich_header() is None
    names = WINDOWS | (WINDOWS_GNU if gnu else set())
    prefixes = WINDOWS_PREFIXES + (WINDOWS_GNU_PREFIXES if gnu else ())
    wrong = [
        f"needs {name}"
        for name in sorted(needed)
        if name not in names and not name.startswith(prefixes)
    ]
    if not needed:
        wrong.append("lists no library at all")

    flags = program.OPTIONAL_HEADER.DllCharacteristics
    for flag, name in ((0x20, "high-entropy ASLR"), (0x40, "ASLR"), (0x100, "DEP")):
        if not flags & flag:
            wrong.append(f"is without {name}")
    # A window program must not open a console, and the other must not lack one.
    subsystem = {2: "window", 3: "console"}.get(program.OPTIONAL_HEADER.Subsystem, "other")
    if subsystem != ("console" if "cli" in path.stem else "window"):
        wrong.append(f"is a {subsystem} program")
    resources = set()
    if hasattr(program, "DIRECTORY_ENTRY_RESOURCE"):
        resources = {entry.id for entry in program.DIRECTORY_ENTRY_RESOURCE.entries}
    for number, name in ((14, "icon"), (16, "version information"), (24, "manifest")):
        if subsystem == "window" and number not in resources:
            wrong.append(f"is without {name}")
    return [*sorted(needed), f"{subsystem} program", "GNU" if gnu else "MSVC"], wrong


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    failed = False
    for argument in sys.argv[1:]:
        path = pathlib.Path(argument)
        with path.open("rb") as file:
            start = file.read(4)
        if start == b"\x7fELF":
            needed, wrong = linux(path)
        elif start[:2] == b"MZ":
            needed, wrong = windows(path)
        elif start in (b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"):
            needed, wrong = macos(path)
        else:
            needed, wrong = [], ["is no program"]
        print(f"{path.name}: {', '.join(needed)}")
        for problem in wrong:
            print(f"{path.name}: {problem}", file=sys.stderr)
        failed = failed or bool(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
