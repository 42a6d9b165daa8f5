/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-age-error.h"

G_DEFINE_QUARK (kb-age-error-quark, kb_age_error)
