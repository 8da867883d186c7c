#!/bin/sh
# Makes Whence.app of a built program:
#
#     assets/macos/bundle.sh target/release/whence OUT
#
# Only copies and fills in the version from Cargo.toml, so it runs on any Unix. Signing is left to
# whoever has a certificate.
set -eu

if [ $# -ne 2 ] || [ ! -f "$1" ]; then
    echo "usage: $0 PROGRAM FOLDER" >&2
    exit 2
fi
program=$1
app=$2/Whence.app
here=$(cd "$(dirname "$0")" && pwd)

# The first version in Cargo.toml is the package's. macOS wants numbers alone: no -rc1.
version=$(sed -n 's/^version = "\([0-9.]*\).*"$/\1/p' "$here/../../Cargo.toml" | head -n 1)
if [ -z "$version" ]; then
    echo "$0: no version in Cargo.toml" >&2
    exit 1
fi
if [ -e "$app" ]; then
    echo "$0: $app is there already" >&2
    exit 1
fi

mkdir -p "$app/Contents/MacOS" "$app/Contents/Resources"
sed "s/@VERSION@/$version/" "$here/Info.plist" > "$app/Contents/Info.plist"
cp "$here/whence.icns" "$app/Contents/Resources/whence.icns"
cp "$program" "$app/Contents/MacOS/whence"
chmod 755 "$app/Contents/MacOS/whence"
echo "$app"
