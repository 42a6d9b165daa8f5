/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "kb-storage.h"

G_BEGIN_DECLS

/* The data folder: DIR/intake.key (hex seed), DIR/intake.db and DIR/lock. */
char         *kb_data_get_database   (const char    *folder);
gboolean      kb_data_create         (const char    *folder,
                                      const char    *key_path,
                                      GError       **error);
gboolean      kb_data_make_folder    (const char    *folder,
                                      GError       **error);
gboolean      kb_data_write_key      (const char    *folder,
                                      KbSigningKey  *key,
                                      GError       **error);
gboolean      kb_data_mark_restoring (KbStorage     *storage,
                                      GError       **error);
KbSigningKey *kb_data_read_key       (const char    *folder,
                                      GError       **error);
int           kb_data_lock           (const char    *folder,
                                      GError       **error);

G_END_DECLS
