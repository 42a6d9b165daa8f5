#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Run it after adding or changing a translatable string: rewrites po/POTFILES.in, merges po/*.po with
# the sources and names what is still to be translated.
exec python3 "$(dirname "$0")/po.py" update
