/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-data.h"
#include "kb-storage.h"

G_BEGIN_DECLS

gboolean   kb_backup_write   (const char     *folder,
                              const char     *out,
                              char          **ret_path,
                              GError        **error);
KbStorage *kb_backup_open    (const char     *path,
                              KbSigningKey  **ret_key,
                              GError        **error);
gboolean   kb_backup_restore (const char     *folder,
                              const char     *from,
                              GError        **error);

G_END_DECLS
