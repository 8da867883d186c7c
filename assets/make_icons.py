#!/usr/bin/env python3
"""Draws the icons for Windows and macOS from assets/icon.svg.

    pip install cairosvg==2.9.1 pillow==13.0.0 icnsutil==1.1.0
    python3 assets/make_icons.py

The results are committed, so that a build needs no Python.
"""

import io
import tempfile
from pathlib import Path

import cairosvg
import icnsutil
from PIL import Image

ASSETS = Path(__file__).resolve().parent
WINDOWS_SIZES = [16, 24, 32, 48, 64, 128, 256]
# The name of each picture in an .iconset folder, and its size in pixels.
MACOS_SIZES = {
    "icon_16x16.png": 16,
    "icon_16x16@2x.png": 32,
    "icon_32x32.png": 32,
    "icon_32x32@2x.png": 64,
    "icon_128x128.png": 128,
    "icon_128x128@2x.png": 256,
    "icon_256x256.png": 256,
    "icon_256x256@2x.png": 512,
    "icon_512x512.png": 512,
    "icon_512x512@2x.png": 1024,
}


def png(size):
    """The icon, drawn at this size instead of scaled to it."""
    svg = str(ASSETS / "icon.svg")
    return cairosvg.svg2png(url=svg, output_width=size, output_height=size)


def write_ico(path):
    pictures = [Image.open(io.BytesIO(png(size))) for size in WINDOWS_SIZES]
    # Without append_images Pillow would scale the first picture to the other sizes.
    pictures[-1].save(
        path,
        sizes=[(size, size) for size in WINDOWS_SIZES],
        append_images=pictures[:-1],
    )


def write_icns(path):
    icns = icnsutil.IcnsFile()
    with tempfile.TemporaryDirectory() as folder:
        for name, size in MACOS_SIZES.items():
            file = Path(folder) / name
            file.write_bytes(png(size))
            icns.add_media(file=str(file))
        icns.write(str(path), toc=False)


write_ico(ASSETS / "windows" / "whence.ico")
write_icns(ASSETS / "macos" / "whence.icns")
