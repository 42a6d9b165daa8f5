/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vectors.h"

#include "kb-sign.h"

#include <json-glib/json-glib.h>

void          vector_fill         (const char    *name,
                                   gpointer       data,
                                   gsize          size);
KbSigningKey *vector_key_of       (const char    *name);
char         *vector_recipient_of (const char    *name);
void          vector_set_hex      (JsonObject    *object,
                                   const char    *member,
                                   gconstpointer  data,
                                   gsize          size);
void          vector_set_seed     (JsonObject    *object,
                                   KbSigningKey  *key);
void          vectors_add_office  (JsonObject    *object);
void          vectors_add_answers (JsonObject    *object);
