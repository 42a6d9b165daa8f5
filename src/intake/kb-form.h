/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define KB_FORM_FIELDS 64

/**
 * KbForm:
 *
 * The fields of an urlencoded form. Names and values lie in the caller's
 * buffer, which is decoded in place: there is no other copy to wipe.
 */
typedef struct
{
  guint       n_fields;
  const char *names[KB_FORM_FIELDS];
  const char *values[KB_FORM_FIELDS];
} KbForm;

gboolean    kb_form_parse (char         *text,
                           gsize         size,
                           KbForm       *ret_form) G_GNUC_WARN_UNUSED_RESULT;
const char *kb_form_get   (const KbForm *self,
                           const char   *name);

G_END_DECLS
