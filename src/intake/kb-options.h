/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-server.h"

G_BEGIN_DECLS

typedef struct
{
  char     *data;
  gboolean  first;
  char     *device;
} KbEnrollOptions;

gboolean kb_options_parse_init   (int               *argc,
                                  char            ***argv,
                                  char             **ret_data,
                                  GError           **error);
gboolean kb_options_parse_enroll (int               *argc,
                                  char            ***argv,
                                  KbEnrollOptions   *ret_options,
                                  GError           **error);
void     kb_options_clear_enroll (KbEnrollOptions   *options);
gboolean kb_options_parse_serve  (int               *argc,
                                  char            ***argv,
                                  KbServerOptions   *ret_options,
                                  GError           **error);
void     kb_options_clear_serve  (KbServerOptions   *options);

G_END_DECLS
