/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The text of vectors.json, computed anew from fixed seeds. */
char *vectors_build (void);
