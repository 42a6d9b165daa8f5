/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-server.h"

G_BEGIN_DECLS

/* The two paths of a command that has no more than that. */
typedef struct
{
  char *data;
  char *file;                   /* (nullable): --out, --from, --key */
} KbPathOptions;

gboolean kb_options_parse_init    (int               *argc,
                                   char            ***argv,
                                   KbPathOptions     *ret_options,
                                   GError           **error);
gboolean kb_options_parse_backup  (int               *argc,
                                   char            ***argv,
                                   KbPathOptions     *ret_options,
                                   GError           **error);
gboolean kb_options_parse_restore (int               *argc,
                                   char            ***argv,
                                   KbPathOptions     *ret_options,
                                   GError           **error);
gboolean kb_options_parse_verify  (int               *argc,
                                   char            ***argv,
                                   KbPathOptions     *ret_options,
                                   GError           **error);
void     kb_options_clear_paths   (KbPathOptions     *options);
gboolean kb_options_parse_enroll  (int               *argc,
                                   char            ***argv,
                                   char             **ret_data,
                                   GError           **error);
gboolean kb_options_parse_serve   (int               *argc,
                                   char            ***argv,
                                   KbServerOptions   *ret_options,
                                   GError           **error);
void     kb_options_clear_serve   (KbServerOptions   *options);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KbPathOptions, kb_options_clear_paths)

G_END_DECLS
