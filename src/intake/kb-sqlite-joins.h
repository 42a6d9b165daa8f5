/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-sqlite-statement.h"
#include "kb-storage.h"

G_BEGIN_DECLS

/* The functions of #KbStorage with these names, over SQLite. */
gboolean kb_sqlite_find_fact   (KbSqlite      *self,
                                const char    *name,
                                GBytes       **ret_value,
                                GError       **error);
gboolean kb_sqlite_put_fact    (KbSqlite      *self,
                                const char    *name,
                                GBytes        *value,
                                GError       **error);
gboolean kb_sqlite_find_join   (KbSqlite      *self,
                                const guint8  *place,
                                KbJoin        *ret_join,
                                GError       **error);
gboolean kb_sqlite_put_join    (KbSqlite      *self,
                                const guint8  *place,
                                const KbJoin  *join,
                                GError       **error);
gboolean kb_sqlite_drop_joins  (KbSqlite      *self,
                                guint64        before,
                                GError       **error);
gboolean kb_sqlite_count_joins (KbSqlite      *self,
                                guint         *ret_n,
                                GError       **error);

G_END_DECLS
