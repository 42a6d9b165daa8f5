/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * KbTextWords:
 *
 * Private to store/: how a text is cut into words, and what their stems are.
 * For one thread.
 */
typedef struct _KbTextWords KbTextWords;

/* Makes the tokenizer "kumbang" known to @sqlite, which must be closed before this is freed. */
KbTextWords *kb_text_words_new   (sqlite3      *sqlite);
void         kb_text_words_free  (KbTextWords  *self);
/* The first words of @text as the index has them, at most @max. */
GPtrArray   *kb_text_words_split (KbTextWords  *self,
                                  const char   *text,
                                  guint         max);
/* What the forms of a word share; valid until the next call. */
const char  *kb_text_words_stem  (KbTextWords  *self,
                                  const char   *word,
                                  gsize         size);

typedef void (*KbTextWordFunc)   (gpointer      data,
                                  const char   *word,
                                  gsize         size,
                                  guint         start,
                                  guint         end);

/* Each word of @text, folded, with the bytes of @text that it stands for. */
void         kb_text_words_each  (KbTextWords    *self,
                                  const char     *text,
                                  KbTextWordFunc  func,
                                  gpointer        data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbTextWords, kb_text_words_free)

G_END_DECLS
