#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make-locale.sh SOURCE OUT STAMP: compiles the message category of our own id_ID into OUT/id_ID.
# localedef warns of the categories that are left out, and says so with status 1.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
localedef -c -f ANSI_X3.4-1968 -i "$1" "$work/locale" >/dev/null 2>&1 || [ $? -eq 1 ]
mkdir -p "$2/id_ID/LC_MESSAGES"
cp "$work/locale/LC_MESSAGES/SYS_LC_MESSAGES" "$2/id_ID/LC_MESSAGES/SYS_LC_MESSAGES"
cp "$work/locale/LC_MESSAGES/SYS_LC_MESSAGES" "$3"
