/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* "KbIn": tells an intake's database from any other SQLite file. */
#define KB_SQLITE_APPLICATION_ID 0x4b62496e
#define KB_SQLITE_SCHEMA_VERSION 3

gboolean kb_sqlite_prepare_schema (sqlite3   *db,
                                   gboolean   create,
                                   GError   **error);
void     kb_sqlite_set_error      (sqlite3   *db,
                                   GError   **error);
gboolean kb_sqlite_run            (sqlite3     *db,
                                   const char  *sql,
                                   GError     **error);

G_END_DECLS
