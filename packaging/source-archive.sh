#!/usr/bin/env bash
# Writes OUT/whence-VERSION-source.tar.gz: the commit that is checked out, with the source of every
# dependency in `vendor` and the setting that makes cargo use it. It builds without a network.
#
# usage: packaging/source-archive.sh OUT
#
# Needs git, cargo, GNU tar and gzip. The same commit gives the same bytes with the same tools.
set -euo pipefail
out=$(mkdir -p "${1:?usage: packaging/source-archive.sh OUT}" && cd "$1" && pwd)
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
name=whence-$version-source
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

git archive --format=tar --prefix="$name/" HEAD | tar -x -C "$work"
cd "$work/$name"
cargo vendor --locked --quiet vendor
cat >>.cargo/config.toml <<'END'

# Every dependency is in the folder vendor.
[source.crates-io]
replace-with = "vendored-sources"

[source.vendored-sources]
directory = "vendor"
END

time=$(git -C "$root" show --no-patch --format=%ct HEAD)
tar --sort=name --mtime="@$time" --owner=0 --group=0 --numeric-owner --format=pax \
  --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime \
  -C "$work" -cf - "$name" | gzip -9n >"$out/$name.tar.gz"
echo "$out/$name.tar.gz"
