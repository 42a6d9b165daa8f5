/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-limits.h"

#include <glib.h>

G_BEGIN_DECLS

#define KB_AGECORE_MAC_SIZE 32

/* What is kept of a stanza: its type and up to two arguments, as they stand in
 * the file, and a body of at most one line; the rest is only checked and
 * counted, which is enough for the kinds that this program knows. */
#define KB_AGECORE_ARGS 3
#define KB_AGECORE_BODY 48

typedef struct
{
  const char *at;
  gsize       size;
} KbAgecoreText;

typedef struct
{
  KbAgecoreText args[KB_AGECORE_ARGS];
  guint         n_args;
  guint8        body[KB_AGECORE_BODY];
  gsize         body_size;
} KbAgecoreStanza;

typedef struct
{
  KbAgecoreStanza stanzas[KB_LIMIT_AGE_STANZAS];
  guint           n_stanzas;
  guint8          mac[KB_AGECORE_MAC_SIZE];
  gsize           signed_size;
  gsize           size;
} KbAgecoreHeader;

gboolean kb_agecore_header_parse    (gconstpointer          data,
                                     gsize                  size,
                                     KbAgecoreHeader       *ret_header)
         G_GNUC_WARN_UNUSED_RESULT;
gboolean kb_agecore_text_is         (const KbAgecoreText   *self,
                                     const char            *expected);
gboolean kb_agecore_text_to_bytes   (const KbAgecoreText   *self,
                                     guint8                *ret_bytes,
                                     gsize                  size)
         G_GNUC_WARN_UNUSED_RESULT;

void     kb_agecore_header_begin    (GByteArray            *out);
void     kb_agecore_header_stanza   (GByteArray            *out,
                                     const char            *args,
                                     const guint8          *body,
                                     gsize                  body_size);
void     kb_agecore_header_end      (GByteArray            *out,
                                     const guint8          *file_key);

G_END_DECLS
