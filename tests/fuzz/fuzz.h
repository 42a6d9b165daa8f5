/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What each fuzz target defines, in libFuzzer's shape; always returns 0. */
int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);
