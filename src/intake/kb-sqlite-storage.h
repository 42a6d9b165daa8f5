/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-storage.h"

G_BEGIN_DECLS

typedef enum
{
  KB_SQLITE_CREATE,             /* a new file; refuses one that exists */
  KB_SQLITE_WRITE,
  KB_SQLITE_READ,
} KbSqliteMode;

#define KB_TYPE_SQLITE_STORAGE (kb_sqlite_storage_get_type ())
G_DECLARE_FINAL_TYPE (KbSqliteStorage, kb_sqlite_storage, KB, SQLITE_STORAGE, GObject)

KbStorage *kb_sqlite_storage_open (const char    *path,
                                   KbSqliteMode   mode,
                                   GError       **error);

G_END_DECLS
