/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void        kb_i18n_init         (const char *language);
const char *kb_i18n_get_language (void);

G_END_DECLS
